import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, zstdDecompress } from 'node:zlib';
import { CheckFailure } from '../kind.ts';
import type { Received } from './exchange.ts';

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
 * An answer as it was before it was packed.
 *
 * @throws CheckFailure when it is larger than `most` bytes then, or cannot be unpacked.
 */
export async function unpacked({ headers, body }: Received, most: number): Promise<Buffer> {
  const packing = [headers['content-encoding'] ?? []].flat().join();
  return body.length === 0 || packing === '' ? body : unpack(body, packing, most);
}

async function unpack(whole: Buffer, packing: string, most: number): Promise<Buffer> {
  const layers = packing
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity');
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

export function tooLarge(what: string, most: number): CheckFailure {
  return new CheckFailure(`the answer ${what} than ${most} bytes: raise \`max_body\` if it may be`);
}
