import type { Doer } from './alert.ts';
import type { Instant } from './time.ts';

/** How a check stands. `degraded`: it works, but not as it should; `error`: it could not be run. */
export const CHECK_STATUSES = ['healthy', 'degraded', 'unhealthy', 'error', 'unknown'] as const;
export type CheckStatus = (typeof CHECK_STATUSES)[number];

/** Whether it works, if perhaps not as it should. Neither up nor down is what is unknown. */
export function isUp(status: CheckStatus): boolean {
  return status === 'healthy' || status === 'degraded';
}

/** How much depends on it; it decides how often it is run unless the check says so itself. */
export const CRITICALITIES = ['low', 'normal', 'high', 'critical'] as const;
export type Criticality = (typeof CRITICALITIES)[number];

/** Target of checks that name none. */
export const CHECKS = 'checks';

/** Kind of checks that are made of code. */
export const PLUGIN = 'plugin';

export type CheckValue = number | boolean | string | null;

/** Uptime in percent over the last `window` milliseconds. */
export interface Objective {
  readonly target: number;
  readonly window: number;
}

/** A check as it is configured; durations in milliseconds. */
export interface Check {
  readonly name: string;
  readonly kind: string;
  /** Name of the target that it belongs to. */
  readonly target: string;
  readonly criticality: Criticality;
  readonly interval: number;
  /** That one try may take. */
  readonly timeout: number;
  /** Further tries at once before a run counts as failed. */
  readonly retries: number;
  /** Runs in a row before it counts as down, and as well again. */
  readonly failAfter: number;
  readonly okAfter: number;
  /** Conditions over what the run saw: all must hold, else it is unhealthy. */
  readonly expect: readonly string[];
  /** Conditions whose breach only degrades it. */
  readonly warn: readonly string[];
  /** Names of checks and targets without which this one cannot work. */
  readonly depends: readonly string[];
  /** The uptime that it shall have, or null. */
  readonly slo: Objective | null;
  /** Switched off in the configuration. */
  readonly off: boolean;
  /** What its kind needs to know. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** A value that a check measured beside its time; the label `name` is added. */
export interface CheckMetric {
  readonly metric: string;
  readonly value: number;
  readonly labels?: Readonly<Record<string, string>>;
  /** What was looked at says that it only grows, but for restarts. */
  readonly isCounter?: true;
}

/** What one run gave. */
export interface CheckResult {
  readonly status: CheckStatus;
  /** Milliseconds that the answer took, or null. */
  readonly latency: number | null;
  /** Why it is not healthy, each with the value that broke it; lines for people without secrets. */
  readonly reasons: readonly string[];
  /** What it saw, for people. */
  readonly details: Readonly<Record<string, CheckValue>>;
  readonly metrics: readonly CheckMetric[];
}

/** Where a check stands after its runs so far. */
export interface CheckState {
  /** What counts, after as many runs as it takes. */
  readonly status: CheckStatus;
  readonly since: Instant;
  /** Runs in a row that say otherwise than `status`. */
  readonly against: number;
  readonly last: (CheckResult & { readonly at: Instant }) | null;
  /** When it was last healthy or degraded, or null. */
  readonly lastOk: Instant | null;
  /** While it is unknown: how it stood, and since when, as long as somebody looked; else null. */
  readonly held: Held | null;
}

export interface Held {
  readonly status: CheckStatus;
  readonly since: Instant;
}

/** A confirmed change, as it is kept. `unknown`: from then on nobody looked. */
export interface CheckChange {
  readonly check: number;
  readonly at: Instant;
  readonly status: CheckStatus;
  readonly reason: string;
}

/** A check that a person switched off. */
export interface CheckSwitch {
  readonly check: string;
  readonly by: Doer;
  readonly at: Instant;
  readonly reason: string;
}

/** A check as people see it. */
export interface CheckView {
  /** The small integer of the store. */
  readonly id: number;
  readonly check: Check;
  readonly state: CheckState;
  /** Why it is not run, or null. */
  readonly off: 'configured' | CheckSwitch | null;
}
