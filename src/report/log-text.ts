import type { Reply } from '../chat/reply.ts';
import { heading, line, reply } from '../chat/reply.ts';
import type { KeptEntry, LogFilter, LogReader } from '../model/log.ts';
import { iso } from './data.ts';
import { entryBlock, type LogReading, messageBlock } from './log-line.ts';

/** Entries that are looked at for a key. */
const LOOKED_AT = 5_000;

/** What was asked for, as people read it. */
export interface LogScope extends LogReading {
  readonly filter: LogFilter;
  readonly what: string;
}

/** The newest of what comes while somebody looks on; `stop`: the input of the button that ends it, null at the end. */
export function lookingReply(
  entries: readonly KeptEntry[],
  { what, stop, ...reading }: LogReading & { readonly what: string; readonly stop: string | null },
): Reply {
  const button = { label: 'Stop', tone: 'danger', command: 'logs' } as const;
  return reply(
    [
      heading(`${stop === null ? 'Followed' : 'Following'} lines ${what}`),
      ...(entries.length === 0
        ? [line(stop === null ? 'Nothing new came.' : 'Nothing new yet.', 'muted')]
        : []),
      ...entries.map((one) => entryBlock(one, reading)),
      ...(stop === null
        ? []
        : [{ kind: 'buttons', buttons: [{ ...button, input: stop }] } as const]),
    ],
    { asOf: entries.at(-1)?.at ?? null },
  );
}

/** Entries, the oldest first, so that the newest stands where people read on. */
export async function entriesReply(
  logs: LogReader,
  { filter, what, ...reading }: LogScope,
  {
    words,
    limit,
    message,
  }: {
    readonly words: readonly string[];
    readonly limit: number;
    /** Gives what is shown of an entry; null: all of it. */
    readonly message: ((entry: KeptEntry) => string) | null;
  },
): Promise<Reply> {
  const found = await logs.find(filter, { words, limit });
  const data = found.map((one) =>
    message === null ? entryData(one) : { at: iso(one.at), message: message(one) },
  );
  if (found.length === 0) return reply([line(`No lines ${what}.`, 'muted')], { data });
  const blocks = found
    .toReversed()
    .map((one) => (message === null ? entryBlock(one, reading) : messageBlock(message(one), one)));
  return reply([heading(`Newest lines ${what}`), ...blocks], {
    ...{ data, asOf: found[0]?.at ?? null, private: true },
  });
}

function entryData({ at, level, logger, log, text }: KeptEntry) {
  return { at: iso(at), level, logger, log, text };
}

/** What a number that entries name comes to, such as `processing_time=12.5`. */
export async function extractReply(
  logs: LogReader,
  { filter, what }: LogScope,
  key: string,
): Promise<Reply> {
  const found = await logs.find(filter, { words: [], limit: LOOKED_AT });
  const values = found
    .flatMap(({ text }) => numbersOf(text, key))
    .sort((one, other) => one - other);
  if (values.length === 0) {
    return reply([line(`No line ${what} has ${key}=number.`, 'muted')], { data: { count: 0 } });
  }
  const at = (part: number) => values[Math.max(0, Math.ceil(part * values.length) - 1)] ?? 0;
  const figures = { min: at(0), p50: at(0.5), p95: at(0.95), max: at(1) };
  return reply(
    [
      heading(`${values.length} values of ${key} ${what}`),
      {
        kind: 'fields',
        fields: Object.entries(figures).map(([name, value]) => ({
          ...{ name, value: String(value), inline: true },
        })),
      },
      ...(found.length < LOOKED_AT ? [] : [line(`Of the newest ${LOOKED_AT} lines.`, 'muted')]),
    ],
    { data: { count: values.length, ...figures } },
  );
}

/** Numbers behind a key: `key=1`, `key: 1`, `"key": 1`, `key 1`. */
export function numbersOf(text: string, key: string): number[] {
  const found: number[] = [];
  for (let at = text.indexOf(key); at >= 0; at = text.indexOf(key, at + key.length)) {
    const isWhole = !/[\w.]/.test(text[at - 1] ?? ' ');
    const rest = text.slice(at + key.length, at + key.length + 40);
    const [, number] = /^["']?\s{0,3}[=:]?\s{0,3}["']?(-?\d{1,15}(?:\.\d{1,15})?)/.exec(rest) ?? [];
    if (isWhole && number !== undefined) found.push(Number(number));
  }
  return found;
}
