import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Block, Reply } from './reply.ts';

/** A file as a platform takes it. */
export interface AttachedFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

export interface Attached {
  readonly files: readonly AttachedFile[];
  /** What to know about the files, for people; null for nothing. */
  readonly note: string | null;
}

/** Longest name of a file that is kept. */
const MAX_NAME = 120;
const EMPTY = new Uint8Array([10]);

/** The files of a reply within `limit` bytes each: one that is larger is packed, and then split, never cut. */
export async function attachedTo({ blocks }: Reply, limit: number): Promise<Attached> {
  const wanted = blocks.filter((block) => block.kind === 'attachment');
  const all = await Promise.all(wanted.map((block) => packed(block, limit)));
  const notes = all.flatMap(({ note }) => (note === null ? [] : [note]));
  return {
    files: all.flatMap(({ files }) => files),
    note: notes.length === 0 ? null : notes.join('\n'),
  };
}

async function packed(
  { name: given, mediaType, content }: Extract<Block, { kind: 'attachment' }>,
  limit: number,
): Promise<Attached> {
  const name = safeName(given);
  const plain = Buffer.from(content, 'utf8');
  if (plain.length <= limit) {
    // An empty file is taken nowhere.
    const bytes = plain.length === 0 ? EMPTY : plain;
    return { files: [{ name, mediaType, bytes }], note: null };
  }
  const whole = `${name}.gz`;
  const zipped = await promisify(gzip)(plain);
  if (zipped.length <= limit) {
    const files = [{ name: whole, mediaType: 'application/gzip', bytes: zipped }];
    return { files, note: `${name} is packed: gunzip ${whole}` };
  }
  const count = Math.ceil(zipped.length / limit);
  const files = Array.from({ length: count }, (_, index) => ({
    name: `${whole}.${String(index + 1).padStart(3, '0')}`,
    mediaType: 'application/octet-stream',
    bytes: zipped.subarray(index * limit, (index + 1) * limit),
  }));
  return { files, note: `${name} is in ${count} parts: cat ${whole}.* | gunzip > ${name}` };
}

/** Letters, digits, dots, lines: what every platform and every shell takes as it stands. */
function safeName(name: string): string {
  return (
    name
      .replaceAll(/[^\w.-]+/g, '_')
      .replace(/^[.-]+/, '')
      .slice(-MAX_NAME) || 'file'
  );
}
