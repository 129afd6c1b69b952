import type { EventTables, KindRow } from './tables.ts';

/** Types of events of one target, and kinds in all. */
const PER_TARGET = 200;
const ALL = 20_000;

export interface Kind extends KindRow {
  events: number;
  bytes: number;
}

/** Every kind of event that there is: a type of a target. */
export class Kinds {
  readonly #tables: EventTables;
  readonly #byTarget = new Map<number, Map<string, Kind>>();
  readonly #changed = new Set<Kind>();
  #lastId = 0;

  constructor(tables: EventTables) {
    this.#tables = tables;
    this.reread();
  }

  /** Takes what the file says, as after a transaction that failed. */
  reread(): void {
    this.#byTarget.clear();
    this.#changed.clear();
    this.#lastId = 0;
    for (const row of this.#tables.kinds()) this.#hold({ ...row });
  }

  all(): readonly Kind[] {
    return [...this.#byTarget.values()].flatMap((own) => [...own.values()]);
  }

  get bytes(): number {
    return this.all().reduce((sum, { bytes }) => sum + bytes, 0);
  }

  has(target: number, type: string): boolean {
    return this.#byTarget.get(target)?.has(type) === true;
  }

  /** The kind, made when there is room for it; otherwise why not. Part of the caller's transaction. */
  open(target: number, type: string): Kind | string {
    const own = this.#byTarget.get(target);
    const known = own?.get(type);
    if (known) return known;
    if ((own?.size ?? 0) >= PER_TARGET) {
      return `the target has ${PER_TARGET} types of events already, the most that are kept of one`;
    }
    if (this.all().length >= ALL) return `there are ${ALL} types of events already`;
    const made: Kind = { id: this.#lastId + 1, target, type, events: 0, bytes: 0 };
    this.#tables.addKind(made);
    this.#hold(made);
    return made;
  }

  /** Counts what came or went. */
  count(kind: Kind, events: number, bytes: number): void {
    kind.events += events;
    kind.bytes += bytes;
    this.#changed.add(kind);
  }

  /** Writes what changed, and removes kinds of which nothing is left; part of the caller's transaction. */
  store(): void {
    for (const kind of this.#changed) {
      if (kind.events > 0) this.#tables.noteKind(kind);
      else {
        this.#tables.removeKind(kind.id);
        this.#byTarget.get(kind.target)?.delete(kind.type);
      }
    }
    this.#changed.clear();
  }

  #hold(kind: Kind): void {
    this.#lastId = Math.max(this.#lastId, kind.id);
    const own = this.#byTarget.get(kind.target) ?? new Map<string, Kind>();
    this.#byTarget.set(kind.target, own.set(kind.type, kind));
  }
}
