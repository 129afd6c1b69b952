import type { Block, Reply } from '../../chat/reply.ts';
import { heading, line, reply } from '../../chat/reply.ts';
import type { TimeChart } from '../../model/chart.ts';
import { formatDuration, formatIn, formatValue } from '../../model/format.ts';
import type { MetricDefinition, Unit } from '../../model/metric.ts';
import { labelText } from '../../model/sample.ts';
import type { Instant } from '../../model/time.ts';
import { iso } from '../data.ts';
import { unitIn } from '../measured.ts';
import { counted, grouped, shortened } from '../state-text.ts';
import type { Row } from './compare.ts';
import type { Compared } from './words.ts';

/** Rows of the table. */
const SHOWN = 15;
const NAME = 60;

interface Words {
  readonly metrics: readonly MetricDefinition[];
  readonly zone: string;
  readonly now: Instant;
}

type Sides = Extract<Compared, { kind: 'windows' | 'targets' }>;

/** Both sides as a table, those that differ most first, and the first of them as a picture. */
export function compareReply(
  compared: Sides,
  { rows, step }: { readonly rows: readonly Row[]; readonly step: number },
  words: Words,
): Reply {
  const [first, second] = compared.sides;
  const names: readonly [string, string] =
    compared.kind === 'targets'
      ? [targetName(compared, 0), targetName(compared, 1)]
      : [first.window.word, second.window.word];
  const about = compared.kind === 'targets' ? first.window.word : ofTargets(compared);
  const title = `${names[0]} and ${names[1]} · ${about}`;
  const unusual = rows.filter(({ contrast }) => contrast.kind === 'contrast' && contrast.isUnusual);
  const blocks: Block[] = [
    heading(shortened(title, 200), unusual.length > 0 ? 'warning' : 'info'),
    line(summary(rows, unusual), 'info'),
    ...(compared.isCut ? [line(cutText(compared, words.zone), 'muted')] : []),
    ...pictureBlocks(rows[0], { compared, names, step, words }),
    ...tableBlocks(rows, names, words),
  ];
  return reply(blocks, {
    asOf: words.now,
    footer: `spread: 1.4826 x median distance of averages over ${formatDuration(step)} from the median of their side`,
    data: {
      sides: compared.sides.map(({ targets, window: { word, from, to } }) => ({
        ...{ window: word, from: iso(from), to: iso(to) },
        targets: targets.slice(0, 100).map(({ name }) => name),
      })),
      rows: rows.slice(0, SHOWN).map(rowData),
      more: Math.max(0, rows.length - SHOWN),
    },
  });
}

function targetName({ sides }: Sides, index: 0 | 1): string {
  return shortened(sides[index].targets[0]?.name ?? '', NAME);
}

function ofTargets({ sides: [{ targets }] }: Sides): string {
  const [only] = targets;
  return targets.length === 1 && only ? only.name : counted(targets.length, 'target');
}

function summary(rows: readonly Row[], unusual: readonly Row[]): string {
  if (rows.length === 0) return 'Nothing was measured on both sides.';
  const few = rows.filter(({ contrast }) => contrast.kind === 'not enough').length;
  const rest = few > 0 ? `; of ${grouped(few)} there is not enough data` : '';
  return `${grouped(unusual.length)} of ${counted(rows.length, 'series', 'series')} differ by more than their usual spread${rest}.`;
}

function cutText({ sides }: Sides, zone: string): string {
  const [{ window: a }, { window: b }] = sides;
  const until = (at: Instant) => formatIn(zone, at);
  return `As far as both have come: ${a.word} to ${until(a.to)}, ${b.word} to ${until(b.to)}.`;
}

