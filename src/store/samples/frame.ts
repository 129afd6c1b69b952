import { ByteReader, ByteWriter } from './bytes.ts';
import { framed, opened, sealed } from './chunk.ts';
import { placesFrom, TEN } from './column.ts';

/** Samples of many series in order of arrival. */
export interface Arrivals {
  /** Number of each sample's series. */
  readonly series: Float64Array;
  readonly at: Float64Array;
  readonly values: Float64Array;
  readonly length: number;
}

/** What comes in such masses is not deflated: it would take more time than it saves. */
const LARGE = 30_000;
/** A value that is no short decimal. */
const DOUBLE = 15;

const writer = new ByteWriter();

/** Packs what arrived together: some three to six bytes a sample. */
export function encodeFrame({ series, at, values, length }: Arrivals): Buffer {
  writer.reset().varint(length);
  let [id, time] = [0, 0];
  for (let index = 0; index < length; index++) {
    const [ownId, ownTime, value] = [series[index] ?? 0, at[index] ?? 0, values[index] ?? 0];
    writer.signed(ownId - id);
    writer.signed(ownTime - time);
    const places = placesFrom(value, 0);
    if (places < 0) {
      writer.byte(DOUBLE);
      writer.double(value);
    } else {
      writer.byte(places);
      writer.signed(Math.round(value * (TEN[places] ?? 1)));
    }
    id = ownId;
    time = ownTime;
  }
  return writer.length > LARGE ? framed(writer.view()) : sealed(writer.view());
}

/**
 * Calls `take` for each sample.
 *
 * @throws DamagedError before the first one.
 */
export function decodeFrame(
  bytes: Buffer,
  take: (series: number, at: number, value: number) => void,
): void {
  const reader = new ByteReader(opened(bytes));
  const length = reader.varint();
  let [id, time] = [0, 0];
  for (let index = 0; index < length; index++) {
    id += reader.signed();
    time += reader.signed();
    const places = reader.byte();
    take(id, time, places === DOUBLE ? reader.double() : reader.signed() / (TEN[places] ?? 1));
  }
}
