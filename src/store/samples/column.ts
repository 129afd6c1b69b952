import { type ByteReader, type ByteWriter, MAX_CODED } from './bytes.ts';

/** Decimal places that are tried; what needs more is kept as 64 bits. */
const MAX_PLACES = 9;
export const TEN: readonly number[] = Array.from(
  { length: MAX_PLACES + 1 },
  (_, places) => 10 ** places,
);

/** How a column of numbers is written. */
const CONSTANT = 0;
const DECIMAL = 1;
const DOUBLES = 2;

/**
 * Writes finite numbers bit for bit. Decimals become whole numbers, of which the differences are written, divided by
 * what they have in common; the few that are no short decimal stand beside them; other numbers are written as 64 bits,
 * byte by byte over all of them, so that equal bytes come together.
 */
export function writeColumn(writer: ByteWriter, values: Float64Array, count: number): void {
  const first = values[0] ?? 0;
  if (isConstant(values, count, first)) {
    writer.byte(CONSTANT);
    writer.double(first);
    return;
  }
  const places = placesOf(values, count);
  if (places === null) {
    writer.byte(DOUBLES);
    writeDoubles(writer, values, count);
  } else {
    writer.byte(DECIMAL);
    writeDecimals(writer, { values, count, places });
  }
}

/** Reads what `writeColumn` wrote. */
export function readColumn(reader: ByteReader, count: number): Float64Array {
  const kind = reader.byte();
  if (kind === CONSTANT) return new Float64Array(count).fill(reader.double());
  return kind === DECIMAL ? readDecimals(reader, count) : readDoubles(reader, count);
}

/** Decimal places that give `value` exactly, at least `from`; -1 when there are none. */
export function placesFrom(value: number, from: number): number {
  for (let places = from; places <= MAX_PLACES; places++) {
    const scale = TEN[places] ?? 1;
    const whole = Math.round(value * scale);
    if (whole / scale === value) return isCoded(whole) ? places : -1;
  }
  return -1;
}

/** `value * 10^places` when that is a whole number that gives `value` back bit for bit; else NaN. */
function wholeOf(value: number, scale: number): number {
  const whole = Math.round(value * scale);
  return whole / scale === value && isCoded(whole) ? whole : Number.NaN;
}

/** Differences of two must still be coded. -0 is not: it would come back as 0. */
function isCoded(whole: number): boolean {
  return Math.abs(whole) < MAX_CODED / 4 && !Object.is(whole, -0);
}

function isConstant(values: Float64Array, count: number, first: number): boolean {
  for (let index = 1; index < count; index++) {
    if (!Object.is(values[index], first)) return false;
  }
  return true;
}

/** Places that most values have; null when more than a quarter of them are no short decimals. */
function placesOf(values: Float64Array, count: number): number | null {
  let places = 0;
  let others = 0;
  for (let index = 0; index < count; index++) {
    const needed = placesFrom(values[index] ?? 0, places);
    if (needed >= 0) places = needed;
    else if (++others > count / 4) return null;
  }
  return places;
}

interface Decimals {
  readonly values: Float64Array;
  readonly count: number;
  readonly places: number;
}

function writeDecimals(writer: ByteWriter, { values, count, places }: Decimals): void {
  const scale = TEN[places] ?? 1;
  const wholes = new Float64Array(count);
  const others: number[] = [];
  let before = 0;
  let common = 0;
  for (let index = 0; index < count; index++) {
    const whole = wholeOf(values[index] ?? 0, scale);
    if (Number.isNaN(whole)) others.push(index);
    else {
      if (index > 0) common = divisor(common, Math.abs(whole - before));
      before = whole;
    }
    wholes[index] = before;
  }
  writer.byte(places);
  writer.varint(common);
  writer.varint(others.length);
  let last = 0;
  for (const index of others) {
    writer.varint(index - last);
    writer.double(values[index] ?? 0);
    last = index;
  }
  writeDifferences(writer, wholes, common);
}

function writeDifferences(writer: ByteWriter, wholes: Float64Array, common: number): void {
  let before = wholes[0] ?? 0;
  writer.signed(before);
  // A value before the first decimal stands as 0, so that the first difference may have nothing in common with others.
  const unit = common === 0 ? 1 : common;
  for (let index = 1; index < wholes.length; index++) {
    const whole = wholes[index] ?? 0;
    writer.signed((whole - before) / unit);
    before = whole;
  }
}

function readDecimals(reader: ByteReader, count: number): Float64Array {
  const scale = TEN[reader.byte()] ?? 1;
  const unit = reader.varint() || 1;
  const others = reader.varint();
  const places: number[] = [];
  const kept: number[] = [];
  for (let index = 0, at = 0; index < others; index++) {
    at += reader.varint();
    places.push(at);
    kept.push(reader.double());
  }
  const values = new Float64Array(count);
  let whole = reader.signed();
  values[0] = whole / scale;
  for (let index = 1; index < count; index++) {
    whole += reader.signed() * unit;
    values[index] = whole / scale;
  }
  for (const [index, place] of places.entries()) values[place] = kept[index] ?? 0;
  return values;
}

/** Euclid's; 0 and x give x. */
export function divisor(one: number, other: number): number {
  if (one === 1) return 1;
  let [large, small] = [one, other];
  while (small > 0) [large, small] = [small, large % small];
  return large;
}

function writeDoubles(writer: ByteWriter, values: Float64Array, count: number): void {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, 8 * count);
  const turned = new Uint8Array(8 * count);
  for (let place = 0, to = 0; place < 8; place++) {
    for (let from = place; from < bytes.length; from += 8) turned[to++] = bytes[from] ?? 0;
  }
  writer.bytes(turned);
}

function readDoubles(reader: ByteReader, count: number): Float64Array {
  const values = new Float64Array(count);
  const bytes = new Uint8Array(values.buffer);
  for (let place = 0; place < 8; place++) {
    for (let to = place; to < bytes.length; to += 8) bytes[to] = reader.byte();
  }
  return values;
}
