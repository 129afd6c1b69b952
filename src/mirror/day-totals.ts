import type { Labels, Reading } from '../model/sample.ts';
import { labelText } from '../model/sample.ts';
import type { Instant } from '../model/time.ts';
import type { CheckDocument } from './check.ts';
import { readingsOf } from './check.ts';
import type { Run } from './run-of-values.ts';
import { direction, runOfValues } from './run-of-values.ts';

/** Series of one target and day that are summed up; more are left out, and counted. */
const MOST_SERIES = 10_000;
/** A score that moves by less is stable. */
const STABLE = 2;

const SCORE_TREND = { up: 'improving', down: 'declining', steady: 'stable' } as const;
const TREND = { up: 'rising', down: 'falling', steady: 'steady' } as const;

export interface DayTotals {
  readonly checks: number;
  add(check: CheckDocument): void;
  /** What `summary_*.json` holds. */
  summary(): unknown;
}

/** Sums up the checks of one target and day as they come. */
export function dayTotals(day: { date: string; zone: string; target: string }): DayTotals {
  const [score, values, health] = [runOfValues(), seriesValues(), healthCounts()];
  let [from, to]: (string | null)[] = [null, null];
  let [checks, missed] = [0, 0];
  return {
    get checks() {
      return checks;
    },
    add(check) {
      const at = Date.parse(check.timestamp);
      checks += 1;
      if (check.error !== undefined) missed += 1;
      from ??= check.timestamp;
      to = check.timestamp;
      health.add(check.health_analysis);
      if (check.health_analysis.score !== null) score.add(at, check.health_analysis.score);
      for (const reading of readingsOf(check)) values.add(at, reading);
    },
    summary: () => ({
      ...day,
      ...{ from, to, checks, measured: checks - missed, missed },
      health: {
        score: shown(score.result(), (run) => wordOf(SCORE_TREND, direction(run, STABLE))),
        ...health.counts(),
      },
      ...values.summary(),
    }),
  };
}

function healthCounts() {
  const [statuses, issues, warnings] = [tally(), tally(), tally()];
  return {
    add(health: CheckDocument['health_analysis']): void {
      statuses.add(health.status);
      for (const one of health.issues) issues.add(one);
      for (const one of health.warnings) warnings.add(one);
    },
    counts: () => ({
      statuses: statuses.counts(),
      issues: issues.counts(),
      warnings: warnings.counts(),
    }),
  };
}

function seriesValues() {
  const series = new Map<string, Map<string, Series>>();
  let [size, leftOut] = [0, 0];
  return {
    add(at: Instant, { metric, labels, value }: Reading): void {
      const known = series.get(metric) ?? new Map<string, Series>();
      const key = labelText(labels);
      const one = known.get(key) ?? { labels, run: runOfValues() };
      if (!known.has(key) && size >= MOST_SERIES) {
        leftOut += 1;
        return;
      }
      if (!known.has(key)) size += 1;
      series.set(metric, known.set(key, one));
      one.run.add(at, value);
    },
    summary: () => ({
      metrics: metricsOf(series),
      ...(leftOut > 0 && { values_left_out: leftOut }),
    }),
  };
}

interface Series {
  readonly labels: Labels;
  readonly run: ReturnType<typeof runOfValues>;
}

/** Shapes as in a check: the figures, or a list where labels tell series apart. */
function metricsOf(series: ReadonlyMap<string, ReadonlyMap<string, Series>>): unknown {
  const metrics: Record<string, unknown> = Object.create(null);
  for (const [metric, all] of series) {
    const rows = [...all.values()].map(({ labels, run }) => ({ labels, figures: figures(run) }));
    const [only] = rows;
    const isPlain = rows.length === 1 && only && Object.keys(only.labels).length === 0;
    metrics[metric] = isPlain
      ? only.figures
      : rows.map((row) => ({ labels: row.labels, ...row.figures }));
  }
  return metrics;
}

function figures(run: Series['run']) {
  return shown(run.result(), (result) => wordOf(TREND, direction(result)));
}

function shown(run: Run | null, trendOf: (run: Run) => string | null) {
  return run && { ...run, trend: trendOf(run) };
}

function wordOf(words: typeof TREND | typeof SCORE_TREND, way: keyof typeof TREND | null) {
  return way === null ? null : words[way];
}

function tally() {
  const counts = new Map<string, number>();
  return {
    add: (what: string) => void counts.set(what, (counts.get(what) ?? 0) + 1),
    counts: () => Object.fromEntries(counts),
  };
}
