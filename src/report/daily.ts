import type { Block, Field, Inline, Reply } from '../chat/reply.ts';
import { heading, line, reply, strong, time } from '../chat/reply.ts';
import type { Alert } from '../model/alert.ts';
import { formatDuration } from '../model/format.ts';
import type { Gap, Labels, Point } from '../model/sample.ts';
import { labelText } from '../model/sample.ts';
import type { Score } from '../model/score.ts';
import type { Target } from '../model/target.ts';
import type { Instant } from '../model/time.ts';
import { DAY, HOUR } from '../model/time.ts';
import { fullIn } from '../score/trend.ts';
import { dayRange } from './day.ts';
import type { Range, Summary } from './series.ts';
import { evenly, summarise } from './series.ts';
import { scoreTone } from './tone.ts';

/** What a summary is made from. */
export interface ReportReaders {
  readonly scores: {
    /** The score that held at `at`, or null. */
    at(target: number, at: Instant): Promise<Score | null>;
    history(target: number, from: Instant, to: Instant): Promise<readonly Score[]>;
  };
  readonly alerts: {
    between(from: Instant, to: Instant, target: number | null): Promise<readonly Alert[]>;
  };
  readonly rounds: {
    gaps(target: number, from: Instant, to: Instant): Promise<readonly Gap[]>;
    count(
      target: number,
      from: Instant,
      to: Instant,
    ): Promise<{ measured: number; missed: number }>;
  };
  readonly series: {
    series(target: number): Promise<readonly { metric: string; labels: Labels }[]>;
    points(
      target: number,
      series: { metric: string; labels: Labels },
      range: Range & { limit: number },
    ): Promise<readonly Point[]>;
  };
}

export interface DayRequest {
  readonly targets: readonly Target[];
  /** `YYYY-MM-DD` in `zone`. */
  readonly date: string;
  readonly zone: string;
  readonly now: Instant;
}

/** Enough points for a day at 5 s. */
const MOST_POINTS = 20_000;
const WORST = 3;
/** Two bad moments nearer than this are one. */
const APART = HOUR / 2;

/** Summary of one day: score, alerts, uptime, the worst moments, gaps, and when the disk is full. */
export async function dailyReport(readers: ReportReaders, request: DayRequest): Promise<Reply> {
  const whole = dayRange(request.zone, request.date);
  const range = { from: whole.from, to: Math.min(whole.to, request.now + 1) };
  const parts = await Promise.all(
    request.targets.map((target) =>
      targetPart(readers, target, { range, now: request.now, over: request.now >= whole.to }),
    ),
  );
  const lowest = parts.map((part) => part.average).filter((value) => value !== null);
  const tone = scoreTone(lowest.length === 0 ? null : Math.min(...lowest));
  const title = heading(`Daily summary · ${request.date}`, tone);
  if (parts.length === 0) return reply([title, line('No targets are watched.')]);
  return reply([title, ...parts.flatMap((part) => part.blocks)], {
    asOf: Math.min(range.to, request.now),
  });
}

interface Part {
  readonly blocks: readonly Block[];
  readonly average: number | null;
}

async function targetPart(
  readers: ReportReaders,
  target: Target,
  day: { readonly range: Range; readonly now: Instant; readonly over: boolean },
): Promise<Part> {
  const { range, now, over } = day;
  const { from, to } = range;
  const health = { metric: 'health.score', labels: {} };
  const [points, before, changes, alerts, gaps, rounds, disk] = await Promise.all([
    readers.series.points(target.id, health, { ...range, limit: MOST_POINTS }),
    readers.scores.at(target.id, from - 1),
    readers.scores.history(target.id, from, to),
    readers.alerts.between(from, to, target.id),
    readers.rounds.gaps(target.id, from, to),
    readers.rounds.count(target.id, from, to),
    diskForecast(readers, target, now),
  ]);
  const summary = summarise(points);
  const fields: Field[] = [
    field('Score', summary ? scoreLine(summary, over) : 'not measured'),
    field('Alerts', alertsLine(alerts, range)),
    field('Uptime', uptimeLine(rounds)),
    field('Gaps', gapsLine(gaps, range)),
    field('Disk', disk),
  ];
  const blocks: Block[] = [line([strong(target.name)]), { kind: 'fields', fields }];
  if (points.length > 1) blocks.push(sparkline(points, range));
  // The history holds changes alone: what the day began with was written before.
  const began = before && points.length > 0 ? [{ ...before, at: from }] : [];
  const worst = worstMoments([...began, ...changes]);
  if (worst.length > 0) blocks.push(line(['Worst moments:', ...worst.flatMap(momentText)]));
  return { blocks, average: summary?.average ?? null };
}

