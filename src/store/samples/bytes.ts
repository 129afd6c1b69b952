/** Numbers up to here are told apart exactly, also after zigzag coding: 2^52. */
export const MAX_CODED = 2 ** 52;

const INT32 = 2 ** 31;

/** Writes numbers one after the other into room that grows and is used again. */
export class ByteWriter {
  #bytes = Buffer.allocUnsafe(16_384);
  length = 0;

  reset(): this {
    this.length = 0;
    return this;
  }

  byte(value: number): void {
    this.#room(1);
    this.#bytes[this.length++] = value;
  }

  /** A whole number from 0 to 2^53: seven bits a byte, the low ones first. */
  varint(value: number): void {
    this.#room(8);
    const bytes = this.#bytes;
    let rest = value;
    while (rest >= INT32) {
      bytes[this.length++] = (rest % 128) | 0x80;
      rest = Math.floor(rest / 128);
    }
    while (rest > 0x7f) {
      bytes[this.length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    bytes[this.length++] = rest;
  }

  /** A whole number of either sign up to 2^52, zigzag: small ones stay small. */
  signed(value: number): void {
    this.varint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  /** All 64 bits. */
  double(value: number): void {
    this.#room(8);
    this.length = this.#bytes.writeDoubleLE(value, this.length);
  }

  bytes(value: Uint8Array): void {
    this.#room(value.length);
    this.#bytes.set(value, this.length);
    this.length += value.length;
  }

  /** A copy of what was written. */
  taken(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.length));
  }

  /** What was written; good until the next write. */
  view(): Buffer {
    return this.#bytes.subarray(0, this.length);
  }

  #room(more: number): void {
    // The longest varint takes eight bytes.
    if (this.length + more + 8 <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(2 * (this.length + more + 8));
    this.#bytes.copy(larger, 0, 0, this.length);
    this.#bytes = larger;
  }
}

/** Reads what ByteWriter wrote. Reading past the end gives zeros: the checksum before it has found damage. */
export class ByteReader {
  readonly bytes: Buffer;
  at: number;

  constructor(bytes: Buffer, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  byte(): number {
    return this.bytes[this.at++] ?? 0;
  }

  varint(): number {
    const { bytes } = this;
    let byte = bytes[this.at++] ?? 0;
    if (byte < 0x80) return byte;
    let value = byte & 0x7f;
    let shift = 7;
    while (shift < 28) {
      byte = bytes[this.at++] ?? 0;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
      shift += 7;
    }
    for (let scale = 2 ** 28; ; scale *= 128) {
      byte = bytes[this.at++] ?? 0;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  }

  signed(): number {
    const coded = this.varint();
    if (coded < INT32) return (coded >>> 1) ^ -(coded & 1);
    return coded % 2 === 0 ? coded / 2 : -(coded + 1) / 2;
  }

  double(): number {
    const value = this.bytes.readDoubleLE(this.at);
    this.at += 8;
    return value;
  }
}
