import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { refuse } from '../refuse.ts';
import { unsnap } from './snappy.ts';

/** Bytes of a body that was packed. */
export const MAX_UNPACKED = 4 * 1_048_576;

const unzip = promisify(gunzip);

/**
 * The body as it was before it was packed.
 *
 * @throws Refused when it is damaged, or larger than `MAX_UNPACKED`: then it is not unpacked to its end.
 */
export async function unpacked(body: Uint8Array, coding: string | undefined): Promise<Uint8Array> {
  switch (coding) {
    case 'gzip':
      return unzip(body, { maxOutputLength: MAX_UNPACKED }).catch(refuseZip);
    case 'snappy': {
      const plain = unsnap(body, MAX_UNPACKED);
      if (plain === 'too large') return refuseSize();
      return plain ?? refuse(400, 'the body is no Snappy block, or is cut off — send it whole');
    }
    default:
      return body;
  }
}

function refuseZip(error: unknown): never {
  if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') refuseSize();
  refuse(400, 'the body is no gzip, or is cut off — send it whole');
}

function refuseSize(): never {
  refuse(413, `unpacked the body is larger than ${MAX_UNPACKED} bytes — send fewer rows at once`);
}
