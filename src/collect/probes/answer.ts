import type { RE2JS } from 're2js';
import type { DeclaredProbe } from '../../model/declared-probe.ts';
import type { Labels } from '../../model/sample.ts';
import { noLabels } from '../../model/sample.ts';
import { at, numbersIn } from './json-path.ts';
import { keyValueRows, patternRows, type Row, sqliteRows, tableRows } from './rows.ts';
import { type Answer, measured, nothing, type Said, type Taking, taking, WHAT } from './taking.ts';
import { toNumber } from './value.ts';

const MAX_LABEL = 200;
/** Characters of JSON that are kept as an event. */
const MAX_EVENT = 16_384;
/** Label of what the star of a path stands for, unless the probe names one. */
const STAR_LABEL = 'key';

/** A declared probe as its answer is read. */
export type Format = Pick<DeclaredProbe, 'name' | 'separator' | 'labels' | 'metrics' | 'event'> & {
  readonly format: DeclaredProbe['format'] | 'sqlite';
  readonly pattern: RE2JS | null;
};

/** Reads an answer; whatever it holds, this ends soon and does not throw. */
export function said(probe: Format, answer: Answer): Said {
  if (probe.format === 'json') return ofText(probe, answer);
  if (probe.format === 'number') return ofNumber(probe, answer);
  const rows = rowsOf(probe, answer.text);
  return rows.length === 0 ? nothing(NO_ROWS[probe.format]) : ofRows(probe, rows, answer);
}

const NO_ROWS = {
  kv: 'prints no line such as a=1',
  regex: 'prints nothing that fits its pattern',
  table: 'prints no line below the names of the columns',
  sqlite: 'the query gives no row',
} as const;

function rowsOf({ format, pattern, separator, labels }: Format, text: string): readonly Row[] {
  if (format === 'kv') return keyValueRows(text);
  if (format === 'table') return tableRows(text, separator);
  if (format === 'sqlite') return sqliteRows(text);
  const rows = pattern === null ? [] : patternRows(text, pattern);
  return labels.length === 0 ? rows.slice(0, 1) : rows;
}

function ofNumber(probe: Format, answer: Answer): Said {
  const [one = { metric: probe.name, from: '', as: 'value' as const }] = probe.metrics;
  const text = answer.text.trim();
  const value = measured(text, one, answer);
  const taken = taking(answer);
  if (value !== null) taken.found(one.metric, value);
  else if (text === '') taken.wrong('prints nothing');
  else taken.wrong(`prints no ${WHAT[one.as]} but ${text.length} characters of text`);
  return taken.said();
}

function ofText(probe: Format, answer: Answer): Said {
  let value: unknown;
  try {
    value = JSON.parse(answer.text);
  } catch {
    const { length } = answer.text.trim();
    return nothing(length === 0 ? 'prints nothing' : `prints no JSON but ${length} characters`);
  }
  return ofJson(probe, value, taking(answer));
}

function ofJson({ name, metrics, event, labels }: Format, value: unknown, taken: Taking): Said {
  for (const one of metrics) {
    const all = at(value, one.from);
    if (all.length === 0) taken.wrong(`${one.from} is not in its JSON`);
    for (const { key, value: raw } of all) taken.take(one, raw, starLabel(key, labels[0]));
  }
  if (metrics.length === 0 && event === null) {
    for (const [path, number] of numbersIn(value)) taken.found(`${name}.${path}`, number);
    if (taken.isEmpty()) taken.wrong('its JSON holds no number');
  }
  return taken.said(event === null ? null : eventIn(value, event.from, taken));
}

function starLabel(key: string | null, name = STAR_LABEL): Labels {
  return key === null ? noLabels() : { [name]: key.slice(0, MAX_LABEL) };
}

function eventIn(value: unknown, from: string, { wrong }: Taking): unknown {
  const [found] = at(value, from);
  if (found === undefined) wrong(`${from} is not in its JSON`);
  else if (lengthOf(found.value) <= MAX_EVENT) return found.value;
  else wrong(`${from} is longer than ${MAX_EVENT} characters of JSON`);
  return null;
}

/** What is nested too deeply to be written counts as endless. */
function lengthOf(value: unknown): number {
  try {
    return JSON.stringify(value).length;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

function ofRows(probe: Format, rows: readonly Row[], answer: Answer): Said {
  const { labels } = probe;
  if (labels.length === 0 && rows.length > 1) {
    return nothing(
      `${rows.length} rows and nothing that tells them apart — write \`labels:\` with a column`,
    );
  }
  const taken = taking(answer);
  for (const row of rows) {
    const tags = Object.fromEntries(
      labels.map((one) => [one, (row.get(one) ?? '').slice(0, MAX_LABEL)]),
    );
    if (probe.metrics.length > 0) takeWanted(probe, row, { taken, tags });
    else takeNumbers(probe, row, { taken, tags });
  }
  if (taken.isEmpty()) taken.wrong('it holds no number');
  return taken.said();
}

interface Into {
  readonly taken: Taking;
  readonly tags: Labels;
}

function takeWanted({ metrics }: Format, row: Row, { taken, tags }: Into): void {
  for (const one of metrics) {
    const raw = row.get(one.from);
    if (raw === undefined) taken.wrong(`there is no ${one.from}`);
    else taken.take(one, raw, tags);
  }
}

function takeNumbers({ name, labels }: Format, row: Row, { taken, tags }: Into): void {
  for (const [key, text] of row) {
    const number = labels.includes(key) ? null : toNumber(text);
    if (number !== null) taken.found(`${name}.${key}`, number, tags);
  }
}
