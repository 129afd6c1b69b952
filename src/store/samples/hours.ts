import { HOUR } from '../../model/time.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import { framed, opened, sealed } from './chunk.ts';
import { placesFrom, readColumn, writeColumn } from './column.ts';
import { startOf } from './days.ts';
import { after, type Run } from './run.ts';
import { readSketch, type Sketch, SketchBuilder, writeSketch } from './sketch.ts';
import { addPoints, emptySummary, type Summary } from './summary.ts';

const HOURS = 24;

/** Columns in the order in which they are stored; those that most questions need come first. */
const COLUMNS = [
  ...(['count', 'sum', 'min', 'max', 'last', 'lastAt', 'first', 'firstAt', 'increase'] as const),
];
export type Column = (typeof COLUMNS)[number];

/** The hours of one series and day as they are stored. */
export interface StoredHours {
  /** Read at once and often: not deflated. */
  readonly stats: Buffer;
  readonly sketches: Buffer;
}

const writer = new ByteWriter();
const inner = new ByteWriter();

/** Rolls up the points of one day into its hours. */
export function rollUp(run: Run, day: number): StoredHours {
  const hours = hoursOf(run, day);
  const filled = hours.filter(({ summary }) => summary.count > 0);
  const mask = hours.reduce(
    (bits, { summary }, hour) => (summary.count > 0 ? bits + 2 ** hour : bits),
    0,
  );
  writer.reset().varint(mask);
  for (const column of COLUMNS) {
    const values = Float64Array.from(filled, ({ summary, start }) =>
      column === 'lastAt' || column === 'firstAt' ? summary[column] - start : summary[column],
    );
    writeColumn(inner.reset(), values, values.length);
    writer.varint(inner.length);
    writer.bytes(inner.view());
  }
  const stats = framed(writer.view());
  writer.reset();
  for (const { sketch } of filled) writeSketch(writer, sketch);
  return { stats, sketches: sealed(writer.view()) };
}

interface Hour {
  readonly start: number;
  readonly summary: Summary;
  readonly sketch: Sketch;
}

function hoursOf(run: Run, day: number): readonly Hour[] {
  const scale = scaleOf(run);
  let begin = after(run, startOf(day));
  return Array.from({ length: HOURS }, (_, hour) => {
    const start = startOf(day) + hour * HOUR;
    const end = after(run, start + HOUR);
    const summary = emptySummary();
    addPoints(summary, run, begin, end);
    const builder = new SketchBuilder();
    for (let index = begin; index < end; index++) builder.add(run.values[index] ?? 0);
    begin = end;
    summary.sum = rounded(summary.sum, scale);
    summary.increase = rounded(summary.increase, scale);
    return { start, summary, sketch: builder.sketch() };
  });
}

/** A sum of short decimals is one too: what adding doubles lost comes back, and it packs well. NaN: they are none. */
function scaleOf({ values, length }: Run): number {
  let places = 0;
  for (let index = 0; index < length; index++) {
    places = placesFrom(values[index] ?? 0, places);
    if (places < 0) return Number.NaN;
  }
  return 10 ** places;
}

function rounded(value: number, scale: number): number {
  const whole = Math.round(value * scale);
  return Math.abs(whole) < 2 ** 50 ? whole / scale : value;
}

/** Hours of one day, each column read when it is first asked for. */
export class HourTable {
  readonly day: number;
  readonly #reader: ByteReader;
  /** Hours that hold something. */
  readonly filled: number;
  /** Place of each hour among those that hold something; -1 for an empty one. */
  readonly place = new Int8Array(HOURS);
  readonly #columns: Partial<Record<Column, Float64Array>> = {};
  readonly #starts: number[] = [];

  /** @throws DamagedError */
  constructor(stats: Buffer, day: number) {
    this.day = day;
    this.#reader = new ByteReader(opened(stats));
    let mask = this.#reader.varint();
    let filled = 0;
    for (let hour = 0; hour < HOURS; hour++) {
      this.place[hour] = mask & 1 ? filled++ : -1;
      mask >>>= 1;
    }
    this.filled = filled;
  }

  /** Whether any hour from `from` to before `to` holds something. */
  isFilled(from: number, to: number): boolean {
    return this.place.subarray(from, to).some((place) => place >= 0);
  }

  column(name: Column): Float64Array {
    const known = this.#columns[name];
    if (known) return known;
    const wanted = COLUMNS.indexOf(name);
    while (this.#starts.length <= wanted) this.#skip();
    this.#reader.at = this.#starts[wanted] ?? 0;
    const values = readColumn(this.#reader, this.filled);
    this.#columns[name] = values;
    return values;
  }

  /** What the hour comes to, with what the columns `wanted` tell; the others stay as they are for nothing. */
  summary(hour: number, wanted: readonly Column[], into: Summary): boolean {
    const place = this.place[hour] ?? -1;
    if (place < 0) return false;
    const start = startOf(this.day) + hour * HOUR;
    for (let index = 0; index < wanted.length; index++) {
      const name = wanted[index] as Column;
      const value = this.column(name)[place] ?? 0;
      into[name] = name === 'lastAt' || name === 'firstAt' ? start + value : value;
    }
    return true;
  }

  /** Notes where the next column begins. */
  #skip(): void {
    const last = this.#starts.at(-1);
    if (last !== undefined) this.#reader.at = last + (this.#lengths.at(-1) ?? 0);
    this.#lengths.push(this.#reader.varint());
    this.#starts.push(this.#reader.at);
  }

  readonly #lengths: number[] = [];
}

/**
 * Sketches of the hours that hold something, in their order.
 *
 * @throws DamagedError
 */
export function readSketches(bytes: Buffer, count: number): readonly Sketch[] {
  const reader = new ByteReader(opened(bytes));
  return Array.from({ length: count }, () => readSketch(reader));
}
