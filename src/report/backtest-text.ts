import type { Block, Field, Inline, Reply } from '../chat/reply.ts';
import { code, heading, line, reply, time } from '../chat/reply.ts';
import type { Backtest, CutShort, TriedRule, WouldBe } from '../model/backtest.ts';
import { formatDuration, formatEvidence } from '../model/format.ts';
import type { MetricDefinition } from '../model/metric.ts';
import type { Rule } from '../model/rule.ts';
import { limitIn } from '../model/rule-limit.ts';
import { labelText } from '../model/sample.ts';
import type { Instant } from '../model/time.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../model/time.ts';
import { pictureBlock } from './backtest-picture.ts';
import { clockIn } from './clock.ts';
import { iso } from './data.ts';
import { unitIn } from './measured.ts';
import { counted, grouped, shortened } from './state-text.ts';

/** Moments in one answer. */
const MOMENTS = 10;
/** Characters of what was tried, and of one series. */
const EXPRESSION = 300;
const SERIES = 60;
/** From 22:00 to 06:00 people sleep. */
const NIGHT = { from: 22, to: 6 } as const;

/** What was tried, and what came of it. */
export interface BacktestShown {
  readonly rule: Rule;
  readonly test: Backtest;
  readonly limits: readonly number[];
  readonly live: { readonly fired: number; readonly taken: number; readonly noise: number } | null;
}

export interface BacktestWords {
  readonly metrics: readonly MetricDefinition[];
  /** Zone of whoever asks. */
  readonly zone: string;
  /** What a name was probably meant as, or null. */
  readonly hint: string | null;
}

/** How often a rule would have fired, when, for how long, and what the limits next to its own would have done. */
export function backtestReply(shown: BacktestShown, words: BacktestWords): Reply {
  const { rule, test, live } = shown;
  const [own] = test.tried;
  const fired = own?.fired ?? [];
  const { metrics, zone, hint } = words;
  const judged = { from: beginOf(test), to: test.until };
  const spans = fired.map((one) => ({ from: one.firedAt, to: one.endedAt ?? test.until }));
  const blocks: Block[] = [
    heading(titleOf(rule, test, own), fired.length > 0 || !isJudged(own) ? 'warning' : 'good'),
    line(triedText(rule)),
    ...[hint].flatMap((one) => (one === null ? [] : [line(one, 'warning')])),
    ...caveats(test).map((one) => line(one, 'warning')),
    ...(own && own.judged > 0
      ? [{ kind: 'fields', fields: fieldsOf(own, shown, zone) } as const]
      : []),
    ...(live === null ? [] : [line(liveText(live), 'muted')]),
    ...(fired.length === 0 ? [] : [pictureBlock(spans, judged, zone)]),
    ...momentBlocks(fired, metrics),
    ...neighbourBlocks(shown),
  ];
  return reply(blocks, {
    data: dataOf(shown),
    footer: `judged ${grouped(own?.judged ?? 0)} times on ${counted(test.targets.length, 'target')}`,
  });
}

function isJudged(own: TriedRule | undefined): boolean {
  return own !== undefined && own.judged > own.unknown;
}

/** From when on there is something to judge by, and all of it. */
function beginOf({ exactFrom, first, until }: Backtest): Instant {
  return Math.min(until, Math.max(exactFrom, first ?? exactFrom));
}

function titleOf(
  { name, levels }: Rule,
  { from, to }: Backtest,
  own: TriedRule | undefined,
): string {
  const what = shortened(name === 'tried' ? levels[0].when : name, 120);
  const days = counted(Math.round((to - from) / DAY), 'day');
  const fired = own?.fired.length ?? 0;
  if (fired === 0 && !isJudged(own)) return `${what}: nothing to judge it by in ${days}`;
  const often = fired === 0 ? 'would not have fired' : `would have fired ${timesText(fired)}`;
  return `${what} ${often} in ${days}`;
}

function timesText(count: number): string {
  return count === 1 ? 'once' : `${grouped(count)} times`;
}

