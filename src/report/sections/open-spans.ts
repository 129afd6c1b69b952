import type { Alert } from '../../model/alert.ts';
import { beganAt, MAX_CHANGES } from '../../model/alert.ts';
import type { Instant } from '../../model/time.ts';
import type { Range } from '../series.ts';

/** When an alert was open, as far as that lies in a range. */
export interface OpenSpans {
  /** Oldest first, one for each time that it fired; one alone when `isCut`. */
  readonly spans: readonly Range[];
  /** How often it fired; at least that often when `isCut`. */
  readonly count: number;
  /** It fired and cleared more often than is kept. */
  readonly isCut: boolean;
}

/** An alert that is not over is open until the end of the range. */
export function openSpans({ state, life }: Pick<Alert, 'state' | 'life'>, range: Range): OpenSpans {
  const began = beganAt(state);
  const end = state.kind === 'resolved' ? state.at : range.to;
  const { changes } = life;
  const isCut = changes.length >= MAX_CHANGES;
  const whole = { from: began, to: end };
  const inside = (all: readonly Range[]) =>
    all.map((one) => within(one, range)).filter(({ from, to }) => from <= to);
  const each = inside(eachFiring(changes, whole));
  return { spans: isCut ? inside([whole]) : each, count: Math.max(1, each.length), isCut };
}

/** Changes are firings and ends by turns. */
function eachFiring(changes: readonly Instant[], whole: Range): readonly Range[] {
  const spans = changes.flatMap((at, index) =>
    index % 2 === 0 ? [{ from: at, to: changes[index + 1] ?? whole.to }] : [],
  );
  const [first, ...others] = spans;
  return first === undefined ? [whole] : [{ from: whole.from, to: first.to }, ...others];
}

function within({ from, to }: Range, range: Range): Range {
  return { from: Math.max(from, range.from), to: Math.min(to, range.to) };
}

/** Milliseconds in which at least one of the spans was open. */
export function covered(spans: readonly Range[]): number {
  let sum = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    sum += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  return sum;
}