function field(name: string, value: string): Field {
  return { name, value, inline: true };
}

function scoreLine({ min, average, max, last }: Summary, over: boolean): string {
  const [low, high, end] = [min, max, last].map(Math.round);
  return `min ${low}, average ${average.toFixed(1)}, max ${high}, ${over ? 'at the end' : 'now'} ${end}`;
}

function alertsLine(alerts: readonly Alert[], { from, to }: Range): string {
  const within = (at: Instant | null) => at !== null && at >= from && at < to;
  const opened = alerts.filter(({ state }) => state.kind !== 'pending' && within(state.firedAt));
  const resolved = alerts.filter(({ state }) => state.kind === 'resolved' && within(state.at));
  return `${opened.length} opened, ${resolved.length} resolved`;
}

/** Share of the planned rounds that got an answer. */
function uptimeLine({ measured, missed }: { measured: number; missed: number }): string {
  const all = measured + missed;
  if (all === 0) return 'no rounds';
  const percent = (100 * measured) / all;
  const shown = missed > 0 ? Math.min(99.99, percent).toFixed(2) : '100';
  return `${shown} % (${measured} of ${all} rounds)`;
}

function gapsLine(gaps: readonly Gap[], { from, to }: Range): string {
  if (gaps.length === 0) return 'none';
  const lost = gaps.reduce(
    (sum, gap) => sum + Math.max(0, Math.min(gap.to ?? to, to) - Math.max(gap.from, from)),
    0,
  );
  return `${gaps.length}, ${formatDuration(lost)} in all`;
}

function sparkline(points: readonly Point[], range: Range): Block {
  const values = evenly(points, range, 48);
  return { kind: 'sparkline', label: 'score', values, bounds: [0, 100], caption: 'the day' };
}

/** The lowest scores, each at least half an hour from the others, worst first. */
function worstMoments(changes: readonly Score[]): readonly Score[] {
  const low = changes
    .filter((one) => one.score !== null && one.factors.length > 0)
    .toSorted((a, b) => (a.score ?? 0) - (b.score ?? 0) || a.at - b.at);
  const chosen: Score[] = [];
  for (const one of low) {
    if (chosen.length === WORST) break;
    if (chosen.every((other) => Math.abs(other.at - one.at) >= APART)) chosen.push(one);
  }
  return chosen;
}

function momentText(score: Score): Inline[] {
  const why = score.factors.map((factor) => factor.label).join(', ');
  return ['\n• ', time(score.at, 'clock'), ` ${score.score}/100: ${why}`];
}

/** One line: which disk is full first, if any is getting there. */
async function diskForecast(readers: ReportReaders, target: Target, now: Instant): Promise<string> {
  const all = await readers.series.series(target.id);
  const disks = all.filter((one) => one.metric === 'system.disk');
  const dated = await Promise.all(
    disks.map(async (disk) => {
      const range = { from: now - 7 * DAY, to: now, limit: 500 };
      const points = await readers.series.points(target.id, disk, range);
      return { name: disk.labels['mount'] ?? labelText(disk.labels), full: fullIn(points, 100) };
    }),
  );
  const first = dated
    .filter((one) => one.full !== null)
    .toSorted((a, b) => (a.full?.at ?? 0) - (b.full?.at ?? 0))[0];
  if (first?.full && first.full.at <= now) return `${first.name} is full`;
  if (!first?.full) return disks.length === 0 ? 'not measured' : 'no disk is filling up';
  return `${first.name} full in about ${formatDuration(first.full.at - now)} (straight line over 7 days)`;
}