function triedText(rule: Rule): Inline[] {
  const levels = rule.levels.flatMap(({ severity, when }, index): Inline[] => [
    `${index === 0 ? '' : ', '}${rule.levels.length > 1 ? `${severity} if ` : ''}`,
    code(shortened(when, EXPRESSION)),
  ]);
  const clear: Inline[] =
    rule.clear === null ? [] : [', clear ', code(shortened(rule.clear, EXPRESSION))];
  const held = rule.for === 0 ? ' at once' : ` for ${formatDuration(rule.for)}`;
  const lasting = rule.clearFor === 0 ? '' : `, clear for ${formatDuration(rule.clearFor)}`;
  return [...levels, held, ...clear, `${lasting}, cooldown ${formatDuration(rule.cooldown)}`];
}

const CUT = {
  time: 'that took too long',
  evaluations: 'that is as much as is judged at once',
  alerts: 'it fires too often to go on',
} as const satisfies Record<CutShort, string>;

/** What the numbers do not say. */
function caveats(test: Backtest): Inline[][] {
  const { from, until, cut, exactFrom, first, unmeasured, targets, tried } = test;
  const found: Inline[][] = [];
  if (cut !== null) {
    const less = cut === 'alerts' ? '' : ' Ask for fewer days, or for one target.';
    found.push(['Judged up to ', time(until, 'full'), ` only: ${CUT[cut]}.${less}`]);
  }
  if (exactFrom > from) {
    const why = 'of what is older only hourly figures are kept, which no rule can be judged by.';
    found.push(['Exact from ', time(exactFrom, 'full'), ` on: ${why}`]);
  }
  if (first !== null && first - Math.max(from, exactFrom) > HOUR) {
    found.push(['Stored since ', time(first, 'full'), '.']);
  }
  if (unmeasured.length > 0) {
    const all = unmeasured.map((one) => shortened(one, 80)).slice(0, 10);
    found.push([`Nothing is stored of ${all.join(', ')} in that time.`]);
  }
  if (targets.length === 0) found.push(['No target has what it asks for.']);
  const { judged = 0, unknown = 0 } = tried[0] ?? {};
  if (judged > 0 && unknown > 0) {
    const share = Math.max(1, Math.round((100 * unknown) / judged));
    found.push([`Unknown ${share} % of the time: it neither fires nor clears then.`]);
  }
  return found;
}

function fieldsOf(
  { fired, tooShort }: TriedRule,
  { rule, test }: BacktestShown,
  zone: string,
): Field[] {
  const short = rule.for === 0 || tooShort === 0 ? [] : [field('Too short', grouped(tooShort))];
  if (fired.length === 0) return short;
  const lasted = fired.map((one) => one.lasted).toSorted((a, b) => a - b);
  const sum = lasted.reduce((all, one) => all + one, 0);
  const days = Math.max(HOUR, test.until - beginOf(test)) / DAY;
  const again = fired.reduce((all, one) => all + one.again, 0);
  const flapped = fired.filter((one) => one.flapped).length;
  return [
    field('Per day', perDay(fired.length / days)),
    field('In all', formatDuration(sum)),
    field('Longest', formatDuration(lasted.at(-1) ?? 0)),
    field('Median', formatDuration(lasted[Math.floor((lasted.length - 1) / 2)] ?? 0)),
    field('At night', grouped(atNight(fired, zone))),
    ...short,
    ...(again === 0 ? [] : [field('Came back', grouped(again))]),
    ...(flapped === 0 ? [] : [field('Flapped', grouped(flapped))]),
  ];
}

function field(name: string, value: string): Field {
  return { name, value, inline: true };
}

function perDay(rate: number): string {
  return rate >= 10 ? grouped(Math.round(rate)) : String(Number(rate.toFixed(rate < 1 ? 2 : 1)));
}

/** Clocks are read once for each quarter of an hour, since there may be very many. */
function atNight(fired: readonly WouldBe[], zone: string): number {
  const quarters = new Map<number, boolean>();
  return fired.filter(({ firedAt }) => {
    const quarter = Math.floor(firedAt / (HOUR / 4));
    const known = quarters.get(quarter) ?? isNight(firedAt, zone);
    quarters.set(quarter, known);
    return known;
  }).length;
}

