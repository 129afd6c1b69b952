import { randomBytes } from 'node:crypto';

/** Characters of a row's JSON; more is no row that anybody reads. */
const MAX_ROW = 64 * 1024;
/** Series whose last time is remembered. */
const MAX_SERIES = 10_000;
/** How far a time is moved so that two values of one series stay two points. */
const MAX_AHEAD = 1_000;

export type Labels = Readonly<Record<string, string>>;
export type When = number | Date;

/** Names this client, and every row that it makes. */
export function rowNames(): { readonly token: string; next(): string } {
  const token = randomBytes(9).toString('hex');
  let count = 0;
  return { token, next: () => `${token}-${(count++).toString(36)}` };
}

/** Milliseconds since 1970; now where nothing is said. */
export function instant(at: When | undefined): number {
  if (at === undefined) return Date.now();
  return at instanceof Date ? at.getTime() : at;
}

/**
 * Gives each value of a series a time of its own: two in one millisecond would be one point. Of more than a thousand a
 * second some share one all the same.
 */
export function ownTimes(): (series: string, now: number) => number {
  const latest = new Map<string, number>();
  return (series, now) => {
    const last = latest.get(series) ?? 0;
    const at = last >= now && last - now < MAX_AHEAD ? last + 1 : now;
    if (latest.size >= MAX_SERIES && !latest.has(series)) latest.clear();
    latest.set(series, at);
    return at;
  };
}

export type Made = { readonly line: string } | { readonly wrong: string };

/** A row as the line that is kept until it is delivered. */
export function lineOf(path: string, row: Readonly<Record<string, unknown>>): Made {
  try {
    const line = JSON.stringify([path, row]);
    if (line.length <= MAX_ROW) return { line };
    return { wrong: `the row is longer than ${MAX_ROW} characters: shorten it` };
  } catch (error) {
    return { wrong: `the row cannot be written as JSON: ${String(error)}` };
  }
}
