import type { Labels, Reading } from '../model/sample.ts';
import { labelText, noLabels } from '../model/sample.ts';
import type { Score, ScoreResult } from '../model/score.ts';
import type { Instant } from '../model/time.ts';
import { DAY } from '../model/time.ts';
import type { ReadCheck } from './read-check.ts';
import type { Placed } from './sources.ts';

/** What is written at once: so many values, and not more than a day of them. */
const MOST_VALUES = 20_000;
const MOST_SPAN = DAY;
/** Reasons that are told apart; more are counted together. */
const MOST_REASONS = 50;

const HEALTH = 'health.score';

export interface Row extends Reading {
  readonly at: Instant;
}

/** Where checks go: one target's samples and scores. */
export interface Shelf {
  /** Series that have samples already. */
  series(): Promise<readonly { metric: string; labels: Labels }[]>;
  /** Moments in [from, to] at which a series has a sample already. */
  moments(
    series: { metric: string; labels: Labels },
    from: Instant,
    to: Instant,
  ): Promise<ReadonlySet<Instant>>;
  /** Why a value or its time cannot be stored, or null. */
  wrong(at: Instant, value: number): string | null;
  ingest(
    rows: readonly Row[],
  ): Promise<{ readonly refused: readonly { readonly index: number; readonly reason: string }[] }>;
  addScores(scores: readonly Omit<Score, 'target'>[]): Promise<void>;
  /** Scores from before are not kept. */
  readonly scoresFrom: Instant;
  /** Status of a score for which none was written. */
  statusOf(score: number): string;
}

interface Count {
  /** Of a dry run: what would be taken. */
  readonly taken: number;
  readonly present: number;
  readonly refused: number;
}

/** What became of the checks of a folder. */
export interface TakenOver {
  /** Lines and snapshots that could be read. */
  readonly checks: number;
  /** Time of the oldest and of the newest check; null without any. */
  readonly from: Instant | null;
  readonly to: Instant | null;
  readonly samples: Count;
  readonly scores: Count;
  /** What was not taken over, by reason, the commonest first, with the place of the first. */
  readonly problems: readonly {
    readonly reason: string;
    readonly count: number;
    readonly first: string;
  }[];
}

interface Value extends Row {
  readonly place: string;
  /** Only of the health score. */
  readonly score: ScoreResult | null;
}

const OLD_SCORE = 'scores of that time are not kept any more (METRICS_RETENTION_DAYS)';

/**
 * Takes checks over, in bounded memory and in any order. What is there already is left alone, so that doing it twice is
 * doing it once.
 *
 * @throws what the shelf throws.
 */
export async function takeOver(
  checks: AsyncIterable<Placed>,
  shelf: Shelf,
  { dry }: { readonly dry: boolean },
): Promise<TakenOver> {
  const result = takenSoFar();
  const known = new Set((await shelf.series()).map(keyOf));
  let batch: Value[] = [];
  let span: readonly Instant[] = [];
  for await (const one of checks) {
    if (one.kind === 'refused') {
      result.problem(one.why, one.place);
      continue;
    }
    const { at, left } = one.check;
    result.check(at);
    for (const { what, why } of left) result.problem(`${what}: ${why}`, one.place);
    const wider = [Math.min(at, ...span), Math.max(at, ...span)] as const;
    const isFull = batch.length >= MOST_VALUES || wider[1] - wider[0] > MOST_SPAN;
    if (isFull) await takeBatch(batch, shelf, { known, result, dry });
    if (isFull) batch = [];
    span = isFull ? [at] : wider;
    batch.push(...valuesOf(one.check, one.place));
  }
  await takeBatch(batch, shelf, { known, result, dry });
  return result.report();
}

function valuesOf({ at, readings, score }: ReadCheck, place: string): readonly Value[] {
  const values = readings
    .filter(({ metric }) => score === null || metric !== HEALTH)
    .map((reading) => ({ ...reading, at, place, score: null }));
  if (score === null || score.score === null) return values;
  return [...values, { metric: HEALTH, labels: noLabels(), value: score.score, at, place, score }];
}

