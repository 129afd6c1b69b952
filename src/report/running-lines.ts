import type { Block } from '../chat/reply.ts';
import { line, strong } from '../chat/reply.ts';
import { formatIn, formatValue } from '../model/format.ts';
import type { Instant } from '../model/time.ts';
import { DAY } from '../model/time.ts';
import { dateIn } from './day.ts';
import type { Ending } from './running-out.ts';
import { counted, shortened } from './state-text.ts';

/** Something that runs out, and when. */
export interface Running {
  readonly what: string;
  readonly at: Instant;
  /** null: the date is certain. */
  readonly early: Instant | null;
  /** null: the date is certain, or later than can be foretold. */
  readonly late: Instant | null;
  readonly how: string;
}

const SHOWN = 15;
/** What runs out sooner than this is told with the clock. */
const SOON = 2 * DAY;

/** A line for each, the first on top. */
export function runningLines(
  running: readonly Running[],
  { zone, now }: { readonly zone: string; readonly now: Instant },
): Block[] {
  const text = ({ at, early, late }: Running) => {
    const date = (one: Instant) => (at - now < SOON ? formatIn(zone, one) : dateIn(zone, one));
    const range =
      early === null ? '' : ` (${date(early)} to ${late === null ? 'later' : date(late)})`;
    return `${at <= now ? 'now' : date(at)}${range}`;
  };
  const lines = running.slice(0, SHOWN).map((one) => {
    return line([strong(shortened(one.what, 80)), `: ${text(one)}; ${one.how}`]);
  });
  const rest = running.length - lines.length;
  return rest > 0 ? [...lines, line(`${rest} more.`, 'muted')] : lines;
}

/** A series that runs out; none when it does not, or nothing is known. */
export function runningOf(one: Ending): readonly Running[] {
  if (one.kind !== 'foretold') return [];
  const { forecast, reach, of, name } = one;
  const { unit } = of.definition;
  const value = formatValue(forecast.last.value, unit);
  if (reach.kind === 'reached') {
    return [{ what: name, at: forecast.last.at, early: null, late: null, how: `at ${value}` }];
  }
  if (reach.kind === 'not within') return [];
  const tried = forecast.unit === DAY ? counted(forecast.tries, 'day') : 'the last hours';
  const error = formatValue(forecast.error, unit);
  const how = `at ${value}, ${forecast.method} ±${error}, tried on ${tried}`;
  return [{ what: name, at: reach.at, early: reach.early, late: reach.late, how }];
}
