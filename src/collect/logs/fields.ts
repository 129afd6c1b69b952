import { levelOf } from './level.ts';
import type { ParsedLine } from './parse.ts';
import { type LogClock, readEpoch, readTime } from './timestamp.ts';

const KEYS = {
  level: ['level', 'severity', 'levelname', 'lvl', 'log.level'],
  time: ['time', 'timestamp', '@timestamp', 'ts', 'asctime', 'date'],
  logger: ['logger', 'module', 'name', 'component', 'logger_name'],
  message: ['message', 'msg', 'event', 'log'],
} as const;

/** A line of JSON; one that a program wrote without escaping what is in it is read by its keys. */
export function readJson(line: string, clock: LogClock): ParsedLine | null {
  if (!line.startsWith('{')) return null;
  const values = parsed(line) ?? broken(line);
  return values === null ? null : lineOf(values, line, clock);
}

function parsed(line: string): Readonly<Record<string, unknown>> | null {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return null;
  }
}

/** `"key": "value"` where the value ends before the next key, or with the line. */
function broken(line: string): Readonly<Record<string, unknown>> | null {
  const heads = [...line.matchAll(/[{,] ?"([\w.@]{1,40})" ?: ?"?/g)].slice(0, 100);
  const pairs = heads.map(({ 0: head, 1: key = '', index }, place) => {
    const end = heads[place + 1]?.index ?? line.length;
    const value = line.slice(index + head.length, end).replace(/"?\s*\}?\s*$/, '');
    return [key, value] as const;
  });
  return pairs.length === 0 ? null : Object.fromEntries(pairs);
}

const PAIR = /(?:^|\s)([A-Za-z_][\w.]{0,60})=(?:"((?:[^"\\]|\\.){0,16000})"|(\S{0,4000}))/g;
const HAS_LEVEL = /(?:^|\s)(?:level|lvl|severity)=/;

/** `time=... level=info msg="..."` */
export function readLogfmt(line: string, clock: LogClock): ParsedLine | null {
  if (!HAS_LEVEL.test(line)) return null;
  const pairs = [...line.matchAll(PAIR)].map(
    ([, key = '', quoted, bare = '']) => [key, quoted ?? bare] as const,
  );
  return lineOf(Object.fromEntries(pairs), line, clock);
}

function lineOf(
  values: Readonly<Record<string, unknown>>,
  line: string,
  clock: LogClock,
): ParsedLine | null {
  const level = levelOf(first(values, KEYS.level));
  const message = text(first(values, KEYS.message));
  const at = timeOf(first(values, KEYS.time), clock);
  if (level === null && message === null && at === null) return null;
  return { at, level, logger: text(first(values, KEYS.logger)), message: message ?? line };
}

function first(values: Readonly<Record<string, unknown>>, keys: readonly string[]): unknown {
  const key = keys.find((one) => Object.hasOwn(values, one));
  return key === undefined ? null : values[key];
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function timeOf(value: unknown, clock: LogClock): number | null {
  if (typeof value === 'number') return readEpoch(value, clock);
  if (typeof value !== 'string') return null;
  return (
    readTime(value, clock) ??
    (/^\d{10,13}(?:\.\d{1,9})?$/.test(value) ? readEpoch(Number(value), clock) : null)
  );
}
