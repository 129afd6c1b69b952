import { setImmediate as breathe } from 'node:timers/promises';
import { guessCause, type Seen } from '../alert/cause-guess.ts';
import { record } from '../alert/record.ts';
import type { Alert } from '../model/alert.ts';
import type { Cause } from '../model/cause.ts';
import type { ContainerSight } from '../model/container.ts';
import type { LogReader } from '../model/log.ts';
import type { TopProcesses } from '../model/processes.ts';
import type { Clock, Instant } from '../model/time.ts';
import { SECOND } from '../model/time.ts';
import { soon } from '../model/wait.ts';
import { BEFORE, changedBefore } from '../report/mark-text.ts';
import type { Samples, Store } from '../store/ports.ts';
import type { Alerting } from './alerting.ts';
import {
  containerParts,
  containerUses,
  growthPart,
  logPart,
  processParts,
  totalMemory,
} from './cause-parts.ts';
import type { Live } from './live.ts';
import { maskerOf } from './masking.ts';

/** How long a look at a target may take; what is late by then is left out. */
const DEADLINE = 3 * SECOND;
/** Alerts of a target share a look for so long. */
const SHARED = 10 * SECOND;
/** Alerts that wait for their cause; of more, nobody could read it. */
const WAITING = 2_000;
/** Causes that are stored in one turn: few enough to hold up nobody. */
const BATCH = 25;

export interface CausesDeps {
  readonly live: Live;
  readonly alerting: Alerting;
  readonly store: Pick<Store, 'causes' | 'marks'>;
  readonly samples: Pick<Samples, 'query' | 'series' | 'points'>;
  /** Entries without what no chat may show. */
  readonly logs: Pick<LogReader, 'find'>;
  readonly clock: Clock;
  processes(target: number): TopProcesses | null;
  sight(target: number): Promise<ContainerSight | null>;
  /** Something was queued for the channels. */
  queued(): void;
  failed(error: unknown): void;
}

/** Looks for causes beside the life of alerts, which never waits for it. */
export interface Causes extends AsyncDisposable {
  /** These fired just now; returns at once. */
  fired(alerts: readonly Alert[]): void;
  /** Nothing is under way any more. */
  idle(): Promise<void>;
}

/** A look at a target that its alerts share. */
type Look = Omit<Seen, 'change'>;

export function openCauses(deps: CausesDeps): Causes {
  const waiting = new Map<number, Alert[]>();
  const looks = new Map<number, { readonly until: number; readonly look: Look }>();
  let size = 0;
  let isClosed = false;
  let working: Promise<void> = Promise.resolve();
  let isBusy = false;

  async function lookAt(target: number): Promise<Look> {
    const now = deps.clock.monotonic();
    for (const [id, { until }] of looks) if (until <= now) looks.delete(id);
    const known = looks.get(target);
    if (known) return known.look;
    const look = await lookNow(deps, target);
    looks.set(target, { until: now + SHARED, look });
    return look;
  }

  async function work(): Promise<void> {
    // What the alert itself is made of goes first.
    await breathe();
    for (const [target, alerts] of waiting) {
      if (isClosed) break;
      waiting.delete(target);
      size -= alerts.length;
      try {
        const look = await lookAt(target);
        await keep(deps, target, alerts, look);
      } catch (error) {
        deps.failed(error);
      }
      await breathe();
    }
    isBusy = false;
  }

  return {
    fired(alerts) {
      for (const alert of alerts) {
        if (isClosed || size >= WAITING) break;
        const others = waiting.get(alert.target);
        if (others) others.push(alert);
        else waiting.set(alert.target, [alert]);
        size += 1;
      }
      if (isBusy || waiting.size === 0) return;
      isBusy = true;
      working = work();
    },
    idle: () => working,
    async [Symbol.asyncDispose]() {
      isClosed = true;
      await working;
    },
  };
}

/** Everything at once; a part that fails or is late counts as not looked at. */
async function lookNow(deps: CausesDeps, target: number): Promise<Look> {
  const { samples, clock, live, logs } = deps;
  const at = clock.now();
  const mask = maskerOf(live.config());
  const tried = async <T>(work: () => Promise<T>): Promise<T | null> => {
    try {
      return await soon(work(), DEADLINE);
    } catch (error) {
      deps.failed(error);
      return null;
    }
  };
  const isFollowed = live.logsOf(target).logs.length > 0;
  const [total, sight, uses, growth, lines] = await Promise.all([
    tried(() => totalMemory(samples, target, at)),
    tried(() => deps.sight(target)),
    tried(() => containerUses(samples, target, at)),
    tried(() => growthPart(samples, target, at)),
    isFollowed ? tried(() => logPart(logs, target, at)) : null,
  ]);
  return {
    at,
    ...processParts(deps.processes(target), { total, mask, at }),
    ...containerParts(sight, { uses: uses ?? new Map(), mask, at }),
    growth,
    logs: lines,
  };
}

async function keep(
  deps: CausesDeps,
  target: number,
  alerts: readonly Alert[],
  look: Look,
): Promise<void> {
  const times = alerts.map(({ state }) => state.since);
  const from = times.reduce((a, b) => Math.min(a, b)) - BEFORE;
  const to = times.reduce((a, b) => Math.max(a, b));
  const marks = await deps.store.marks.between(from, to, target);
  for (let first = 0; first < alerts.length; first += BATCH) {
    const some = alerts.slice(first, first + BATCH);
    const causes = some.map((alert): [number, Cause] => {
      const seen = { ...look, change: changedBefore(alert.state.since, marks) };
      const { metric } = alert.evidence;
      const summary = guessCause(seen, { metric, since: alert.state.since });
      return [alert.id, { ...seen, summary }];
    });
    await deps.store.causes.put(new Map(causes));
    await show(deps, some, deps.clock.now());
    await breathe();
  }
}

/** Brings the cards up to date that show one alert alone: of several, a message shows no causes. */
async function show(
  { alerting, queued }: CausesDeps,
  alerts: readonly Alert[],
  at: Instant,
): Promise<void> {
  const { book } = alerting;
  const entries = alerts.flatMap(({ id }) => {
    const alert = book.byId(id);
    if (!alert || alert.lead !== null || alert.life.storm || book.shownIn(id).size > 1) return [];
    return [{ alert, before: alert, occasion: 'changed', events: [] } as const];
  });
  const applied = await record(alerting, entries, at);
  if (applied.some(({ kind }) => kind === 'applied')) queued();
}
