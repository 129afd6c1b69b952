import type { Instant } from '../../model/time.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../model/time.ts';

/** Longest stretch of time of one export: nothing is kept longer. */
const MOST = 400 * DAY;
const UNITS = { s: SECOND, m: MINUTE, h: HOUR, d: DAY } as const;

/** `30s`, `5m`, `6h` or `7d`. */
export const DURATION = /^[1-9]\d{0,4}[smhd]$/;
/** A day or a moment, in UTC unless it says its zone. */
export const MOMENT =
  /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** Milliseconds of a text that `DURATION` fits. */
export function milliseconds(duration: string): number {
  return Number.parseInt(duration, 10) * UNITS[duration.slice(-1) as keyof typeof UNITS];
}

export type Spanned =
  | { readonly kind: 'span'; readonly from: Instant; readonly to: Instant }
  | { readonly kind: 'refused'; readonly reason: string };

/** [from, to) of what was asked for: two moments, or a window that ends now or at `to`. */
export function spanOf(
  asked: {
    readonly window: string;
    readonly from?: string | undefined;
    readonly to?: string | undefined;
  },
  now: Instant,
): Spanned {
  const to = asked.to === undefined ? now + 1 : moment(asked.to);
  const from = asked.from === undefined ? to - milliseconds(asked.window) : moment(asked.from);
  if (Number.isNaN(from) || Number.isNaN(to)) return refused('There is no such day or time.');
  if (from >= to) return refused('“from” must be before “to”.');
  if (to - from > MOST) return refused(`At most ${MOST / DAY} days at once.`);
  return { kind: 'span', from, to };
}

function moment(text: string): Instant {
  const zoned = /T.*(Z|[+-]\d{2}:?\d{2})$/.test(text) || !text.includes('T');
  return Date.parse(zoned ? text : `${text}Z`);
}

function refused(reason: string): Spanned {
  return { kind: 'refused', reason };
}
