import type { Block } from '../chat/reply.ts';
import { line, time } from '../chat/reply.ts';
import type { EventReader } from '../model/event-question.ts';
import type { Target } from '../model/target.ts';
import type { Instant } from '../model/time.ts';
import { DAY } from '../model/time.ts';

const MOST_ROWS = 20;
const MOST_COLUMNS = 6;
const MOST_TEXT = 40;

export interface Sampled {
  readonly events: EventReader;
  readonly now: Instant;
}

/** The newest event of a type whose body holds rows of JSON, as a table. */
export async function sampleTable(
  type: string,
  target: Target,
  { events, now }: Sampled,
): Promise<Block[]> {
  const filter = { from: now - 7 * DAY, to: now + 1, target: target.id, type };
  const { events: found } = await events.ask(filter, { ask: 'list', limit: 1 });
  const [newest] = found;
  if (newest === undefined) return [line('No sample within a week.', 'muted')];
  const rows = rowsOf(newest.body['json']);
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].slice(0, MOST_COLUMNS);
  const taken = line(['Sample of ', time(newest.at), ':']);
  if (columns.length === 0) return [taken, line('It is empty.', 'muted')];
  return [
    taken,
    {
      kind: 'table',
      columns: columns.map((title) => ({ title: title.slice(0, MOST_TEXT), align: 'left' })),
      rows: rows.slice(0, MOST_ROWS).map((row) => columns.map((key) => textOf(row[key]))),
    },
  ];
}

type Row = Readonly<Record<string, unknown>>;

/** A list of objects as rows; of plain values each is a row of its own. */
function rowsOf(json: unknown): readonly Row[] {
  const value = typeof json === 'string' ? parsed(json) : null;
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.flatMap((one): Row[] => {
    if (one === null || one === undefined) return [];
    return typeof one === 'object' ? [one as Row] : [{ value: one }];
  });
}

/** What was cut off is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '-';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT - 1)}…` : text;
}