function isNight(at: Instant, zone: string): boolean {
  const hour = Number(clockIn(zone, at).slice(0, 2));
  return hour >= NIGHT.from || hour < NIGHT.to;
}

function liveText({ fired, taken, noise }: NonNullable<BacktestShown['live']>): string {
  if (fired === 0) return 'Live it did not fire in that time.';
  const said = noise === 0 ? 'none called noise' : `${grouped(noise)} called noise`;
  return `Live it fired ${timesText(fired)} in that time: ${said}, ${grouped(taken)} taken by somebody.`;
}

function momentBlocks(
  fired: readonly WouldBe[],
  metrics: readonly MetricDefinition[],
): readonly Block[] {
  if (fired.length === 0) return [];
  const newest = fired.slice(-MOMENTS).toReversed();
  const rest = fired.length - newest.length;
  const lines = newest.flatMap((one, index): Inline[] => [
    ...(index === 0 ? [] : ['\n']),
    time(one.firedAt, 'full'),
    ` ${momentText(one, metrics)}`,
  ]);
  return [line(lines), ...(rest > 0 ? [line(`and ${grouped(rest)} earlier`, 'muted')] : [])];
}

function momentText(
  { target, labels, lasted, endedAt, worst }: WouldBe,
  metrics: readonly MetricDefinition[],
): string {
  const series = labelText(labels);
  const name = shortened(series === '' ? target : `${target} ${series}`, SERIES);
  const long = lasted < SECOND ? 'at once over' : formatDuration(lasted);
  const value =
    worst.metric === null || worst.value === null
      ? ''
      : `, ${shortened(formatEvidence(worst, unitIn(metrics, worst.metric)).value, 40)}`;
  return `${name}: ${long}${endedAt === null ? ' and still open' : ''}${value}`;
}

/** The own limit among its neighbours. */
function neighbourBlocks({ rule, test, limits }: BacktestShown): readonly Block[] {
  const [own, ...others] = test.tried;
  if (limits.length === 0 || own === undefined || own.judged === 0) return [];
  const limit = limitIn(rule.levels[0].when)?.limit ?? 0;
  const rows = others.map(({ fired }, index) => ({ limit: limits[index] ?? 0, fired }));
  const all = [...rows, { limit, fired: own.fired }].toSorted((a, b) => a.limit - b.limit);
  return [
    line('With another limit', 'muted'),
    {
      kind: 'bars',
      max: Math.max(1, ...all.map(({ fired }) => fired.length)),
      bars: all.map(({ limit: one, fired }) => ({
        label: one === limit ? `${one} now` : String(one),
        value: fired.length,
        text: `${grouped(fired.length)}×`,
      })),
    },
  ];
}

/** For programs. */
function dataOf({ rule, test, limits, live }: BacktestShown) {
  const [own, ...others] = test.tried;
  const fired = own?.fired ?? [];
  return {
    rule: rule.name === 'tried' ? null : rule.name,
    levels: rule.levels,
    for_seconds: rule.for / SECOND,
    from: iso(test.from),
    to: iso(test.to),
    judged_until: iso(test.until),
    cut_short: test.cut,
    exact_from: iso(test.exactFrom),
    targets: test.targets,
    unmeasured: test.unmeasured,
    fired: fired.length,
    too_short: own?.tooShort ?? 0,
    judged: own?.judged ?? 0,
    unknown: own?.unknown ?? 0,
    minutes: Math.round(fired.reduce((sum, one) => sum + one.lasted, 0) / MINUTE),
    limits: others.map((one, index) => ({ limit: limits[index], fired: one.fired.length })),
    live,
    moments: fired.map((one) => ({
      ...{ target: one.target, labels: one.labels, severity: one.severity },
      fired_at: iso(one.firedAt),
      ended_at: one.endedAt === null ? null : iso(one.endedAt),
      seconds: one.lasted / SECOND,
      worst: one.worst.value,
      came_back: one.again,
      flapped: one.flapped,
    })),
  };
}
