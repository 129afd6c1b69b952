import { z } from 'zod';
import type { TargetPause } from '../model/target.ts';
import type { Clock } from '../model/time.ts';
import { SECOND } from '../model/time.ts';
import { pause } from '../model/wait.ts';
import type { SettingStore } from '../store/ports.ts';

/** Under which the pauses are kept. */
const KEY = 'target pauses';

const Stored = z.array(
  z.object({
    target: z.number(),
    by: z.object({ id: z.string(), name: z.string() }),
    at: z.number(),
    until: z.number().nullable(),
  }),
);

/** Targets whose rounds people stopped; kept in the store, so that a restart resumes none. */
export interface Pauses {
  /** The pause of a target that is in force; null when it is watched. */
  of(target: number): TargetPause | null;
  /** Begins one, or sets its end anew. */
  begin(pause: Omit<TargetPause, 'at'>): Promise<TargetPause>;
  /** False when there is none. */
  end(target: number): Promise<boolean>;
  /** Ends those whose time is over, and those of targets that are not among these; whether there were any. */
  sweep(targets: readonly number[]): Promise<boolean>;
}

export async function openPauses(
  settings: SettingStore,
  clock: Pick<Clock, 'now'>,
): Promise<Pauses> {
  let all: readonly TargetPause[] = stored(await settings.get(KEY));

  const isOver = ({ until }: TargetPause) => until !== null && until <= clock.now();

  async function keep(next: readonly TargetPause[]): Promise<void> {
    await settings.set(KEY, JSON.stringify(next));
    all = next;
  }

  return {
    of: (target) => all.find((one) => one.target === target && !isOver(one)) ?? null,

    async begin(wanted) {
      const known = all.find(({ target }) => target === wanted.target);
      const begun = { ...wanted, at: known?.at ?? clock.now() };
      await keep([...all.filter((one) => one !== known), begun]);
      return begun;
    },

    async end(target) {
      const left = all.filter((one) => one.target !== target);
      if (left.length === all.length) return false;
      await keep(left);
      return true;
    },

    async sweep(targets) {
      const left = all.filter((one) => !isOver(one) && targets.includes(one.target));
      if (left.length === all.length) return false;
      await keep(left);
      return true;
    },
  };
}

/** Lets pauses end when their time is over, until `signal` aborts. */
export async function keepResuming(
  deps: {
    readonly pauses: Pick<Pauses, 'sweep'>;
    targets(): readonly { readonly id: number }[];
    /** Something is watched again. */
    resumed(): Promise<void>;
    failed(error: unknown): void;
  },
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await pause(SECOND, signal);
    if (signal.aborted) return;
    try {
      if (await deps.pauses.sweep(deps.targets().map(({ id }) => id))) await deps.resumed();
    } catch (error) {
      deps.failed(error);
    }
  }
}

/** What cannot be read is no pause: then everything is watched. */
function stored(text: string | null): readonly TargetPause[] {
  if (text === null) return [];
  try {
    return Stored.safeParse(JSON.parse(text)).data ?? [];
  } catch {
    return [];
  }
}
