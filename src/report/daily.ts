import type { Block, Field, Inline, Reply, Tone } from '../chat/reply.ts';
import { heading, line, reply, strong, time } from '../chat/reply.ts';
import type { Alert } from '../model/alert.ts';
import { formatDuration } from '../model/format.ts';
import type { Gap, Labels, Point } from '../model/sample.ts';
import type { Score } from '../model/score.ts';
import type { Target, TargetPause } from '../model/target.ts';
import type { Instant } from '../model/time.ts';
import { HOUR, SECOND } from '../model/time.ts';
import { breathe } from '../model/wait.ts';
import type { StoredCheck } from './daily-checks.ts';
import { dailyChecks } from './daily-checks.ts';
import { iso } from './data.ts';
import { dayRange } from './day.ts';
import { diskForecast, diskLine } from './disk-forecast.ts';
import type { IncidentReaders } from './incident-list.ts';
import { pauseBlock, pauseData } from './pause-text.ts';
import type { Range, Summary } from './series.ts';
import { evenly, summarise } from './series.ts';
import { scoreTone } from './tone.ts';

/** What a summary is made from. */
export interface ReportReaders {
  readonly checks?: IncidentReaders['checks'];
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
  /** Checks with how they changed; none unless given. */
  readonly checks?: readonly StoredCheck[];
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
  const day = { range, now: request.now, over: request.now >= whole.to };
  const parts: Part[] = [];
  for (const target of request.targets) {
    parts.push(await targetPart(readers, target, day));
    // A store may read without ever waiting: others get their turn between two targets.
    await breathe();
  }
  const checked =
    readers.checks === undefined
      ? null
      : await dailyChecks({ ...readers, checks: readers.checks }, request.checks ?? [], {
          span: range,
          now: request.now,
        });
  const more = checked?.blocks ?? [];
  const data = {
    ...{ date: request.date, zone: request.zone, targets: parts.map((part) => part.data) },
    ...(checked && { checks: checked.data }),
  };
  const title = heading(`Daily summary · ${request.date}`, dayTone(parts));
  if (parts.length === 0) return reply([title, line('No targets are watched.'), ...more], { data });
  if (parts.every((part) => part.silence === 'quiet')) {
    return reply([title, line('Nothing was measured that day.'), ...more], { data });
  }
  const measured = parts.some((part) => part.silence === null);
  return reply([title, ...parts.flatMap((part) => part.blocks), ...more], {
    asOf: measured ? Math.min(range.to, request.now) : null,
    data,
  });
}

/** As bad as the worst target; one that was asked and never answered is bad. */
function dayTone(parts: readonly Part[]): Tone {
  const averages = parts.map((part) => part.average).filter((value) => value !== null);
  const tone = scoreTone(averages.length === 0 ? null : Math.min(...averages));
  const lost = parts.some((part) => part.silence === 'lost');
  return lost && tone !== 'critical' ? 'bad' : tone;
}

interface Part {
  readonly blocks: readonly Block[];
  readonly average: number | null;
  /** `quiet`: nobody asked and nothing happened. `lost`: every round was missed. `paused`: a person wanted none. */
  readonly silence: 'quiet' | 'lost' | 'paused' | null;
  readonly data: unknown;
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
  const alerted = alertCounts(alerts, range);
  const lost = gapSpans(gaps, range);
  const pause = pauseUntil(target, to);
  const silence = silenceOf(summary !== null, rounds, { ...alerted, isPaused: pause !== null });
  const data = {
    name: target.name,
    score: summary,
    alerts: alerted,
    rounds,
    paused: pauseData(pause),
    gaps: { count: lost.length, seconds: Math.round(sum(lost) / SECOND) },
    disk: disk.first && { mount: disk.first.mount, full_at: iso(disk.first.at) },
  };
  const name = [strong(target.name)];
  if (silence === 'quiet') {
    const blocks = [line([...name, ': nothing was measured that day.'], 'muted')];
    return { blocks, average: null, silence, data };
  }
  if (silence === 'paused') {
    const blocks = [line(name, 'muted'), ...pauseBlock(pause)];
    return { blocks, average: null, silence, data };
  }
  const fields: Field[] = [
    field('Score', summary ? scoreLine(summary, over) : 'not measured'),
    field('Alerts', `${alerted.opened} opened, ${alerted.resolved} resolved`),
    field('Measured', measuredLine(rounds)),
    field('Gaps', gapsLine(lost)),
    field('Disk', diskLine(disk, now)),
  ];
  const blocks: Block[] = [
    line(name, silence === 'lost' ? 'bad' : 'info'),
    ...pauseBlock(pause),
    { kind: 'fields', fields },
  ];
  if (points.length > 1) blocks.push(sparkline(points, range));
  // The history holds changes alone: what the day began with was written before.
  const began = before && points.length > 0 ? [{ ...before, at: from }] : [];
  const worst = worstMoments([...began, ...changes]);
  if (worst.length > 0) blocks.push(line(['Worst moments:', ...worst.flatMap(momentText)]));
  return { blocks, average: summary?.average ?? null, silence, data };
}

function field(name: string, value: string): Field {
  return { name, value, inline: true };
}

function scoreLine({ min, average, max, last }: Summary, over: boolean): string {
  const [low, high, end] = [min, max, last].map(Math.round);
  return `min ${low}, average ${average.toFixed(1)}, max ${high}, ${over ? 'at the end' : 'now'} ${end}`;
}

function alertCounts(alerts: readonly Alert[], { from, to }: Range) {
  const within = (at: Instant | null) => at !== null && at >= from && at < to;
  const opened = alerts.filter(({ state }) => state.kind !== 'pending' && within(state.firedAt));
  const resolved = alerts.filter(({ state }) => state.kind === 'resolved' && within(state.at));
  return { opened: opened.length, resolved: resolved.length };
}

/** One that began after that day is none of its. */
function pauseUntil({ paused = null }: Target, to: Instant): TargetPause | null {
  return paused !== null && paused.at < to ? paused : null;
}

function silenceOf(
  scored: boolean,
  rounds: { measured: number; missed: number },
  alerts: { opened: number; resolved: number; isPaused: boolean },
): Part['silence'] {
  if (scored || rounds.measured > 0) return null;
  if (alerts.isPaused) return 'paused';
  if (rounds.missed > 0) return 'lost';
  return alerts.opened + alerts.resolved === 0 ? 'quiet' : null;
}

/** Share of the planned rounds that got an answer. */
function measuredLine({ measured, missed }: { measured: number; missed: number }): string {
  const all = measured + missed;
  if (all === 0) return 'no rounds';
  const percent = (100 * measured) / all;
  const shown = missed > 0 ? Math.min(99.99, percent).toFixed(2) : '100';
  return `${shown} % (${measured} of ${all} rounds)`;
}

/** Lengths of the gaps within the range; one that began just now has none. */
function gapSpans(gaps: readonly Gap[], { from, to }: Range): readonly number[] {
  return gaps
    .map((gap) => Math.min(gap.to ?? to, to) - Math.max(gap.from, from))
    .filter((span) => span >= SECOND / 2);
}

function gapsLine(spans: readonly number[]): string {
  return spans.length === 0 ? 'none' : `${spans.length}, ${formatDuration(sum(spans))} in all`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
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
