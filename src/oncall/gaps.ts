import { formatIn } from '../model/format.ts';
import type { Duty, Rota, RotaOverride } from '../model/rota.ts';
import type { Instant } from '../model/time.ts';
import { DAY } from '../model/time.ts';
import { dutiesIn, type Span } from './duty.ts';

/** How far ahead gaps are looked for. */
export const GAPS_WITHIN = 14 * DAY;

/** Spans of the next days in which nobody is on call. */
export function gapsIn(
  rota: Rota,
  overrides: readonly Pick<RotaOverride, 'person' | 'from' | 'to'>[],
  now: Instant,
): readonly Duty[] {
  const duties = dutiesIn(rota, overrides, { from: now, to: now + GAPS_WITHIN });
  return duties.filter(({ person }) => person === null);
}

/** `from Sat 10 Jan 18:00 to Mon 12 Jan 09:00`, as calendars and clocks in the zone show it. */
export function spanText(zone: string, { from, to }: Span): string {
  return `from ${formatIn(zone, from)} to ${formatIn(zone, to)}`;
}