interface Taking {
  /** Series that have samples. */
  readonly known: Set<string>;
  readonly result: ReturnType<typeof takenSoFar>;
  readonly dry: boolean;
}

async function takeBatch(
  batch: readonly Value[],
  shelf: Shelf,
  { known, result, dry }: Taking,
): Promise<void> {
  const fresh: Value[] = [];
  for (const [key, values] of Map.groupBy(batch, keyOf)) {
    const times = values.map(({ at }) => at);
    const present = known.has(key)
      ? await shelf.moments(values[0] as Value, Math.min(...times), Math.max(...times))
      : [];
    fresh.push(...freshOf(values, { shelf, result, present: new Set(present) }));
    known.add(key);
  }
  // Scores first: a sample of the health score says that its score is there.
  await takeScores(fresh, shelf, { result, dry });
  const refused = new Map<number, string>();
  if (!dry) {
    for (const { index, reason } of (await shelf.ingest(fresh)).refused) refused.set(index, reason);
  }
  for (const [index, one] of fresh.entries()) {
    const reason = refused.get(index);
    result.add('samples', reason === undefined ? 'taken' : 'refused');
    if (reason !== undefined) result.problem(reason, one.place);
  }
}

/** Values of one series that can be stored and are not there yet. */
function freshOf(
  values: readonly Value[],
  { shelf, result, present }: { shelf: Shelf; result: Taking['result']; present: Set<Instant> },
): readonly Value[] {
  return values.filter((one) => {
    const wrong = shelf.wrong(one.at, one.value);
    if (wrong === null && !present.has(one.at)) {
      present.add(one.at);
      return true;
    }
    if (wrong !== null) result.problem(wrong, one.place);
    const outcome = wrong === null ? 'present' : 'refused';
    result.add('samples', outcome);
    if (one.score) result.add('scores', outcome);
    return false;
  });
}

async function takeScores(
  fresh: readonly Value[],
  shelf: Shelf,
  { result, dry }: Pick<Taking, 'result' | 'dry'>,
): Promise<void> {
  const scores: Omit<Score, 'target'>[] = [];
  for (const { score, at, value, place } of fresh.toSorted((one, other) => one.at - other.at)) {
    if (score === null) continue;
    const isKept = at >= shelf.scoresFrom;
    result.add('scores', isKept ? 'taken' : 'refused');
    if (isKept) scores.push({ ...score, at, status: score.status || shelf.statusOf(value) });
    else result.problem(OLD_SCORE, place);
  }
  if (!dry && scores.length > 0) await shelf.addScores(scores);
}

function takenSoFar() {
  const counts = { samples: zero(), scores: zero() };
  const reasons = new Map<string, { count: number; first: string }>();
  let checks = 0;
  let from: Instant | null = null;
  let to: Instant | null = null;
  return {
    check(at: Instant): void {
      checks += 1;
      from = Math.min(from ?? at, at);
      to = Math.max(to ?? at, at);
    },
    add(what: keyof typeof counts, outcome: keyof Count): void {
      counts[what][outcome] += 1;
    },
    problem(why: string, place: string): void {
      const reason = reasons.has(why) || reasons.size < MOST_REASONS ? why : 'other reasons';
      const known = reasons.get(reason) ?? { count: 0, first: place };
      known.count += 1;
      reasons.set(reason, known);
    },
    report: (): TakenOver => ({
      ...{ checks, from, to },
      ...counts,
      problems: [...reasons]
        .map(([reason, seen]) => ({ reason, ...seen }))
        .toSorted((one, other) => other.count - one.count),
    }),
  };
}

function zero() {
  return { taken: 0, present: 0, refused: 0 };
}

function keyOf({ metric, labels }: { metric: string; labels: Labels }): string {
  return JSON.stringify([metric, labelText(labels)]);
}
