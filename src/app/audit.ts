import { statfs } from 'node:fs/promises';
import type { OwnNetwork } from '../alert/own-network.ts';
import { compareSeverity } from '../model/alert.ts';
import type { Reading, Round } from '../model/sample.ts';
import { noLabels } from '../model/sample.ts';
import type { Clock } from '../model/time.ts';
import { HOUR, MINUTE, SECOND } from '../model/time.ts';
import { pause } from '../model/wait.ts';
import type { Store } from '../store/ports.ts';
import type { Alerting } from './alerting.ts';
import type { Live } from './live.ts';

/** How often the monitor looks at itself. */
const EVERY = MINUTE;
/** A round that is later than so many intervals was not taken. */
const INTERVALS = 3;
/** Longest time the outside ping may take. */
const PING_DEADLINE = 10 * SECOND;

export interface AuditDeps {
  readonly live: Live;
  readonly alerting: Alerting;
  readonly store: Pick<Store, 'outbox'>;
  readonly network: Pick<OwnNetwork, 'isLost'>;
  readonly clock: Clock;
  /** Folder of the databases. */
  readonly folder: string;
  /** Moment of the monotonic clock when a target had its last round, or was taken up; null when it is not watched here. */
  lastRound(target: number): number | null;
  /** Rounds that could not be judged, and steps of time that failed, since it was asked last. */
  ruleErrors(): number;
  /** By how many milliseconds the clock jumped since it was asked last. */
  clockJump(): number;
  /** Messages that were given up within the last hour. */
  undelivered(): number;
  /** Seconds that the oldest sample has waited for its destination; 0 when none does. */
  forwardOldest(): number;
  /** What is found of the storage; empty when it does not answer. */
  storage(): Promise<Readonly<Record<string, number>>>;
  /** Hands the monitor's own round in to be judged; false when that failed. */
  take(round: Round): Promise<boolean>;
  readonly fetch: typeof fetch;
  failed(what: 'audit' | 'heartbeat', error: unknown): void;
  worked(what: 'audit' | 'heartbeat'): void;
}

/**
 * Looks at the monitor itself each minute until `signal` aborts: what it finds is judged like any target, with alerts of
 * its own; while it finds nothing, the outside dead-man's switch is told that all is well.
 */
export async function keepAuditing(deps: AuditDeps, signal: AbortSignal): Promise<void> {
  let awakeSince = deps.clock.monotonic();
  while (!signal.aborted) {
    const before = deps.clock.monotonic();
    await pause(EVERY, signal);
    if (signal.aborted) return;
    const now = deps.clock.monotonic();
    // A machine that slept checked nothing, and begins with the targets now.
    if (now - before > 2 * EVERY) awakeSince = now;
    try {
      const judged = await auditOnce(deps, awakeSince);
      deps.worked('audit');
      if (judged && isWell(deps)) await ping(deps, signal);
    } catch (error) {
      deps.failed('audit', error);
    }
  }
}

/**
 * Measures, and judges what was measured; false when it could not be judged, which is a finding that no alert tells.
 * `awakeSince` is the moment of the monotonic clock since when the process runs without a break.
 */
export async function auditOnce(deps: AuditDeps, awakeSince: number): Promise<boolean> {
  const began = deps.clock.monotonic();
  const at = deps.clock.now();
  const values: Record<string, number> = {
    'self.outbox_oldest_s': await oldestWait(deps, at),
    'self.forward_oldest_s': deps.forwardOldest(),
    'self.undelivered': deps.undelivered(),
    'self.unchecked_targets': unchecked(deps, awakeSince),
    'self.rule_errors': deps.ruleErrors(),
    'self.clock_jump_s': Math.round(deps.clockJump() / SECOND),
    'self.disk_free_bytes': await freeBytes(deps.folder),
    'self.online': deps.network.isLost() ? 0 : 1,
    ...(await deps.storage()),
  };
  const readings = Object.entries(values).map(([metric, value]): Reading => {
    return { metric, labels: noLabels(), value };
  });
  const took = deps.clock.monotonic() - began;
  return deps.take({ kind: 'measured', target: deps.live.self.id, at, took, readings });
}

/** No alert of the audit is open, but for warnings: with those the monitor still does its work. */
export function isWell({ live, alerting }: Pick<AuditDeps, 'live' | 'alerting'>): boolean {
  for (const { state, rule, severity } of alerting.book.open(live.self.id)) {
    if (state.kind === 'pending' || compareSeverity(severity, 'error') < 0) continue;
    if (live.ruleOf({ rule, target: live.self.id })) return false;
  }
  return true;
}

/** Seconds that the oldest message has waited beyond its time; 0 when none does. */
async function oldestWait({ store }: AuditDeps, now: number): Promise<number> {
  const oldest = await store.outbox.oldestSince(now - MINUTE);
  return oldest === null ? 0 : Math.max(0, Math.round((now - oldest) / SECOND));
}

/** Targets that had no round for three intervals, although the process was awake for longer. */
function unchecked({ live, lastRound, clock }: AuditDeps, awakeSince: number): number {
  const now = clock.monotonic();
  return live.targets().filter(({ id, interval }) => {
    const last = lastRound(id);
    return last !== null && now - Math.max(last, awakeSince) > INTERVALS * interval + MINUTE;
  }).length;
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** Tells the dead-man's switch outside that the monitor lives and finds nothing wrong with itself. */
async function ping({ live, fetch: ask, failed, worked }: AuditDeps, signal: AbortSignal) {
  const url = live.config().heartbeatUrl;
  if (url === null) return;
  try {
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(PING_DEADLINE)]);
    const response = await ask(url, { signal: deadline });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`HEARTBEAT_URL answered ${response.status}`);
    worked('heartbeat');
  } catch (error) {
    if (!signal.aborted) failed('heartbeat', error);
  }
}

/** Counts what happened within the last hour. */
export function hourly(clock: Pick<Clock, 'monotonic'>) {
  let times: number[] = [];
  return {
    add: () => void times.push(clock.monotonic()),
    count(): number {
      const now = clock.monotonic();
      times = times.filter((one) => now - one < HOUR);
      return times.length;
    },
  };
}

/** Adds up until it is asked. */
export function tally() {
  let sum = 0;
  return {
    add(value: number): void {
      sum += value;
    },
    take(): number {
      const taken = sum;
      sum = 0;
      return taken;
    },
  };
}
