import { open, rename, unlink } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FileAnswer } from '../chat/console/file-wire.ts';

/** The message says which file, and why. */
export class Unwritable extends Error {}

/**
 * Writes a file to where it is wanted: `out`, else standard output; with `json` inside one JSON document. What people must
 * know of it goes to standard error.
 *
 * @throws what the text or the system throws.
 */
export async function writeOut(
  file: Extract<FileAnswer, { kind: 'file' }>,
  { out, json = false }: { readonly out?: string; readonly json?: boolean },
): Promise<void> {
  const note = (line: string) => void process.stderr.write(`${line}\n`);
  const plain = file.text(new AbortController().signal, note);
  const text = json && file.mediaType !== 'application/json' ? asJson(file, plain) : plain;
  return out === undefined ? toStandardOutput(text) : toFile(out, text);
}

/** Writes a text to standard output as fast as it is read there; whoever stops reading, as `head` does, ends it. */
export async function toStandardOutput(
  text: AsyncIterable<string> | Iterable<string>,
): Promise<void> {
  try {
    await pipeline(Readable.from(text), process.stdout, { end: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
  }
}

/**
 * Writes a file whole or not at all: under another name beside it first, which takes its place when everything is on
 * the disk.
 *
 * @throws what the text or the system throws; then what was there before stays.
 */
async function toFile(path: string, text: AsyncIterable<string>): Promise<void> {
  const beside = `${path}.${process.pid}.part`;
  try {
    const file = await open(beside, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
      const why = error.code === 'ENOENT' ? 'its folder does not exist' : error.code;
      throw new Unwritable(`${path} cannot be written: ${why}`, { cause: error });
    });
    try {
      for await (const part of text) await file.writeFile(part);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    await unlink(beside).catch(() => {});
    throw error;
  }
}

/** The same text inside one JSON document. */
async function* asJson(
  { name, mediaType }: { readonly name: string; readonly mediaType: string },
  text: AsyncIterable<string>,
): AsyncGenerator<string> {
  yield `${JSON.stringify({ name, media_type: mediaType }).slice(0, -1)},"content":"`;
  for await (const part of text) yield JSON.stringify(part).slice(1, -1);
  yield '"}\n';
}
