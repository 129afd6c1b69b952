import type Sqlite from 'better-sqlite3';

/**
 * Events lie in order of their kind (target and type) and time, so that a question reads one stretch of the file. Made
 * where they are missing: files of an older version get them when they are opened.
 */
export const EVENT_TABLES = `
  create table if not exists event_kinds (
    id integer primary key,
    target integer not null,
    type text not null,
    events integer not null default 0,
    bytes integer not null default 0,
    unique (target, type)
  ) strict;
  create table if not exists events (
    kind integer not null,
    at integer not null,
    id integer not null,
    target integer not null,
    key text,
    tags text not null,
    body text not null,
    primary key (kind, at, id)
  ) strict, without rowid;
  create unique index if not exists events_by_key on events (target, key) where key is not null;
`;

/** Beside the texts of an event: its numbers, and its entry among the keys. */
const BESIDE = 30;
const BYTES = `${BESIDE} + 2 * coalesce(length(key), 0) + length(tags) + length(body)`;

export interface KindRow {
  readonly id: number;
  readonly target: number;
  readonly type: string;
  readonly events: number;
  /** About what they take in the file. */
  readonly bytes: number;
}

export interface EventRow {
  readonly at: number;
  readonly id: number;
  readonly key: string | null;
  /** JSON. */
  readonly tags: string;
  readonly body: string;
}

/** Where reading goes on, backwards. */
export interface Place {
  readonly at: number;
  readonly id: number;
}

/** Every statement on the tables of events. */
export type EventTables = ReturnType<typeof eventTables>;

export function eventTables(raw: Sqlite.Database) {
  raw.exec(EVENT_TABLES);
  const addKind = raw.prepare('insert into event_kinds (id, target, type) values (?, ?, ?)');
  const noteKind = raw.prepare('update event_kinds set events = ?, bytes = ? where id = ?');
  const removeKind = raw.prepare('delete from event_kinds where id = ?');
  const add = raw
    .prepare<unknown[], number>(
      `insert into events select @kind, @at, coalesce(max(id) + 1, 0), @target, @key, @tags, @body
       from events where kind = @kind and at = @at
       on conflict (target, key) where key is not null do nothing
       returning ${BYTES}`,
    )
    .pluck();
  const holds = raw.prepare<[number, string], unknown>(
    'select 1 from events where target = ? and key = ?',
  );
  const back = raw.prepare<[number, number, number, number, number], EventRow>(
    `select at, id, key, tags, body from events
     where kind = ? and at >= ? and (at, id) < (?, ?) order by at desc, id desc limit ?`,
  );
  const oldest = raw
    .prepare<[number], number>('select at from events where kind = ? order by at limit 1')
    .pluck();
  const newest = raw
    .prepare<[number, number], number>(
      'select at from events where kind = ? order by at desc limit 1 offset ?',
    )
    .pluck();
  const remove = raw
    .prepare<[number, number, number], number>(
      `delete from events where (kind, at, id) in (
         select kind, at, id from events where kind = ? and at < ? order by at, id limit ?)
       returning ${BYTES}`,
    )
    .pluck();
  return {
    kinds: () => raw.prepare<[], KindRow>('select * from event_kinds').all(),
    addKind: ({ id, target, type }: KindRow) => addKind.run(id, target, type),
    noteKind: ({ id, events, bytes }: KindRow) => noteKind.run(events, bytes, id),
    removeKind: (id: number) => removeKind.run(id),
    /** Bytes that it takes; undefined when one with its key is there. */
    add: (event: Omit<EventRow, 'id'> & { readonly kind: number; readonly target: number }) =>
      add.get(event),
    holds: (target: number, key: string) => holds.get(target, key) !== undefined,
    /** Events at or after `from` and before `place`, newest first. */
    back: (kind: number, from: number, { at, id }: Place, limit: number) =>
      back.all(kind, from, at, id, limit),
    oldest: (kind: number) => oldest.get(kind) ?? null,
    /** When the event was behind which there are `count` newer ones; null: there are no more than that. */
    newest: (kind: number, count: number) => newest.get(kind, count) ?? null,
    /** Removes the oldest before an instant, at most `limit`; gives the bytes of each. */
    remove: (kind: number, before: number, limit: number) => remove.all(kind, before, limit),
  };
}
