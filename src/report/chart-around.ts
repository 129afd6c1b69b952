import type { Alert } from '../model/alert.ts';
import type { ChartSpan, ChartTone, TimeChart } from '../model/chart.ts';
import { formatValue } from '../model/format.ts';
import type { Mark } from '../model/mark.ts';
import { markText } from '../model/mark.ts';
import type { DescribedMetric } from '../model/metric.ts';
import type { Gap } from '../model/sample.ts';
import type { Target } from '../model/target.ts';
import type { Instant } from '../model/time.ts';
import { DAY, HOUR } from '../model/time.ts';
import { baselineOf } from '../score/baseline.ts';
import type { NotEnough } from '../score/enough.ts';
import type { LineRead, SampleQuestions } from './chart-data.ts';
import type { MetricWorld } from './metric-values.ts';
import { bandsOf } from './metric-values.ts';
import type { Range } from './series.ts';
import { shortened } from './state-text.ts';

/** Drawn into one picture of each kind. */
const MOST = 12;
const MOST_LIMITS = 4;
/** How far back what is usual is learnt from. */
const LEARNT = 28 * DAY;

/** What is read of what happened beside the values. */
export interface AroundWorld extends MetricWorld, SampleQuestions {
  readonly zone: string;
  readonly alerts: {
    touching(from: Instant, to: Instant, target: number | null): Promise<readonly Alert[]>;
  };
  readonly rounds: { gaps(target: number, from: Instant, to: Instant): Promise<readonly Gap[]> };
  readonly marks: {
    between(from: Instant, to: Instant, target: number | null): Promise<readonly Mark[]>;
  };
}

/** What happened beside the values, to be drawn in, and the alerts among it. */
export interface Around {
  readonly limits: TimeChart['limits'];
  readonly marks: TimeChart['marks'];
  readonly spans: TimeChart['spans'];
  readonly alerts: readonly Alert[];
}

/** Limits, alerts, changes and gaps of a metric on targets in a window. Gaps are those of the only target. */
export async function aroundOf(
  world: AroundWorld,
  metric: DescribedMetric,
  { targets, range }: { readonly targets: readonly Target[]; readonly range: Range },
): Promise<Around> {
  const { from, to } = range;
  const [only] = targets.length === 1 ? targets : [];
  const [all, marks, gaps] = await Promise.all([
    world.alerts.touching(from, to, only?.id ?? null),
    world.marks.between(from, to, only?.id ?? null),
    only === undefined ? [] : world.rounds.gaps(only.id, from, to),
  ]);
  const ids = new Set(targets.map(({ id }) => id));
  const alerts = all
    .filter(({ evidence, target }) => evidence.metric === metric.name && ids.has(target ?? 0))
    .filter((one) => firedAt(one) !== null)
    .slice(-MOST);
  return {
    limits: limitsOf(metric, world, targets),
    marks: marks
      .slice(-MOST)
      .map((mark) => ({ at: mark.at, label: shortened(markText(mark), 24) })),
    spans: [...gaps.slice(-MOST).map(gapSpan), ...alerts.map(alertSpan)],
    alerts,
  };
}

function firedAt({ state }: Alert): Instant | null {
  return state.kind === 'pending' ? null : state.firedAt;
}

const TONES = {
  info: 'plain',
  warning: 'warning',
  error: 'bad',
  critical: 'critical',
  emergency: 'critical',
} as const satisfies Record<Alert['severity'], ChartTone>;

function alertSpan(alert: Alert): ChartSpan {
  const { id, state, severity } = alert;
  const to = state.kind === 'resolved' ? state.at : null;
  return { from: firedAt(alert) ?? state.since, to, label: `#${id}`, tone: TONES[severity] };
}

function gapSpan({ from, to }: Gap): ChartSpan {
  return { from, to, label: 'no data', tone: 'muted' };
}

/** Limits of the newest value; those of targets that differ are all drawn. */
function limitsOf(
  metric: DescribedMetric,
  world: MetricWorld,
  targets: readonly Target[],
): TimeChart['limits'] {
  const found = new Map<string, TimeChart['limits'][number]>();
  for (const band of targets.flatMap((one) => bandsOf(metric, world.rules(one)))) {
    const { level, operator, limit, of } = band;
    if (typeof limit === 'boolean' || of !== 'value') continue;
    const label = `${level} ${operator} ${formatValue(limit, metric.unit)}`;
    found.set(label, { value: limit, label, tone: level });
  }
  return [...found.values()].slice(0, MOST_LIMITS);
}

/** What is usual of a line at each of its points; why not where too little is known. */
export async function usualBand(
  { samples, zone }: AroundWorld,
  { target, metric, labels, step, points }: LineRead,
): Promise<NonNullable<TimeChart['band']> | NotEnough | null> {
  const first = points[0]?.at;
  if (first === undefined || metric.type === 'counter' || metric.isTruth) return null;
  const end = Math.floor(first / HOUR) * HOUR;
  const answer = await samples.query({
    ...{ metric: metric.name, target: target.id, labels, fn: 'avg', window: HOUR },
    when: { from: end - LEARNT, to: end, step: HOUR },
  });
  const key = JSON.stringify(labels);
  const own = answer.series.find((one) => JSON.stringify(one.labels) === key)?.points ?? [];
  // A window ends at its point: its middle is what it is about, here and below.
  const baseline = baselineOf(
    own.map(({ at, value }) => ({ at: at - HOUR / 2, value })),
    zone,
  );
  let missing: NotEnough | null = null;
  const band = points.flatMap(({ at }) => {
    const usual = baseline.usual(at - step / 2);
    if (!('kind' in usual)) return [[at, usual.low, usual.high] as const];
    missing = usual;
    return [];
  });
  return band.length > 1 ? { name: 'usual', points: band } : missing;
}
