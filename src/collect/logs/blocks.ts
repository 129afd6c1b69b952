/** One block of an answer about files. */
export interface FileBlock {
  readonly kind: 'C' | 'R' | 'G' | 'N' | 'U' | 'L';
  /** Which of what was asked for, from 0. */
  readonly index: number;
  readonly id: string;
  readonly size: number;
  readonly path: string;
  readonly bytes: Buffer;
}

const FIRST_LINE = /^([CRGNUL]) (\d{1,4}) (\d{1,20}:\d{1,20}) (\d{1,16}) (.{1,4096})$/;

/** Takes an answer apart at its token; what is cut off or makes no sense is left out. */
export function fileBlocks(bytes: Buffer, token: string): readonly FileBlock[] {
  const sign = Buffer.from(`\n${token} `);
  const found: FileBlock[] = [];
  let at = bytes.indexOf(sign);
  while (at >= 0) {
    const next = bytes.indexOf(sign, at + sign.length);
    const block = blockOf(bytes.subarray(at + sign.length, next < 0 ? bytes.length : next));
    if (block !== null) found.push(block);
    at = next;
  }
  return found;
}

function blockOf(bytes: Buffer): FileBlock | null {
  const end = bytes.indexOf(10);
  if (end < 0) return null;
  const [, kind, index, id = '', size, path = ''] =
    FIRST_LINE.exec(bytes.toString('utf8', 0, end)) ?? [];
  if (kind === undefined) return null;
  return {
    kind: kind as FileBlock['kind'],
    index: Number(index),
    ...{ id, size: Number(size), path },
    bytes: bytes.subarray(end + 1),
  };
}
