import { isIP } from 'node:net';
import type { ConnectionOptions, SecureContext, SecureContextOptions } from 'node:tls';
import { createSecureContext } from 'node:tls';
import { z } from 'zod';
import { line } from '../config/fields.ts';
import { CheckFailure } from './kind.ts';
import { openRegular } from './regular-file.ts';

/** Bytes of one file: all authorities of a system are a quarter of that. */
const MOST_BYTES = 1_048_576;

/** A file of this machine that an entry names. */
export function wholePath(hint: string) {
  return line(hint).refine((text) => text.startsWith('/'), hint);
}

const pem = (what: string) =>
  wholePath(`write the whole path of ${what}, such as /etc/ssl/shop.pem`).optional();

/** Keys of kinds that talk TLS where asked to. */
export const tlsKeys = {
  tls: z.boolean('write true or false').default(false),
  ca: pem("the authority's certificate"),
  cert: pem('our certificate'),
  key: pem('the key of our certificate'),
};

export interface TlsFiles {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

export interface TlsEntry extends TlsFiles {
  readonly tls: boolean;
}

/** Whether an entry asks for TLS; naming a file of it is asking. */
export function asksTls({ tls, ca, cert, key }: TlsEntry): boolean {
  return tls || [ca, cert, key].some((path) => path !== undefined);
}

/**
 * How `host` is to be talked to, its certificate checked; null where no TLS is asked for.
 *
 * @throws CheckFailure naming a file that cannot be read.
 */
export async function tlsOptions(
  entry: TlsEntry,
  host: string,
  signal: AbortSignal,
): Promise<ConnectionOptions | null> {
  if (!asksTls(entry)) return null;
  const options: ConnectionOptions = { host, ...(isIP(host) === 0 && { servername: host }) };
  for (const name of ['ca', 'cert', 'key'] as const) {
    const path = entry[name];
    if (path !== undefined) options[name] = await pemOf(name, path, signal);
  }
  return options;
}

/** Of all entries without files: each takes memory of its own. */
let usual: SecureContext | undefined;

/** What is wrong with the files of an entry; null when nothing is. */
export function wrongPair({ cert, key }: TlsFiles): { key: string; message: string } | null {
  if ((cert === undefined) === (key === undefined)) return null;
  const lone = cert === undefined ? 'key' : 'cert';
  return { key: lone, message: 'write `cert` and `key`, or none of them' };
}

/**
 * What connections are made with, for those who make many.
 *
 * @throws CheckFailure naming a file that cannot be used.
 */
export async function secureContext(
  files: TlsFiles,
  more: SecureContextOptions,
  signal: AbortSignal,
): Promise<SecureContext> {
  if (Object.keys(more).length === 0 && (files.ca ?? files.cert ?? files.key) === undefined) {
    usual ??= createSecureContext();
    return usual;
  }
  const read: SecureContextOptions = { ...more };
  const paths: string[] = [];
  for (const name of ['ca', 'cert', 'key'] as const) {
    const path = files[name];
    if (path === undefined) continue;
    read[name] = await pemOf(name, path, signal);
    paths.push(path);
  }
  try {
    return createSecureContext(read);
  } catch (cause) {
    const needed = 'certificates and keys must be PEM, the key without a passphrase';
    const message = `${paths.join(', ')} cannot be used: ${needed} and of that certificate`;
    throw new CheckFailure(message, { status: 'error', cause });
  }
}

async function pemOf(name: string, path: string, signal: AbortSignal): Promise<Buffer> {
  const what = `\`${name}\` ${path}`;
  await using file = await openRegular(path, { what, most: MOST_BYTES, signal });
  return await file.read();
}
