/**
 * Unpacks one block: https://github.com/google/snappy/blob/main/format_description.txt
 *
 * Written out, because a literal of 2 GiB makes snappyjs 0.7 go round for ever.
 *
 * @returns null when the block is damaged; nothing is made room for when it says that it is larger than `most`.
 */
export function unsnap(packed: Uint8Array, most: number): Uint8Array | 'too large' | null {
  const start = lengthOf(packed);
  if (start === null) return null;
  if (start.length > most) return 'too large';
  const plain = new Uint8Array(start.length);
  let from = start.from;
  let filled = 0;
  while (from < packed.length) {
    const piece = pieceAt(packed, from);
    if (filled + piece.length > plain.length || !put(packed, plain, { piece, to: filled }))
      return null;
    filled += piece.length;
    from = piece.end;
  }
  return from === packed.length && filled === plain.length ? plain : null;
}

/** False where there is nothing to take it from. */
function put(
  packed: Uint8Array,
  plain: Uint8Array,
  { piece, to }: { readonly piece: Piece; readonly to: number },
): boolean {
  if (piece.kind === 'literal') {
    if (piece.end > packed.length) return false;
    plain.set(packed.subarray(piece.end - piece.length, piece.end), to);
    return true;
  }
  if (piece.back === 0 || piece.back > to) return false;
  copyBack(plain, to, piece);
  return true;
}

/** A varint of at most 32 bits, and where it ends. */
function lengthOf(packed: Uint8Array): { length: number; from: number } | null {
  let length = 0;
  for (let at = 0; at < 5; at++) {
    const byte = packed[at];
    if (byte === undefined) return null;
    length += (byte & 0x7f) * 2 ** (7 * at);
    if (byte < 0x80) return { length, from: at + 1 };
  }
  return null;
}

type Piece =
  | { readonly kind: 'literal'; readonly length: number; readonly end: number }
  | { readonly kind: 'copy'; readonly length: number; readonly end: number; readonly back: number };

/** Behind the end of the block there are zeros. */
function pieceAt(packed: Uint8Array, at: number): Piece {
  const tag = packed[at] ?? 0;
  const high = tag >>> 2;
  switch (tag & 3) {
    case 0: {
      const extra = Math.max(0, high - 59);
      const length = (extra === 0 ? high : numberAt(packed, at + 1, extra)) + 1;
      return { kind: 'literal', length, end: at + 1 + extra + length };
    }
    case 1: {
      const back = (tag >>> 5) * 256 + numberAt(packed, at + 1, 1);
      return { kind: 'copy', length: (high & 7) + 4, back, end: at + 2 };
    }
    default: {
      const bytes = (tag & 3) === 2 ? 2 : 4;
      const back = numberAt(packed, at + 1, bytes);
      return { kind: 'copy', length: high + 1, back, end: at + 1 + bytes };
    }
  }
}

function numberAt(packed: Uint8Array, at: number, bytes: number): number {
  let number = 0;
  for (let one = 0; one < bytes; one++) number += (packed[at + one] ?? 0) * 256 ** one;
  return number;
}

/** What is copied may be what the copy itself wrote. */
function copyBack(
  plain: Uint8Array,
  to: number,
  { length, back }: { length: number; back: number },
) {
  if (back >= length) plain.copyWithin(to, to - back, to - back + length);
  else for (let at = to; at < to + length; at++) plain[at] = plain[at - back] ?? 0;
}
