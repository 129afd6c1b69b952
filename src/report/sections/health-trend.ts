import type { Block, Inline } from '../../chat/reply.ts';
import { line, strong } from '../../chat/reply.ts';
import type { PeriodFacts, TargetFacts } from '../period/facts.ts';
import { meanOf } from '../period/facts.ts';
import { counted } from '../state-text.ts';
import { titled } from './section.ts';

const SHOWN = 25;

/** How scores went: of one target day by day, of several one line each, the worst first. */
export function healthTrend(facts: PeriodFacts): Block[] {
  const { isOne, targets, period } = facts;
  const blocks: Block[] = [line(trendLine(facts))];
  const [only] = targets;
  if (isOne && only && period.days.length > 1) blocks.push(dayTable([only]));
  if (!isOne && targets.length > 0) {
    blocks.push(league(targets));
    if (period.days.length > 1) blocks.push(dayTable(targets));
  }
  return titled('Health trend', blocks);
}

function trendLine({ average, averageBefore, period, targets }: PeriodFacts): Inline[] {
  if (average === null) return ['No score was measured.'];
  const days = period.days.map(({ date }, index) => ({
    date,
    value: meanOf(targets.map((one) => one.days[index]?.average ?? null)),
  }));
  const known = days.flatMap(({ date, value }) => (value === null ? [] : [{ date, value }]));
  const [worst] = known.toSorted((a, b) => a.value - b.value);
  const [best] = known.toSorted((a, b) => b.value - a.value);
  const span =
    worst && best && best.value - worst.value >= 0.05
      ? `; best day ${best.date} (${best.value.toFixed(1)}), worst day ${worst.date} (${worst.value.toFixed(1)})`
      : '';
  return ['Average ', strong(average.toFixed(1)), `${changeText(average, averageBefore)}${span}.`];
}

/** `, 3.2 lower than before`. */
function changeText(value: number, before: number | null): string {
  if (before === null) return ', nothing to compare with from before';
  const moved = value - before;
  if (Math.abs(moved) < 0.05) return ', as before';
  const word = moved > 0 ? 'higher' : 'lower';
  return `, ${Math.abs(moved).toFixed(1)} ${word} than the same time before`;
}

function league(targets: readonly TargetFacts[]): Block {
  const sorted = targets.toSorted((a, b) => (a.average ?? -1) - (b.average ?? -1));
  const rest = sorted.length - SHOWN;
  const rows = sorted
    .slice(0, SHOWN)
    .map((one) => [
      one.target.name,
      score(one.average),
      delta(one),
      score(one.least),
      roundsText(one.rounds),
    ]);
  if (rest > 0) rows.push([`… and ${counted(rest, 'more target')}`, '', '', '', '']);
  return {
    kind: 'table',
    columns: [
      { title: 'Target', align: 'left' },
      { title: 'Average', align: 'right' },
      { title: 'Change', align: 'right' },
      { title: 'Worst', align: 'right' },
      { title: 'Measured', align: 'right' },
    ],
    rows,
  };
}

/** One line a day with its average score. */
function dayTable(targets: readonly TargetFacts[]): Block {
  const dates = targets[0]?.days.map(({ date }) => date) ?? [];
  const max = 100;
  return {
    kind: 'bars',
    max,
    bars: dates.map((date, index) => {
      const value = meanOf(targets.map((one) => one.days[index]?.average ?? null));
      return {
        label: date.slice(5),
        value: value ?? 0,
        text: value === null ? 'no data' : value.toFixed(1),
      };
    }),
  };
}

function score(value: number | null): string {
  return value === null ? '-' : value.toFixed(1);
}

function delta({ average, averageBefore }: TargetFacts): string {
  if (average === null || averageBefore === null) return '-';
  const change = average - averageBefore;
  return Math.abs(change) < 0.05 ? '±0' : `${change > 0 ? '+' : ''}${change.toFixed(1)}`;
}

/** Share of the planned rounds that got an answer; rounded down, so that a loss is never shown as none. */
export function roundsText({ measured, missed }: TargetFacts['rounds']): string {
  const all = measured + missed;
  if (all === 0) return '-';
  return missed === 0 ? '100 %' : `${(Math.floor((10_000 * measured) / all) / 100).toFixed(2)} %`;
}
