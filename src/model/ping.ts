import type { Instant } from './time.ts';

/** What a job tells of itself by the address that it asks. */
export interface Ping {
  /** `log` keeps what was sent and tells nothing of how the job does. */
  readonly signal: 'start' | 'success' | 'fail' | 'log';
  /** Exit code, where the job told one. */
  readonly exit: number | null;
  /** What was sent with it, cut off; empty when nothing was. */
  readonly body: string;
  readonly at: Instant;
}

/** What the pings of a check so far come to. */
export interface Pings {
  /** Newest end of a run. */
  readonly ended: {
    readonly at: Instant;
    readonly isOk: boolean;
    readonly exit: number | null;
  } | null;
  /** When a run ended well. */
  readonly okAt: Instant | null;
  /** Start of the run that is under way. */
  readonly startedAt: Instant | null;
  /** Milliseconds from start to end of the newest run that told both. */
  readonly runMs: number | null;
  /** What was sent last. */
  readonly log: { readonly at: Instant; readonly text: string } | null;
}

export const NO_PINGS: Pings = {
  ...{ ended: null, okAt: null, startedAt: null, runMs: null, log: null },
};

export function afterPing(pings: Pings, { signal, exit, body, at }: Ping): Pings {
  const log = body === '' ? pings.log : { at, text: body };
  if (signal === 'log') return { ...pings, log };
  if (signal === 'start') return { ...pings, log, startedAt: at };
  const isOk = signal === 'success';
  const { startedAt } = pings;
  return {
    ended: { at, isOk, exit },
    okAt: isOk ? at : pings.okAt,
    startedAt: null,
    runMs: startedAt === null ? null : Math.max(0, at - startedAt),
    log,
  };
}
