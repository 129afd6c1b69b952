import { z } from 'zod';
import { refusedUrl } from '../check/address-policy.ts';
import { listOf } from '../config/fields.ts';

const ADDRESS_HINT =
  'write an address such as https://alerts.example.com/hook, without a user and a password in it';
const REFUSED = 'this is a link-local address or a metadata service: nothing is sent there';

/** An address that messages are posted to. Private ones are allowed: whoever configures them knows them. */
export const webAddress = z
  .string(ADDRESS_HINT)
  .refine(isPlain, { error: ADDRESS_HINT, abort: true })
  .refine((text) => refusedUrl(new URL(text), 'private') === null, REFUSED);

export const webAddresses = listOf(webAddress, 'write a list of addresses').refine(
  (all) => all.length <= 20,
  'write at most 20 addresses',
);

function isPlain(text: string): boolean {
  if (!/^https?:\/\/[^\s/]\S{0,2000}$/.test(text) || /\p{Cc}/u.test(text)) return false;
  if (!URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username === '' && password === '';
}

/** A value that is sent in a header or a login, in which no further line can hide. */
export function secret(hint: string) {
  return z.string(hint).regex(/^[\x20-\x7e]{1,1024}$/, hint);
}

/** Without its path, which often is the secret. */
export function placeOf(address: string): string {
  return new URL(address).host;
}

/** The address, and what stands behind its host, since answers may repeat that alone. */
export function addressSecrets(address: string): readonly string[] {
  const { href, pathname, search } = new URL(address);
  const path = `${pathname}${search}`;
  return path.length <= 8 ? [] : [address, href, path.slice(1)];
}
