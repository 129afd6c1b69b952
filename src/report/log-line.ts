import type { Block, Tone } from '../chat/reply.ts';
import { line } from '../chat/reply.ts';
import type { KeptEntry, LogLevel } from '../model/log.ts';
import type { Target } from '../model/target.ts';
import type { Instant } from '../model/time.ts';
import { dateIn } from './day.ts';
import { shortened } from './state-text.ts';

/** Characters of an entry that are shown, and lines of it. */
const SHOWN = 400;
const MOST_LINES = 6;

/** Where people read lines. */
export interface LogReading {
  readonly zone: string;
  /** Names of targets by id, where lines of several may stand together; else empty. */
  readonly names: ReadonlyMap<number, string>;
  /** The present: lines of its day are shown without date. */
  readonly now: Instant;
}

/** Names that tell lines of these targets apart; none where it is clear whose they are. */
export function namesOf(targets: readonly Target[], picked: number | null): LogReading['names'] {
  if (picked !== null || targets.length < 2) return new Map();
  return new Map(targets.map(({ id, name }) => [id, name]));
}

/** A time that a line begins with. It is shown as the reader's clocks have it, so it need not stand there twice. */
const OWN_TIME =
  /^\[?\d{4}[-/]\d\d[-/]\d\d[ T]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?\]?[ \t:|,-]*(?=\S)/;

/** An entry with its time, and what it was read from: `03-09 12:00:00 web-1/app ...`. */
export function entryBlock(entry: KeptEntry, { zone, names, now }: LogReading): Block {
  const { at, log, text, target } = entry;
  const lines = text.replace(OWN_TIME, '').split('\n');
  const more = lines.length > MOST_LINES ? ` (${lines.length - MOST_LINES} more lines)` : '';
  const date = dateIn(zone, at);
  const day = date === dateIn(zone, now) ? '' : `${date.slice(5)} `;
  const name = names.get(target);
  const place = name === undefined ? log : `${name}/${log}`;
  const whole = `${day}${clock(zone, at)} ${place} ${lines.slice(0, MOST_LINES).join('\n')}`;
  return codeBlock(shortened(whole, SHOWN) + more, entry.level);
}

/** What one entry says, and no more. */
export function messageBlock(message: string, { level }: KeptEntry): Block {
  return codeBlock(shortened(message, SHOWN), level);
}

const TONES: Partial<Record<LogLevel, Tone>> = {
  warning: 'warning',
  error: 'bad',
  critical: 'critical',
};

function codeBlock(text: string, level: LogLevel | null): Block {
  return line([{ kind: 'code', text }], (level !== null && TONES[level]) || 'info');
}

/** To the second: what failed first matters. */
function clock(zone: string, at: Instant): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, timeStyle: 'medium' }).format(at);
}
