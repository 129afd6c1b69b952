import type { LogFormat, LogLevel } from '../../model/log.ts';
import type { Instant } from '../../model/time.ts';
import { CUT, MAX_LINE } from './lines.ts';
import { parseLine, plainLine } from './parse.ts';
import type { LogClock } from './timestamp.ts';

/** Lines of one entry that are kept. */
const MOST_LINES = 500;

/** A line with those that belong to it. */
export interface RawEntry {
  readonly at: Instant | null;
  readonly level: LogLevel | null;
  readonly logger: string | null;
  readonly message: string;
  readonly lines: readonly string[];
}

/** Lines that were joined. `more`: those at the beginning that belong to what was taken before. */
export interface Joined {
  readonly more: readonly string[];
  readonly entries: readonly RawEntry[];
  readonly isStructured: boolean;
}

const INDENTED = /^[ \t]/;
const GOES_ON =
  /^(?:Caused by:|Traceback \(most recent call last\)|\.\.\. \d{1,6} more|During handling of the above|The above exception was)/;
/** Ends a traceback: `ValueError: ...` */
const EXCEPTION = /^[A-Za-z_][\w.]{0,200}(?:Error|Exception|Warning|Interrupt|Exit|Failure)\b/;

/**
 * Puts together what belongs together, such as stack traces. Where entries begin with a time or a level, every other line
 * belongs to the one before; elsewhere those do that are indented or look like a part of a trace.
 */
export function joinLines(
  lines: readonly string[],
  context: {
    readonly format: LogFormat;
    readonly clock: LogClock;
    readonly isStructured: boolean;
    /** Whether something was taken of this file before, to which the first lines may belong. */
    readonly hasBefore: boolean;
  },
): Joined {
  const more: string[] = [];
  const entries: (RawEntry & { readonly lines: string[] })[] = [];
  let { isStructured } = context;
  let isOpen = context.hasBefore;
  for (const line of lines) {
    const last = entries.at(-1);
    const parsed =
      INDENTED.test(line) && isOpen ? null : parseLine(line, context.format, context.clock);
    if (parsed !== null) isStructured = true;
    else if (isOpen && belongs(line, last?.lines ?? more, isStructured)) {
      (last?.lines ?? more).push(line);
      continue;
    }
    entries.push({ ...(parsed ?? plainLine(line)), lines: [line] });
    isOpen = true;
  }
  return { more, entries, isStructured };
}

function belongs(line: string, before: readonly string[], isStructured: boolean): boolean {
  if (isStructured || INDENTED.test(line) || GOES_ON.test(line)) return true;
  const last = before.at(-1);
  return last !== undefined && INDENTED.test(last) && EXCEPTION.test(line);
}

/** Lines as one text, not longer than an entry may be. */
export function textOf(lines: readonly string[]): string {
  const text = lines.slice(0, MOST_LINES).join('\n');
  const isCut = lines.length > MOST_LINES || text.length > MAX_LINE + CUT.length;
  return isCut ? text.slice(0, MAX_LINE).toWellFormed() + CUT : text;
}

/** What an entry is about: of a trace its exception too, which comes last in Python. */
export function gistOf({ message, lines }: RawEntry): string {
  const last = lines.length > 1 ? (lines.at(-1) ?? '') : '';
  return EXCEPTION.test(last) ? `${message} ${last}` : message;
}