function tableBlocks(
  rows: readonly Row[],
  names: readonly [string, string],
  words: Words,
): Block[] {
  if (rows.length === 0) return [];
  const several = new Set(rows.map(({ first }) => first.target)).size > 1;
  const columns = [
    { title: 'metric', align: 'left' as const },
    { title: shortened(names[0], 20), align: 'right' as const },
    { title: shortened(names[1], 20), align: 'right' as const },
    { title: 'difference', align: 'right' as const },
    { title: 'beyond usual', align: 'left' as const },
  ];
  const shown = rows.slice(0, SHOWN).map((row) => {
    const unit = unitIn(words.metrics, row.metric);
    const name = [...(several ? [row.first.target] : []), row.metric, labelText(row.labels)];
    return [
      shortened(name.filter((one) => one !== '').join(' '), NAME),
      ...[row.first, row.second].map((one) => figuresText(one, unit)),
      differenceText(row, unit),
      verdict(row, unit),
    ];
  });
  const rest = rows.length - shown.length;
  const more =
    rest > 0 ? [line(`${grouped(rest)} more series: name a target or a metric.`, 'muted')] : [];
  return [{ kind: 'table', columns, rows: shown }, ...more];
}

/** Median and 95th percentile. */
function figuresText({ median, p95 }: Row['first'], unit: Unit): string {
  const show = (value: number | null) => (value === null ? '-' : formatValue(value, unit));
  return `${show(median)} (p95 ${show(p95)})`;
}

/** Of the first less that of the second: how it is now beside how it was, or this target beside that one. */
function differenceText({ first, second }: Row, unit: Unit): string {
  if (first.median === null || second.median === null) return '-';
  const difference = first.median - second.median;
  return `${difference > 0 ? '+' : ''}${distance(difference, unit)}`;
}

function verdict({ contrast }: Row, unit: Unit): string {
  if (contrast.kind === 'not enough') {
    return `not enough data: ${contrast.have} of ${contrast.need} steps`;
  }
  return `${contrast.isUnusual ? 'yes' : 'no'}, spread ${distance(contrast.spread, unit)}`;
}

/** Percentages lie points apart. */
function distance(value: number, unit: Unit): string {
  if (unit !== 'percent' && unit !== 'ratio') return formatValue(value, unit);
  return `${formatValue(unit === 'ratio' ? 100 * value : value, 'points')} points`;
}

interface Pictured {
  readonly compared: Sides;
  readonly names: readonly [string, string];
  readonly step: number;
  readonly words: Words;
}

/** The second side lies below the first, moved to its time. */
function pictureBlocks(row: Row | undefined, { compared, names, step, words }: Pictured): Block[] {
  if (!row) return [];
  const [{ window }] = compared.sides;
  const unit = unitIn(words.metrics, row.metric);
  const several = new Set(compared.sides[0].targets).size > 1;
  const parts = [...(several ? [row.first.target] : []), row.metric, labelText(row.labels)];
  const title = shortened(parts.filter((one) => one !== '').join(' '), 100);
  const points = (steps: Row['first']['steps']) =>
    steps.map((value, index) => [window.from + (index + 0.5) * step, value] as const);
  const chart: TimeChart = {
    ...{ kind: 'time', look: 'line', title, unit, zone: words.zone },
    ...{ from: window.from, to: window.to, bounds: [null, null], limits: [], marks: [] },
    ...{ spans: [], band: null },
    series: [
      { name: names[0], points: points(row.first.steps) },
      { name: names[1], points: points(row.second.steps), isBefore: true },
    ],
  };
  const alt = `${title}: median ${figuresText(row.first, unit)} for ${names[0]}, ${figuresText(row.second, unit)} for ${names[1]}.`;
  return [
    { kind: 'chart', chart, alt },
    ...([row.first, row.second] as const).map(
      (one, index): Block => ({
        ...{ kind: 'sparkline', label: shortened(`${title} ${names[index] ?? ''}`, 100) },
        ...{ values: one.steps, bounds: boundsOf(row), caption: names[index] ?? '' },
      }),
    ),
  ];
}

function rowData({ metric, labels, first, second, contrast }: Row) {
  const side = ({ target, median, p95 }: Row['first']) => ({ target, median, p95 });
  const said =
    contrast.kind === 'contrast'
      ? { spread: contrast.spread, beyond_usual: contrast.isUnusual }
      : { problem: contrast.kind, have: contrast.have, need: contrast.need };
  return { metric, labels, first: side(first), second: side(second), ...said };
}

/** One scale for both sides. */
function boundsOf({ first, second }: Row): [number, number] | null {
  const known = [...first.steps, ...second.steps].filter((value) => value !== null);
  if (known.length === 0) return null;
  const least = known.reduce((a, b) => Math.min(a, b));
  return [least, known.reduce((a, b) => Math.max(a, b))];
}
