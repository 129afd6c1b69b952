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
 * states the last) at the end of each, which is a whole number of steps since 1970.
 *
 * @throws the signal's reason as soon as it aborts.
 */
export function piecesOf(
  samples: SampleReader,
  one: Chosen,
  options: Omit<Selection, 'series'> & { readonly signal: AbortSignal },
): AsyncGenerator<readonly Point[]> {
  const { step, ...rest } = options;
  return step === null ? raw(samples, one, rest) : stepped(samples, one, { ...rest, step });
}

interface Span {
  readonly from: Instant;
  readonly to: Instant;
  readonly signal: AbortSignal;
}

/** Days that are too full for one piece are halved until they are not. */
async function* raw(
  samples: SampleReader,
  one: Chosen,
  { from, to, signal }: Span,
): AsyncGenerator<readonly Point[]> {
  const days = { from: endOfDay(from), to: endOfDay(to - 1), step: DAY };
  for (const { at, value } of await counted(samples, one, days, signal)) {
    if (value === 0) continue;
    const day = { from: Math.max(from, at - DAY + 1), to: Math.min(to, at + 1), signal };
    if (day.from < day.to) yield* halved(samples, one, { ...day, count: value });
  }
}

async function* halved(
  samples: SampleReader,
  one: Chosen,
  { from, to, signal, count }: Span & { readonly count: number },
): AsyncGenerator<readonly Point[]> {
  if (count > PIECE && to - from > 1) {
    const middle = Math.floor((from + to) / 2);
    for (const half of [
      { from, to: middle },
      { from: middle, to },
    ]) {
      const step = half.to - half.from;
      const at = half.to - 1;
      const [found] = await counted(samples, one, { from: at, to: at, step }, signal);
      if (found && found.value > 0)
        yield* halved(samples, one, { ...half, signal, count: found.value });
    }
    return;
  }
  signal.throwIfAborted();
  const series = { metric: one.metric.name, labels: one.labels };
  // Twice the count: what arrives meanwhile must not make means of points.
  const points = await samples.points(one.target.id, series, { from, to, limit: 2 * PIECE });
  if (points.length > 0) yield points;
}

/** How many points each window has that ends at an instant. */
function counted(
  samples: SampleReader,
  one: Chosen,
  when: { readonly from: Instant; readonly to: Instant; readonly step: number },
  signal: AbortSignal,
): Promise<readonly Point[]> {
  return asked(samples, one, { fn: 'count', when, signal });
}

async function* stepped(
  samples: SampleReader,
  one: Chosen,
  { from, to, step, signal }: Span & { readonly step: number },
): AsyncGenerator<readonly Point[]> {
  const fn = one.metric.type === 'counter' || one.metric.type === 'state' ? 'last' : 'avg';
  const last = Math.ceil(to / step) * step;
  for (let at = Math.ceil((from + 1) / step) * step; at <= last; at += INSTANTS * step) {
    const when = { from: at, to: Math.min(last, at + (INSTANTS - 1) * step), step };
    const points = await asked(samples, one, { fn, when, signal });
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
    readonly signal: AbortSignal;
  },
): Promise<readonly Point[]> {
  const { fn, when, signal } = question;
  signal.throwIfAborted();
  const { series } = await samples.query({
    ...{ metric: metric.name, target: target.id, labels, fn, when, window: when.step },
  });
  return series.find((one) => isSame(one.labels, labels))?.points ?? [];
}

function isSame(one: Labels, other: Labels): boolean {
  return labelText(one) === labelText(other);
}

function endOfDay(at: Instant): Instant {
  return Math.ceil(at / DAY) * DAY;
}
