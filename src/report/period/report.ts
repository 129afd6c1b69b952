import type { Block, Reply } from '../../chat/reply.ts';
import { heading, line, reply } from '../../chat/reply.ts';
import type { Instant } from '../../model/time.ts';
import { dailyReport } from '../daily.ts';
import { iso } from '../data.ts';
import { dateIn } from '../day.ts';
import { advised } from '../sections/advised.ts';
import { happened } from '../sections/happened.ts';
import { healthTrend } from '../sections/health-trend.ts';
import { heldBack, heldBlocks, heldData } from '../sections/held.ts';
import { ofPresets } from '../sections/of-preset.ts';
import { proof } from '../sections/proof.ts';
import { resources } from '../sections/resources.ts';
import { unusual } from '../sections/unusual.ts';
import { counted } from '../state-text.ts';
import { scoreTone } from '../tone.ts';
import { scoreChart } from './chart.ts';
import { type FactsRequest, type PeriodFacts, periodFacts, type TargetFacts } from './facts.ts';
import { partOf } from './part.ts';
import type { Period } from './period.ts';
import type { PeriodReaders } from './readers.ts';

/** Targets of which it is said why there is nothing. */
const EXPLAINED = 5;

const TITLES = {
  day: 'Daily summary',
  overnight: 'Overnight',
  week: 'Weekly report',
  month: 'Monthly report',
} as const;

export interface PeriodRequest extends FactsRequest {
  /** All analysis parts, as `/analyze` shows them of a day too. */
  readonly isAnalysis: boolean;
}

/**
 * The report of a period: what happened, how the score went, and, of a week and a month, every analysis part; then the
 * average score, what is recommended, and that the monitor itself worked.
 */
export async function periodReport(
  readers: PeriodReaders,
  { isAnalysis, ...request }: PeriodRequest,
): Promise<Reply> {
  const { period, zone, targets, signal } = request;
  const facts = await periodFacts(readers, request);
  const title = `${isAnalysis ? 'Analysis' : TITLES[period.kind]} · ${period.title}`;
  const name = request.isOne ? ` · ${targets[0]?.name ?? ''}` : '';
  const first = heading(title + name, scoreTone(facts.average));
  const isMeasured = facts.targets.some(({ rounds }) => rounds.measured > 0);
  if (facts.average === null && facts.alerts.length === 0 && !isMeasured) {
    return reply([first, ...(await nothing(readers, facts))], { data: dataOf(facts, {}) });
  }
  const isLong = isAnalysis || period.kind === 'week' || period.kind === 'month';
  const what = await partOf('What happened', signal, () => happened(readers, facts));
  const main = isLong
    ? await analysis(readers, facts, signal)
    : await partOf('Figures of each target', signal, () => dayPart(readers, request, facts));
  const advice = await partOf('Recommendations', signal, () =>
    advised(readers, facts, { length: isLong ? 'full' : 'brief', signal }),
  );
  const own = await ownPart(readers, facts, signal);
  const chart = await partOf('Chart of the score', signal, async () => ({
    ...{ blocks: await scoreChart(readers, facts), data: null },
  }));
  const blocks: Block[] = [
    ...[first, ...chart.blocks, ...(isLong ? [] : main.blocks)],
    ...[...(isAnalysis ? [] : what.blocks), ...(isLong ? main.blocks : [])],
    ...own.told,
    line(averageText(facts)),
    ...[...advice.blocks, ...own.blocks],
  ];
  const data = dataOf(facts, {
    ...{ happened: what.data, ...main.data },
    ...{ held: own.held, recommendations: advice.data, monitor: own.monitor },
  });
  const footer = `Days are those of ${zone}.`;
  return reply(blocks, { asOf: await newestOf(readers, facts), footer, data });
}

