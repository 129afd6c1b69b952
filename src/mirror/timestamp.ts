import type { Instant } from '../model/time.ts';
import { MINUTE, SECOND } from '../model/time.ts';

/** `2025-10-04T12:00:00.123456+02:00`, with a space for the T, and with no zone where local time is meant. */
const ISO =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:[.,](\d{1,9}))?\s*(Z|[+-]\d{2}:?\d{2})?$/i;
/** Epoch seconds stay below this for 3,000 years; milliseconds passed it in 1973. */
const SECONDS_BELOW = 1e11;

/** A moment as others write it: epoch seconds, epoch milliseconds, or ISO 8601; without a zone it is local time in `zone`. */
export function readTimestamp(written: unknown, zone: string): Instant | null {
  if (typeof written === 'number' && Number.isFinite(written) && written > 0) {
    return Math.round(written < SECONDS_BELOW ? written * SECOND : written);
  }
  const found = typeof written === 'string' ? ISO.exec(written.trim()) : null;
  if (!found) return null;
  const [, date, time, fraction = '0', offset] = found;
  const milliseconds = fraction.padEnd(3, '0').slice(0, 3);
  const clock = `${date}T${time?.length === 5 ? `${time}:00` : time}.${milliseconds}`;
  const at = Date.parse(`${clock}${offset?.toUpperCase() ?? 'Z'}`);
  if (Number.isNaN(at)) return null;
  return offset === undefined ? fromLocal(at, zone) : at;
}

/** `shown` is what the clock in the zone shows, read as if it were UTC. */
function fromLocal(shown: Instant, zone: string): Instant {
  const guess = shown - offsetAt(shown, zone);
  return shown - offsetAt(guess, zone);
}

function offsetAt(at: Instant, zone: string): number {
  const parts = formatOf(zone).formatToParts(at);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  const minute = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
  );
  return minute - Math.floor(at / MINUTE) * MINUTE;
}

const FORMATS = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = FORMATS.get(zone);
  if (known) return known;
  const two = '2-digit';
  const format = new Intl.DateTimeFormat('en-US', {
    ...({ timeZone: zone, hourCycle: 'h23', year: 'numeric', month: two, day: two } as const),
    ...({ hour: two, minute: two } as const),
  });
  FORMATS.set(zone, format);
  return format;
}
