import type { Told } from '../alert/foreign.ts';
import { endUnsent, openForeign, takeForeign } from '../alert/foreign.ts';
import type { Log } from '../log/log.ts';
import type { ForeignAlert } from '../model/foreign-alert.ts';
import { foreignFingerprint } from '../model/foreign-alert.ts';
import type { Target } from '../model/target.ts';
import type { Clock } from '../model/time.ts';
import { SECOND } from '../model/time.ts';
import { pause } from '../model/wait.ts';
import type { ForeignPort } from '../web/foreign/routes.ts';
import type { Alerting } from './alerting.ts';
import type { EndsDeps, ForeignEnds } from './foreign-ends.ts';
import { openForeignEnds } from './foreign-ends.ts';
import type { Live } from './live.ts';

/** How often it is looked for what was not sent again, and how many such looks ends wait to be written. */
const EVERY = SECOND;
const WRITE_EVERY = 10;
/** Alerts of other products that may be open. */
const MOST_OPEN = 10_000;
/** Alerts that are one piece of work, so that others get their turn. */
const BATCH = 500;

export interface ForeignDeps extends EndsDeps {
  readonly live: Live;
  readonly alerting: Alerting;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Pick<Log, 'error' | 'info'>;
  /** Something was queued for the channels. */
  queued(): void;
  /** What is watched changed. */
  rejudge(): Promise<void>;
}

export interface ForeignAlerts extends ForeignPort, AsyncDisposable {
  /** Ends what was not sent again in time. */
  expire(): Promise<void>;
}

/** Alerts of other products, from when they are told until they are over there, or are told no more. */
export async function openForeignAlerts(deps: ForeignDeps): Promise<ForeignAlerts> {
  const { alerting, clock } = deps;
  const ends = await openForeignEnds(deps);
  const stop = new AbortController();
  const expire = async () => {
    const over = ends.passed();
    if (over.length === 0) return;
    await endUnsent(alerting, over, clock.now());
    deps.queued();
  };
  const expiring = keepExpiring({ ...deps, ends, expire }, stop.signal);
  return {
    now: clock.now,
    take: (alerts) => takeAll(deps, ends, alerts),
    expire,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await expiring;
      await ends.write();
    },
  };
}

async function takeAll(
  deps: ForeignDeps,
  ends: ForeignEnds,
  alerts: readonly ForeignAlert[],
): ReturnType<ForeignPort['take']> {
  const { alerting, live, clock, log } = deps;
  let full = 0;
  for (let at = 0; at < alerts.length; at += BATCH) {
    const all = alerts.slice(at, at + BATCH);
    const batch = withRoom(alerting, all);
    full += all.length - batch.length;
    const find = targetFinder(live.targets());
    const told: Told[] = [];
    for (const alert of batch) {
      told.push({ alert, target: find(alert) ?? (await targetOf(deps, alert)) });
    }
    const applied = await takeForeign(alerting, told, clock.now());
    ends.note(batch);
    if (applied.length > 0) deps.queued();
  }
  if (full > 0) {
    log.error(`${full} alerts of other products found no room: ${MOST_OPEN} of them are open`);
  }
  return { full };
}

/** Without those that would be one open alert too many. */
function withRoom(alerting: Alerting, alerts: readonly ForeignAlert[]): readonly ForeignAlert[] {
  const open = new Set(openForeign(alerting).keys());
  return alerts.filter((alert) => {
    const key = foreignFingerprint(alert);
    if (alert.isOver || open.has(key)) return true;
    if (open.size >= MOST_OPEN) return false;
    open.add(key);
    return true;
  });
}

/** The target that stands for the product. */
async function targetOf(
  { live, rejudge, log }: ForeignDeps,
  { source }: ForeignAlert,
): Promise<Target> {
  const known = live.targets().find(({ name }) => name === source);
  if (known) return known;
  const made = await live.targetOf(source);
  await rejudge();
  log.info(`${source} sends alerts: those that are about no target here belong to ${source}`);
  return made;
}

async function keepExpiring(
  deps: Pick<ForeignDeps, 'log'> & Pick<ForeignAlerts, 'expire'> & { readonly ends: ForeignEnds },
  signal: AbortSignal,
): Promise<void> {
  for (let look = 1; !signal.aborted; look++) {
    await pause(EVERY, signal);
    if (signal.aborted) return;
    try {
      await deps.expire();
      if (look % WRITE_EVERY === 0) await deps.ends.write();
    } catch (error) {
      deps.log.error({ err: error }, 'alerts of other products could not be ended');
    }
  }
}

/** Finds the target that an alert is about, by its name or its host, with or without a port. */
function targetFinder(targets: readonly Target[]): (alert: ForeignAlert) => Target | null {
  const named = new Map<string, Target>();
  for (const target of targets) if (target.ssh) named.set(target.ssh.host.toLowerCase(), target);
  for (const target of targets) named.set(target.name.toLowerCase(), target);
  return ({ about }) => {
    for (const one of about) {
      const name = one.toLowerCase();
      const found = named.get(name) ?? named.get(name.replace(/:\d{1,5}$/, ''));
      if (found) return found;
    }
    return null;
  };
}