/** The seven parts in their order, but the last, which stands behind the average. */
async function analysis(
  readers: PeriodReaders,
  facts: PeriodFacts,
  signal: AbortSignal | undefined,
) {
  const ofPreset = (place: 'before resources' | 'after resources') =>
    partOf(`Figures of the preset ${place}`, signal, () => ofPresets(readers, facts, place));
  const before = await ofPreset('before resources');
  const used = await partOf('Resource usage', signal, () => resources(readers, facts));
  const after = await ofPreset('after resources');
  const found = await partOf('Anomaly detection', signal, () => unusual(readers, facts, signal));
  return {
    blocks: [
      ...[...healthTrend(facts), ...before.blocks, ...used.blocks],
      ...[...after.blocks, ...found.blocks],
    ],
    data: {
      resources: used.data,
      sections: [...(before.data ?? []), ...(after.data ?? [])],
      anomalies: found.data,
    },
  };
}

/** What was held back, of a night told one by one, and that the monitor itself worked. */
async function ownPart(
  readers: PeriodReaders,
  facts: PeriodFacts,
  signal: AbortSignal | undefined,
) {
  const title = 'What was held back, and Tocsin itself';
  const { blocks, data } = await partOf(title, signal, async () => {
    const held = await heldBack(readers, facts, signal);
    const own = await proof(readers, facts, held);
    const told = facts.period.kind === 'overnight' ? heldBlocks(held) : [];
    return { blocks: own.blocks, data: { told, held: heldData(held), monitor: own.data } };
  });
  return { blocks, ...(data ?? { told: [], held: null, monitor: null }) };
}

function averageText({ average }: PeriodFacts): string {
  return `Average Score: ${average === null ? 'unknown' : `${average.toFixed(1)}/100`}`;
}

/** When the newest data are of: the end of what is over, else the newest score, if there is one. */
async function newestOf(
  { scores }: Pick<PeriodReaders, 'scores'>,
  { targets, period, now }: PeriodFacts,
): Promise<Instant> {
  if (period.isOver) return period.range.to;
  const newest = await Promise.all(targets.map(({ target }) => scores.at(target.id, now)));
  const times = newest.flatMap((score) => (score === null ? [] : [score.at]));
  return times.length === 0 ? now : Math.max(...times);
}

/** A day is shown target by target, as in the daily summary; a night only by its scores. */
async function dayPart(
  readers: PeriodReaders,
  { targets, zone, now, period }: FactsRequest,
  facts: PeriodFacts,
): Promise<{ readonly blocks: readonly Block[]; readonly data: object }> {
  if (period.kind !== 'day') return { blocks: healthTrend(facts), data: {} };
  const { blocks, data } = await dailyReport(
    { ...readers, checks: readers.checks },
    { targets, checks: readers.checks.list(), date: period.date, zone, now },
  );
  // Target by target there is more to say of a day than of a longer time.
  return { blocks: blocks.slice(1), data: data as object };
}

/** Why there is nothing, and when there is something. */
async function nothing(readers: PeriodReaders, facts: PeriodFacts): Promise<readonly Block[]> {
  const { targets, period, zone } = facts;
  if (targets.length === 0) return [line('No targets are watched.')];
  const blocks: Block[] = [line('No data available for this time.', 'warning')];
  for (const one of targets.slice(0, EXPLAINED)) {
    const last = await readers.scores.at(one.target.id, period.range.to - 1);
    const before = last === null ? null : dateIn(zone, last.at);
    blocks.push(line(`${one.target.name}: ${reasonOf(one, period, before)}.`, 'muted'));
  }
  return blocks;
}

function reasonOf({ target, rounds }: TargetFacts, period: Period, before: string | null): string {
  const { name, paused = null } = target;
  if (rounds.missed > 0) {
    return `${counted(rounds.missed, 'round')} got no answer: /gaps ${name} says why`;
  }
  if (paused !== null && paused.at < period.range.to) return 'it is paused';
  if (before === null) return 'nothing was measured before either';
  return `its newest score before is of ${before}`;
}

function dataOf({ period, zone, targets, average, averageBefore }: PeriodFacts, more: object) {
  return {
    ...{ period: period.kind, date: period.date, zone },
    ...{ from: iso(period.range.from), to: iso(period.range.to) },
    ...{ average_score: average, average_score_before: averageBefore },
    targets: targets.map(({ target, rounds, ...one }) => ({
      ...{ name: target.name, average: one.average, average_before: one.averageBefore },
      ...{ least: one.least, days: one.days, rounds },
    })),
    ...more,
  };
}
