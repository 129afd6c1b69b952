import { setImmediate as breathe } from 'node:timers/promises';
import type { Foretold } from '../model/forecast.ts';
import { labelText } from '../model/sample.ts';
import type { Instant } from '../model/time.ts';
import { DAY, HOUR } from '../model/time.ts';
import { endingOf, type KnownSeries } from '../report/running-out.ts';
import type { Job } from '../schedule/calendar.ts';
import type { Samples, Store } from '../store/ports.ts';
import type { Live } from './live.ts';

/** Series that are foretold each day, and of one target; a year of them is 400 000 rows. */
const MOST_SERIES = 500;
const MOST_OF_TARGET = 25;
/** How far ahead each is foretold. */
const AHEAD = [1, 7] as const;
/** What one run settles: what 500 series leave in three days. */
const MOST_SETTLED = 3_000;

interface ForetellingDeps {
  readonly live: Pick<Live, 'config' | 'catalogue'>;
  readonly store: Pick<Store, 'targets' | 'forecasts'>;
  readonly samples: Samples;
  now(): Instant;
}

/**
 * Every night, after the backups: settles the forecasts that are due with what was measured, and makes those of this day for
 * every series that says how things are or runs out.
 */
export function forecastJob(deps: ForetellingDeps): Job {
  return {
    name: 'forecasts',
    at: '20 4 * * *',
    zone: deps.live.config().zone,
    async run(planned, signal) {
      await settle(deps, signal);
      await foretell(deps, planned - (planned % HOUR), signal);
    },
  };
}

async function settle({ store, samples, now }: ForetellingDeps, signal: AbortSignal) {
  const due = await store.forecasts.due(now(), MOST_SETTLED);
  const found: { id: number; actual: number | null }[] = [];
  for (const one of due) {
    signal.throwIfAborted();
    found.push({ id: one.id, actual: await measured(samples, one) });
  }
  await store.forecasts.settle(found, now());
}

/** Mean of the hour that ended when it was due; null: nothing was measured in it, or it is not kept any more. */
async function measured(samples: Samples, one: Foretold): Promise<number | null> {
  const { target, metric, labels, dueAt: at } = one;
  const answer = await samples.query({
    target,
    metric,
    labels,
    fn: 'avg',
    window: HOUR,
    when: { at },
  });
  const wanted = labelText(labels);
  const series = answer.series.find((each) => labelText(each.labels) === wanted);
  return series?.points.at(-1)?.value ?? null;
}

/** `at` is a full hour. */
async function foretell(deps: ForetellingDeps, at: Instant, signal: AbortSignal) {
  const { live, store, samples } = deps;
  const made: Omit<Foretold, 'madeAt'>[] = [];
  for (const one of await keySeries(deps)) {
    signal.throwIfAborted();
    const ending = await endingOf(samples, one, { zone: live.config().zone, now: at });
    if (ending.kind === 'foretold') {
      const { forecast } = ending;
      const of = { target: one.target.id, metric: one.series.metric, labels: one.series.labels };
      const due = AHEAD.map((days) => at + days * DAY).filter((dueAt) => dueAt <= forecast.until);
      for (const dueAt of due) {
        made.push({ ...of, method: forecast.method, dueAt, ...forecast.at(dueAt - HOUR / 2) });
      }
    }
    await breathe();
  }
  await store.forecasts.put(at, made);
}

async function keySeries({
  live,
  store,
  samples,
}: ForetellingDeps): Promise<readonly KnownSeries[]> {
  const key = live
    .catalogue()
    .metrics.filter(
      ({ isKey, end, isTruth, type }) => (isKey || end) && !isTruth && type !== 'counter',
    );
  const defined = new Map(key.map((one) => [one.name, one]));
  const found: KnownSeries[] = [];
  for (const target of await store.targets.list()) {
    const of = (await samples.series(target.id)).flatMap((series): KnownSeries[] => {
      const definition = defined.get(series.metric);
      return definition ? [{ target, series, definition }] : [];
    });
    // What runs out comes before what only moves.
    const sorted = of.toSorted((a, b) => Number(!a.definition.end) - Number(!b.definition.end));
    found.push(...sorted.slice(0, MOST_OF_TARGET));
  }
  return found.slice(0, MOST_SERIES);
}
