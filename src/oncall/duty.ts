import type { Duty, Rota, RotaLayer, RotaOverride } from '../model/rota.ts';
import type { Instant } from '../model/time.ts';
import { dayAt, momentOf, weekdayOf } from './wall.ts';

/** A span of time. */
export interface Span {
  readonly from: Instant;
  /** First moment after it. */
  readonly to: Instant;
}

type Overrides = readonly Pick<RotaOverride, 'person' | 'from' | 'to'>[];

/** Who is on call at a moment; null: nobody. */
export function onCall(rota: Rota, overrides: Overrides, at: Instant): string | null {
  return dutiesIn(rota, overrides, { from: at, to: at + 1 })[0]?.person ?? null;
}

/** Who is on call in a span, without holes: spans with nobody are among them. `overrides`: the later made one last. */
export function dutiesIn(rota: Rota, overrides: Overrides, span: Span): readonly Duty[] {
  // The first that covers a moment counts.
  const shifts = [
    ...overrides.toReversed(),
    ...rota.layers.toReversed().flatMap((layer) => shiftsOf(rota.zone, layer, span)),
  ];
  const inside = (at: Instant) => at > span.from && at < span.to;
  const edges = shifts.flatMap(({ from, to }) => [from, to]).filter(inside);
  const times = [...new Set([span.from, ...edges, span.to])].toSorted((a, b) => a - b);
  const duties: Duty[] = [];
  for (const [index, to] of times.slice(1).entries()) {
    const from = times[index] ?? span.from;
    const person = shifts.find((one) => one.from <= from && one.to > from)?.person ?? null;
    const last = duties.at(-1);
    if (last?.person === person) duties.splice(-1, 1, { ...last, to });
    else duties.push({ person, from, to });
  }
  return duties;
}

/** The turns of a layer that touch a span, cut to the hours and days in which it holds. */
function shiftsOf(zone: string, layer: RotaLayer, span: Span): readonly Duty[] {
  const { people, turn, weekday, minute, from } = layer;
  const first = turn === 'weekly' ? from - ((weekdayOf(from) - weekday + 7) % 7) : from;
  const length = turn === 'weekly' ? 7 : 1;
  const number = (day: number) => Math.floor((day - first) / length);
  const lowest = Math.max(0, number(dayAt(zone, span.from) - 1));
  const highest = number(dayAt(zone, span.to) + 1);
  const shifts: Duty[] = [];
  for (let index = lowest; index <= highest; index++) {
    const day = first + index * length;
    const person = people[index % people.length] ?? null;
    const begins = momentOf(zone, Math.max(day, from), minute);
    const shift = { person, from: begins, to: momentOf(zone, day + length, minute) };
    if (shift.from < span.to && shift.to > span.from) shifts.push(shift);
  }
  return shifts.flatMap((shift) => heldIn(zone, layer, shift));
}

/** The parts of a shift that lie in the hours and days of its layer. */
function heldIn(zone: string, { between, days }: RotaLayer, shift: Duty): readonly Duty[] {
  if (between === null && days.length === 7) return [shift];
  const parts: Duty[] = [];
  for (let day = dayAt(zone, shift.from) - 1; day <= dayAt(zone, shift.to); day++) {
    if (!days.includes(weekdayOf(day))) continue;
    const open =
      between === null
        ? { from: momentOf(zone, day, 0), to: momentOf(zone, day + 1, 0) }
        : hoursOf(zone, day, between);
    const part = {
      ...shift,
      from: Math.max(shift.from, open.from),
      to: Math.min(shift.to, open.to),
    };
    if (part.from < part.to) parts.push(part);
  }
  return parts;
}

function hoursOf(zone: string, day: number, { from, to }: { from: number; to: number }): Span {
  return { from: momentOf(zone, day, from), to: momentOf(zone, from < to ? day : day + 1, to) };
}
