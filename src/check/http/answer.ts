import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, zstdDecompress } from 'node:zlib';
import type { CheckContext } from '../kind.ts';
import { CheckFailure } from '../kind.ts';
import type { Answer } from './follow.ts';

/** https://www.iana.org/assignments/http-parameters/http-parameters.xhtml#content-coding */
const UNPACK: Readonly<
  Record<string, (packed: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>>
> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
  zstd: promisify(zstdDecompress),
};

/** Layers of packing that are undone; more are a trap. */
const MOST_LAYERS = 2;

/**
 * The whole answer, unpacked.
 *
 * @throws CheckFailure when it is larger than `most` bytes, packed or not, or cannot be unpacked.
 */
export async function readAnswer(
  { headers, body, url }: Pick<Answer, 'headers' | 'body' | 'url'>,
  most: number,
  waitFor: CheckContext['waitFor'],
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  waitFor(`the answer of ${url.host}`);
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) throw tooLarge('is larger', most);
    waitFor(`the rest of the answer after ${size} bytes`);
    chunks.push(chunk);
  }
  const whole = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
  return unpacked(whole, [headers['content-encoding'] ?? []].flat().join(), most);
}

async function unpacked(whole: Buffer, packing: string, most: number): Promise<Buffer> {
  const layers = packing
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity');
  if (whole.length === 0 || layers.length === 0) return whole;
  const unknown = layers.find((name) => UNPACK[name] === undefined);
  if (unknown !== undefined || layers.length > MOST_LAYERS) {
    throw new CheckFailure(
      `the answer is packed in a way that is not understood: ${packing.slice(0, 40)}`,
    );
  }
  let bytes = whole;
  for (const name of layers.toReversed()) {
    try {
      bytes = (await UNPACK[name]?.(bytes, { maxOutputLength: most })) ?? bytes;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
        throw tooLarge('unpacks to more', most);
      throw new CheckFailure(`the answer says that it is packed with ${name}, but is not`, {
        cause,
      });
    }
  }
  return bytes;
}

function tooLarge(what: string, most: number): CheckFailure {
  return new CheckFailure(`the answer ${what} than ${most} bytes: raise \`max_body\` if it may be`);
}
