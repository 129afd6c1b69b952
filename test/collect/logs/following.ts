import { localHost } from '../../../src/collect/collectors/local-host.ts';
import { logsPart } from '../../../src/collect/logs/logs-part.ts';
import type { Finding } from '../../../src/collect/logs/take-in.ts';
import { partsRound } from '../../../src/collect/part.ts';
import type { Host } from '../../../src/collect/remote.ts';
import type { LogBatch, LogPattern, LogSource } from '../../../src/model/log.ts';
import { systemClock } from '../../../src/model/time.ts';

export function fileLog(path: string, given: Partial<LogSource> = {}): LogSource {
  return { name: 'app', format: 'auto', from: { kind: 'file', path }, ...given };
}

/** What is stored of one target, as the store would keep it: states and texts, or a disk that is full. */
export function memoryOfLogs() {
  const states: Record<string, string> = {};
  const texts: string[] = [];
  const entries: LogBatch['pieces'][number]['entries'][number][] = [];
  const memory = {
    states,
    texts,
    entries,
    isFull: false,
    batches: 0,
    keeping: {
      states: async () => ({ ...states }),
      async take({ log, state, pieces }: LogBatch) {
        if (memory.isFull) throw new Error('the disk is full');
        memory.batches += 1;
        states[log] = state;
        for (const { more, entries: own } of pieces) {
          if (more !== '') texts.push(`${texts.pop() ?? ''}\n${more}`);
          texts.push(...own.map(({ text }) => text));
          entries.push(...own);
        }
      },
    },
  };
  return memory;
}

/** Follows logs of a host round by round. `restart`: as after a kill, from what is stored. */
export function following(
  logs: readonly LogSource[],
  options: {
    readonly host?: Host;
    readonly memory?: ReturnType<typeof memoryOfLogs>;
    readonly patterns?: readonly LogPattern[];
    readonly shell?: readonly string[];
  } = {},
) {
  const { memory = memoryOfLogs(), patterns = [] } = options;
  const own = options.host === undefined ? localHost('here', options.shell) : null;
  const host = options.host ?? own;
  if (host === null) throw new Error('no host');
  const found: (Finding & { readonly log: string })[] = [];
  const gone: string[] = [];
  const failures: string[] = [];
  const start = () =>
    logsPart({
      ...{ target: 1, keeping: memory.keeping, token: 'a token of the test' },
      wanted: () => ({ logs, patterns }),
      raise: async (log, finding) => void found.push({ log, ...finding }),
      failed: (what, error) => failures.push(`${what}: ${String(error)}`),
      worked: () => {},
      gone: (_, path) => gone.push(path),
    });
  let part = start();
  const ask = partsRound(host, { clock: systemClock, random: Math.random });
  const round = () => ask([part], { signal: AbortSignal.timeout(30_000), patience: 20_000 });
  return {
    ...{ memory, found, gone, failures, round },
    /** The first round learns where to go on, the second looks for the first time. */
    async begin() {
      await round();
      await round();
    },
    async restart() {
      part = start();
      await round();
    },
    /** A look between two rounds; false when there can be none now. */
    async look() {
      const between = part.between(systemClock.monotonic());
      if (between === null) return false;
      // A round that begins now would go on from the same place.
      if (part.probes(systemClock.monotonic()).length > 0) throw new Error('a round asks too');
      await ask([between.part], { signal: AbortSignal.timeout(30_000), patience: 20_000 });
      between.over();
      return true;
    },
    close: () => own?.close(),
  };
}
