import type { Derived } from '../event/derive.ts';
import { freeTimes } from '../event/free-times.ts';
import type { Clock } from '../model/time.ts';
import { HOUR, MINUTE } from '../model/time.ts';
import type { Samples } from '../store/ports.ts';
import { StoreError } from '../store/ports.ts';
import type { SampleRow } from '../store/samples/port.ts';
import { labelsText } from '../store/samples/registry.ts';
import type { PushedSeries } from '../web/intake.ts';

/** Rules see values that are no older. */
const FRESH = 5 * MINUTE;
/** Times that are further apart are looked up by themselves. */
const APART = HOUR;
/** Points of one series within that time are fewer. */
const MOST_POINTS = 10_000_000;

export interface EventSampleDeps {
  readonly samples: Pick<Samples, 'ingest' | 'flush' | 'points'>;
  readonly clock: Pick<Clock, 'now'>;
  judge(target: number, series: readonly PushedSeries[]): Promise<void>;
  /** A series was not taken. */
  refused(row: SampleRow, error: unknown): void;
}

/** Stores samples that come from events, and lets rules see those that are fresh. */
export function eventSamples(deps: EventSampleDeps) {
  const { samples, clock } = deps;
  const newest = new Map<string, number>();

  async function judgeAll(rows: readonly SampleRow[]): Promise<void> {
    const since = clock.now() - FRESH;
    const fresh = rows.filter(({ at }) => at >= since).sort((one, other) => one.at - other.at);
    const pushed = bySeries(fresh).flatMap(([{ target, metric, labels }, own]) => {
      const name = nameOf({ target, metric, labels });
      const points = own.filter(({ at }) => at > (newest.get(name) ?? Number.NEGATIVE_INFINITY));
      const end = points.at(-1);
      if (!end) return [];
      newest.set(name, end.at);
      return [{ target, metric, labels, points }];
    });
    for (const [target, series] of Map.groupBy(pushed, (one) => one.target)) {
      await deps.judge(target, series);
    }
  }

  return {
    /** @throws StoreError when they cannot be written. */
    async store(rows: readonly SampleRow[]): Promise<void> {
      if (rows.length === 0) return;
      const { refused } = await samples.ingest(rows);
      await samples.flush();
      const bad = new Set(refused.map(({ index }) => index));
      for (const { index, reason } of refused) {
        const row = rows[index];
        if (row) deps.refused(row, new StoreError(reason));
      }
      await judgeAll(rows.filter((_, index) => !bad.has(index)));
    },

    /** Each value at its event's millisecond, or the next one that is free in its series. */
    async placed(cases: readonly Derived[]): Promise<readonly SampleRow[]> {
      const rows: SampleRow[] = [];
      for (const [series, own] of bySeries(cases)) {
        const sorted = own.toSorted((one, other) => one.at - other.at);
        const wanted = sorted.map(({ at }) => at);
        const taken = new Set<number>();
        for (const { from, to } of stretchesOf(wanted)) {
          const range = { from, to: to + sorted.length + 1, limit: MOST_POINTS };
          for (const { at } of await samples.points(series.target, series, range)) taken.add(at);
        }
        const times = freeTimes(wanted, taken);
        rows.push(...sorted.map((one, index) => ({ ...one, at: times[index] ?? one.at })));
      }
      return rows;
    },
  };
}

/** Ascending times as stretches without a long gap. */
function stretchesOf(times: readonly number[]): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  for (const at of times) {
    const open = found.at(-1);
    if (open && at - open.to <= APART) open.to = at;
    else found.push({ from: at, to: at });
  }
  return found;
}

/** Rows by their series, with the first of each. */
export function bySeries<T extends SampleRow>(rows: readonly T[]): [T, readonly T[]][] {
  const groups = Map.groupBy(rows, nameOf);
  return [...groups.values()].flatMap((own): [T, readonly T[]][] => {
    const [first] = own;
    return first ? [[first, own]] : [];
  });
}

function nameOf({ target, metric, labels }: Pick<SampleRow, 'target' | 'metric' | 'labels'>) {
  return `${target} ${metric} ${labelsText(labels)}`;
}
