import { type Labels, labelText, type Point } from '../../model/sample.ts';
import type { Instant } from '../../model/time.ts';
import { DAY } from '../../model/time.ts';
import type { Chosen, SampleReader, Selection } from './world.ts';

/** Points in memory at once. */
const PIECE = 10_000;
/** Instants of one question. */
const INSTANTS = 5_000;

/**
 * The points of one series, piece by piece, oldest first: all of them, or one value per step (the mean, of counters and
 * states the last) at the end of each, which is a whole number of steps since 1970. `lost` is called when some of it is kept
 * no more.
 *
 * @throws the signal's reason as soon as it aborts.
 */
export function piecesOf(
  samples: SampleReader,
  one: Chosen,
  options: Omit<Selection, 'series'> & Reading,
): AsyncGenerator<readonly Point[]> {
  const { step, ...rest } = options;
  return step === null ? raw(samples, one, rest) : stepped(samples, one, { ...rest, step });
}

export interface Reading {
  readonly signal: AbortSignal;
  lost(): void;
}

interface Span extends Reading {
  readonly from: Instant;
  readonly to: Instant;
}

/** Days that are too full for one piece are halved until they are not. */
async function* raw(
  samples: SampleReader,
  one: Chosen,
  { from, to, ...reading }: Span,
): AsyncGenerator<readonly Point[]> {
  const days = { from: endOfDay(from), to: endOfDay(to - 1), step: DAY };
  for (const { at, value } of await counted(samples, one, days, reading)) {
    if (value === 0) continue;
    const day = { from: Math.max(from, at - DAY + 1), to: Math.min(to, at + 1), ...reading };
    if (day.to - day.from === DAY) yield* halved(samples, one, { ...day, count: value });
    else if (day.from < day.to) yield* part(samples, one, day);
  }
}

/** A part of a day: how much of the day is in it must be counted first. */
async function* part(
  samples: SampleReader,
  one: Chosen,
  { from, to, ...reading }: Span,
): AsyncGenerator<readonly Point[]> {
  const when = { from: to - 1, to: to - 1, step: to - from };
  const [found] = await counted(samples, one, when, reading);
  if (found && found.value > 0)
    yield* halved(samples, one, { from, to, ...reading, count: found.value });
}

async function* halved(
  samples: SampleReader,
  one: Chosen,
  { from, to, count, ...reading }: Span & { readonly count: number },
): AsyncGenerator<readonly Point[]> {
  if (count > PIECE && to - from > 1) {
    const middle = Math.floor((from + to) / 2);
    yield* part(samples, one, { from, to: middle, ...reading });
    yield* part(samples, one, { from: middle, to, ...reading });
    return;
  }
  reading.signal.throwIfAborted();
  const series = { metric: one.metric.name, labels: one.labels };
  // Twice the count: what arrives meanwhile must not make means of points.
  const points = await samples.points(one.target.id, series, { from, to, limit: 2 * PIECE });
  if (points.length < count) reading.lost();
  if (points.length > 0) yield points;
}

/** How many points each window has that ends at an instant. */
function counted(
  samples: SampleReader,
  one: Chosen,
  when: { readonly from: Instant; readonly to: Instant; readonly step: number },
  reading: Reading,
): Promise<readonly Point[]> {
  return asked(samples, one, { fn: 'count', when, reading });
}

async function* stepped(
  samples: SampleReader,
  one: Chosen,
  { from, to, step, ...reading }: Span & { readonly step: number },
): AsyncGenerator<readonly Point[]> {
  const fn = one.metric.type === 'counter' || one.metric.type === 'state' ? 'last' : 'avg';
  const last = Math.ceil(to / step) * step;
  for (let at = Math.ceil((from + 1) / step) * step; at <= last; at += INSTANTS * step) {
    const when = { from: at, to: Math.min(last, at + (INSTANTS - 1) * step), step };
    const points = await asked(samples, one, { fn, when, reading });
    if (points.length > 0) yield points;
  }
}

/** Series with more labels answer as well; only the very one counts. */
async function asked(
  samples: SampleReader,
  { target, metric, labels }: Chosen,
  question: {
    readonly fn: 'avg' | 'last' | 'count';
    readonly when: { readonly from: Instant; readonly to: Instant; readonly step: number };
    readonly reading: Reading;
  },
): Promise<readonly Point[]> {
  const { fn, when, reading } = question;
  reading.signal.throwIfAborted();
  const { series, lost, shortened } = await samples.query({
    ...{ metric: metric.name, target: target.id, labels, fn, when, window: when.step },
  });
  if (lost > 0 || shortened > 0) reading.lost();
  return series.find((one) => isSame(one.labels, labels))?.points ?? [];
}

function isSame(one: Labels, other: Labels): boolean {
  return labelText(one) === labelText(other);
}

function endOfDay(at: Instant): Instant {
  return Math.ceil(at / DAY) * DAY;
}
