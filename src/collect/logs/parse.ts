import type { LogEntry, LogFormat, LogLevel } from '../../model/log.ts';
import type { Instant } from '../../model/time.ts';
import { readJson, readLogfmt } from './fields.ts';
import { levelOf, WORDS } from './level.ts';
import { type LogClock, readAccessTime, readSyslogTime, readTime, TIME } from './timestamp.ts';

/** What a line says of itself. */
export interface ParsedLine {
  readonly at: Instant | null;
  readonly level: LogLevel | null;
  readonly logger: string | null;
  readonly message: string;
}

type Reader = (line: string, clock: LogClock) => ParsedLine | null;

const PYTHON = new RegExp(`^(${TIME}) - (\\S{1,200}) - (${WORDS}) - (.*)$`, 's');
const DJANGO = new RegExp(`^(${WORDS}) (${TIME}) (\\S{1,200}) (\\d{1,10}) (\\d{1,20}) (.*)$`, 's');
const SYSLOG =
  /^(?:<(\d{1,3})>)?([A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d) (\S{1,255}) ([^\s:[\]]{1,64})(?:\[\d{1,10}\])?: ?(.*)$/s;
/** https://www.rfc-editor.org/rfc/rfc5424#section-6 */
const RFC5424 =
  /^<(\d{1,3})>1 (\S{1,64}) \S{1,255} (\S{1,48}) \S{1,128} \S{1,32} (?:-|\[[^\]]{0,2000}\])(?: (.*))?$/s;
/** https://httpd.apache.org/docs/current/logs.html#common */
const ACCESS =
  /^\S{1,255} \S{1,255} .{1,255}? \[(\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] "(.{0,8000}?)" (\d{3}) (?:\d{1,15}|-)/;
const TIMED = new RegExp(`^\\[?(${TIME})\\]?[ \\t:|,-]*(.*)$`, 's');
/** A level within what stands before the message. */
const EARLY = new RegExp(
  `^(?:\\S{1,80}[ \\t]{1,8}){0,3}?[\\[(<]?(${WORDS})[\\])>:,|]*(?=[ \\t]|$)[ \\t|:-]*(.*)$`,
  's',
);
const LEVELLED = new RegExp(`^[\\[(<]?(${WORDS})[\\])>]?(?::|[ \\t])[ \\t|:-]*(.*)$`, 's');

const python: Reader = (line, clock) => {
  const [, time = '', logger = null, level, message = ''] = PYTHON.exec(line) ?? [];
  if (level === undefined) return null;
  return { at: readTime(time, clock), level: levelOf(level), logger, message };
};

const django: Reader = (line, clock) => {
  const [, level, time = '', logger = null, , , message = ''] = DJANGO.exec(line) ?? [];
  if (level === undefined) return null;
  return { at: readTime(time, clock), level: levelOf(level), logger, message };
};

const syslog: Reader = (line, clock) => {
  const modern = RFC5424.exec(line);
  if (modern !== null) {
    const [, priority, time = '', logger = null, message = ''] = modern;
    return { at: readTime(time, clock), level: levelOf(Number(priority) % 8), logger, message };
  }
  const [, priority, time = '', , logger = null, message = ''] = SYSLOG.exec(line) ?? [];
  const at = readSyslogTime(time, clock);
  if (at === null) return null;
  const level = priority === undefined ? worded(message) : levelOf(Number(priority) % 8);
  return { at, level, logger, message };
};

const clf: Reader = (line, clock) => {
  const [, time = '', request = '', status = ''] = ACCESS.exec(line) ?? [];
  const at = readAccessTime(time, clock);
  if (at === null) return null;
  const level = Number(status) >= 500 ? 'error' : 'info';
  return { at, level, logger: null, message: `${status} ${request}` };
};

/** A time at the beginning, and perhaps a level soon after. */
const timed: Reader = (line, clock) => {
  const [, time, rest = ''] = TIMED.exec(line) ?? [];
  if (time === undefined) return null;
  const at = readTime(time, clock);
  const [, level, message = ''] = EARLY.exec(rest) ?? [];
  if (level === undefined) return { at, level: worded(rest), logger: null, message: rest };
  return { at, level: levelOf(level), logger: null, message };
};

const levelled: Reader = (line) => {
  const [, level, message = ''] = LEVELLED.exec(line) ?? [];
  if (level === undefined) return null;
  return { at: null, level: levelOf(level), logger: null, message };
};

const READERS: Readonly<Record<Exclude<LogFormat, 'auto'>, Reader>> = {
  json: readJson,
  python,
  django,
  syslog,
  clf,
  logfmt: readLogfmt,
};
const ANY: readonly Reader[] = [...Object.values(READERS), timed, levelled];

/** What the first line of an entry says, tried in the format that is expected and then in all; null for any other line. */
export function parseLine(line: string, format: LogFormat, clock: LogClock): ParsedLine | null {
  const expected = format === 'auto' ? null : READERS[format](line, clock);
  if (expected !== null) return expected;
  for (const read of ANY) {
    const found = read(line, clock);
    if (found !== null) return found;
  }
  return null;
}

/** A line in no known format is its own message; its level is a word in capitals. */
export function plainLine(line: string): ParsedLine {
  return { at: null, level: worded(line), logger: null, message: line };
}

/** What an entry says in its first line, without time, level and logger. */
export function messageOf({ at, text }: Pick<LogEntry, 'at' | 'text'>, format: LogFormat): string {
  const [line = ''] = text.split('\n');
  return parseLine(line, format, { now: at, zone: 0 })?.message ?? line;
}

const SHOUTED = /\b(?:CRITICAL|FATAL|PANIC|EMERG|ERROR|WARNING|WARN)\b/;
/** Where a level is looked for. */
const SEARCHED = 200;

function worded(text: string): LogLevel | null {
  const [word] = SHOUTED.exec(text.slice(0, SEARCHED)) ?? [];
  return word === undefined ? null : levelOf(word);
}
