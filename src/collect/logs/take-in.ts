import { setImmediate } from 'node:timers/promises';
import { errorCategory } from '../../model/error-category.ts';
import type { LogEntry, LogFormat, LogPiece } from '../../model/log.ts';
import { gistOf, joinLines, type RawEntry, textOf } from './entries.ts';
import { fingerprint } from './fingerprint.ts';
import type { ReadyPattern } from './patterns.ts';
import type { LogState } from './state.ts';
import type { LogClock } from './timestamp.ts';

/** Milliseconds after which others have their turn. */
const SLICE = 5;
/** Lines that are looked at before the clock is. */
const AT_ONCE = 50;

/** What a pattern with a severity found; of several in one round the first, since they make one alert. */
export interface Finding {
  readonly pattern: ReadyPattern;
  readonly entry: LogEntry;
}

/** New lines of one file, in order. */
export interface NewLines {
  readonly file: string;
  readonly lines: readonly string[];
  /** Something was taken of it before. */
  readonly hasBefore: boolean;
}

export interface TakenIn {
  readonly state: LogState;
  readonly pieces: readonly LogPiece[];
  readonly findings: readonly Finding[];
}

export interface TakeInContext {
  readonly format: LogFormat;
  readonly clock: LogClock;
  readonly patterns: readonly ReadyPattern[];
}

/** Makes entries of lines, and counts them. Others have their turn every few milliseconds. */
export async function takeIn(
  before: LogState,
  news: readonly NewLines[],
  { format, clock, patterns }: TakeInContext,
): Promise<TakenIn> {
  const turn = turns();
  const pieces: LogPiece[] = [];
  const tally = tallyFrom(before, patterns);
  let { isStructured } = before;
  for (const { file, lines, hasBefore } of news) {
    const joined = await joinAll(lines, { format, clock, isStructured, hasBefore }, turn);
    isStructured = joined.isStructured;
    const entries: LogEntry[] = [];
    for (const raw of joined.entries) {
      const entry = entryOf(raw, clock);
      entries.push(entry);
      tally.add(entry);
      await turn();
    }
    pieces.push({ file, more: textOf(joined.more), entries });
  }
  const lines = news.reduce((sum, one) => sum + one.lines.length, before.lines);
  const state = { ...before, ...tally.counts(), lines, isStructured };
  return { state, pieces, findings: tally.findings };
}

/** Counts on from what was counted before. */
function tallyFrom(before: LogState, patterns: readonly ReadyPattern[]) {
  let { errors, warnings } = before;
  const found = new Map(Object.entries(before.patterns));
  const findings: Finding[] = [];

  function note(pattern: ReadyPattern, entry: LogEntry): void {
    found.set(pattern.name, (found.get(pattern.name) ?? 0) + 1);
    const isTold = findings.some((one) => one.pattern.name === pattern.name);
    if (pattern.severity !== null && !isTold) findings.push({ pattern, entry });
  }

  return {
    findings,
    counts: () => ({ errors, warnings, patterns: Object.fromEntries(found) }),
    add(entry: LogEntry): void {
      if (entry.print !== null) errors += 1;
      else if (entry.level === 'warning') warnings += 1;
      for (const pattern of patterns) if (pattern.finds(entry.text)) note(pattern, entry);
    },
  };
}

async function joinAll(
  lines: readonly string[],
  context: Parameters<typeof joinLines>[1],
  turn: () => Promise<void>,
): Promise<{
  readonly more: readonly string[];
  readonly entries: readonly RawEntry[];
  readonly isStructured: boolean;
}> {
  const more: string[] = [];
  const entries: (Omit<RawEntry, 'lines'> & { lines: string[] })[] = [];
  let { isStructured, hasBefore } = context;
  for (let from = 0; from < lines.length; from += AT_ONCE) {
    const slice = lines.slice(from, from + AT_ONCE);
    const joined = joinLines(slice, { ...context, isStructured, hasBefore });
    (entries.at(-1)?.lines ?? more).push(...joined.more);
    entries.push(...joined.entries.map((one) => ({ ...one, lines: [...one.lines] })));
    isStructured = joined.isStructured;
    hasBefore = true;
    await turn();
  }
  return { more, entries, isStructured };
}

function entryOf(raw: RawEntry, clock: LogClock): LogEntry {
  const { at, level, logger, lines } = raw;
  const isError = level === 'error' || level === 'critical';
  const gist = isError ? gistOf(raw) : '';
  return {
    ...{ at: at ?? clock.now, level, logger: logger?.slice(0, 200) ?? null, text: textOf(lines) },
    print: isError ? fingerprint(gist) : null,
    category: isError ? errorCategory(gist) : null,
  };
}

function turns(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < SLICE) return;
    await setImmediate();
    since = performance.now();
  };
}
