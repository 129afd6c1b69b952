import { aborted } from '../model/wait.ts';

/** Checks that run at the same time. */
const AT_ONCE = 10;
/** Jobs whose results can be asked for. */
const KEPT = 20;

export interface Job {
  readonly id: number;
  readonly names: readonly string[];
  /** Those that have not ended yet. */
  readonly running: ReadonlySet<string>;
}

/** Runs of checks that programs ask for. */
export interface ForcedRuns {
  /** Runs these, or joins the job that runs the same just now; answers when they have ended, or after `patience` ms. */
  start(names: readonly string[]): Promise<Job>;
  find(id: number): Job | null;
}

export function forcedRuns(run: (name: string) => Promise<unknown>, patience: number): ForcedRuns {
  const jobs: (Job & { readonly ended: Promise<unknown> })[] = [];
  let newest = 0;

  function begin(names: readonly string[]) {
    const running = new Set(names);
    const waiting = [...names];
    const one = async () => {
      for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
        await run(name).catch(() => {});
        running.delete(name);
      }
    };
    const ended = Promise.all(Array.from({ length: AT_ONCE }, one));
    newest += 1;
    const job = { id: newest, names, running, ended };
    jobs.push(job);
    if (jobs.length > KEPT) jobs.shift();
    return job;
  }

  return {
    async start(names) {
      const text = names.join('\n');
      const same = jobs.find((one) => one.running.size > 0 && one.names.join('\n') === text);
      const job = same ?? begin(names);
      await Promise.race([job.ended, aborted(AbortSignal.timeout(patience))]);
      return job;
    },
    find: (id) => jobs.find((job) => job.id === id) ?? null,
  };
}
