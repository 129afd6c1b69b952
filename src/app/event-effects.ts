import type { Mappings } from '../event/compile.ts';
import { compileMappings, mappingsFor } from '../event/compile.ts';
import type { Derived, DerivedAlert } from '../event/derive.ts';
import { derive } from '../event/derive.ts';
import { trouble } from '../log/trouble.ts';
import type { AppEvent, EventMapping } from '../model/event.ts';
import type { Target } from '../model/target.ts';
import type { Clock } from '../model/time.ts';
import { HOUR, MINUTE } from '../model/time.ts';
import { pause } from '../model/wait.ts';
import type { Samples } from '../store/ports.ts';
import { StoreError } from '../store/ports.ts';
import type { SampleRow } from '../store/samples/port.ts';
import type { AlertPort } from '../web/alert-routes.ts';
import type { PushedSeries } from '../web/intake.ts';
import { type Counters, eventCounters } from './event-counters.ts';
import { bySeries, eventSamples } from './event-samples.ts';

/** How old an event may be to raise an alert: it has happened, unlike a value that was once high. */
const ALERTED = HOUR;
/** Alerts of one batch of events: each is a message to people. */
const MOST_ALERTS = 100;
/** What is said not to work. */
const TURNING = 'events are not turned into values and alerts';

export interface EffectDeps {
  target(id: number): Target | null;
  targets(): readonly Target[];
  /** Of the target's preset. */
  presetMappings(target: Target): readonly EventMapping[];
  ownMappings(): readonly EventMapping[];
  /** Gives the name under which a metric is kept; another function once other names are in force. */
  canonical(): (metric: string) => string;
  readonly samples: Pick<Samples, 'ingest' | 'flush' | 'points' | 'query'>;
  judge(target: number, series: readonly PushedSeries[]): Promise<void>;
  raise: AlertPort['raise'];
  readonly clock: Clock;
  readonly log: Parameters<typeof trouble>[0];
}

export interface EventEffects extends AsyncDisposable {
  /** Turns events that are new into what their mappings say. Never throws: what fails is said in the log. */
  apply(events: readonly AppEvent[]): Promise<void>;
}

/** Turns events into samples and alerts, one batch after the other, and says each minute where the counters stand. */
export function openEventEffects(deps: EffectDeps): EventEffects {
  const { failed, worked } = trouble(deps.log, (error) => error instanceof StoreError);
  const stop = new AbortController();
  const counters = eventCounters(deps);
  const { store, placed } = eventSamples({
    ...deps,
    refused(row, error) {
      counters.forget(row);
      failed('a value of an event is not stored', error);
    },
  });
  const mappings = mappingsAtHand(deps);
  let last: Promise<void> = Promise.resolve();

  async function apply(events: readonly AppEvent[]): Promise<void> {
    const derived = events.flatMap((event) => {
      const target = deps.target(event.target);
      return target === null ? [] : derive(event, target.name, mappings(target));
    });
    // Neither waits for the other: people hear of what happened while samples cannot be stored.
    try {
      const alerts = derived.flatMap((one) => one.alerts);
      const left = await raiseAll(deps, alerts);
      if (left > 0) failed('alerts of events', new StoreError(`${left} at once were left out`));
    } finally {
      const growth = derived.flatMap((one) => one.growth);
      const grown = await growthRows(counters, growth);
      await store([...grown, ...(await placed(derived.flatMap(({ cases }) => cases)))]);
    }
  }

  async function repeat(): Promise<void> {
    for (const target of deps.targets()) {
      const own = countersIn(mappings(target));
      if (own.size > 0) await store(await counters.repeat(target.id, own));
    }
  }

  /** One after the other: each counts on from what was before. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    last = last.then(work).then(
      () => worked(TURNING),
      (error) => failed(TURNING, error),
    );
    return last;
  }

  async function keepRepeating(): Promise<void> {
    while (!stop.signal.aborted) {
      await pause(MINUTE, stop.signal);
      if (!stop.signal.aborted) await inTurn(repeat);
    }
  }
  const repeating = keepRepeating();

  return {
    apply: (events) => inTurn(() => apply(events)),
    async [Symbol.asyncDispose]() {
      stop.abort();
      await repeating;
      await last;
    },
  };
}

async function growthRows(counters: Counters, growth: readonly Derived[]): Promise<SampleRow[]> {
  const rows: SampleRow[] = [];
  for (const [first, growths] of bySeries(growth)) {
    rows.push(...(await counters.grow({ ...first, growths })));
  }
  return rows;
}

/** Raises each alert once; gives how many were too many. */
async function raiseAll(
  { raise, clock }: Pick<EffectDeps, 'raise' | 'clock'>,
  alerts: readonly DerivedAlert[],
): Promise<number> {
  const since = clock.now() - ALERTED;
  const recent = alerts.filter(({ at }) => at >= since);
  const each = new Map(
    recent.map((alert) => [`${alert.target} ${alert.fingerprint}`, alert] as const),
  );
  const wanted = [...each.values()];
  for (const { at: _at, ...alert } of wanted.slice(0, MOST_ALERTS)) await raise(alert);
  return Math.max(0, wanted.length - MOST_ALERTS);
}

function countersIn(mappings: Mappings): ReadonlySet<string> {
  const all = [...mappings.values()].flat();
  return new Set(all.flatMap(({ mapping }) => ('counter' in mapping ? [mapping.counter] : [])));
}

/** What is mapped for a target; read anew only when something else is in force. */
function mappingsAtHand({ presetMappings, ownMappings, canonical }: EffectDeps) {
  let own: readonly EventMapping[] | null = null;
  let named: ReturnType<typeof canonical> | null = null;
  const made = new Map<readonly EventMapping[], Mappings>();
  return (target: Target): Mappings => {
    if (own !== ownMappings() || named !== canonical()) made.clear();
    own = ownMappings();
    named = canonical();
    const preset = presetMappings(target);
    const known = made.get(preset) ?? compileMappings(mappingsFor(preset, own, named));
    made.set(preset, known);
    return known;
  };
}
