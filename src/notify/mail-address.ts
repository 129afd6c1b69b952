import { z } from 'zod';

export interface MailAddress {
  readonly name: string;
  readonly address: string;
}

const HINT = 'write an address such as ops@example.com or "Ana <ana@example.com>"';
/** Plain addresses only: whoever needs quotes or comments can write another. */
const ADDRESS = /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/;
/** A name in which no further header or recipient can hide. */
const NAMED = /^([^<>"\p{Cc}\p{Zl}\p{Zp}]{0,100}?)\s*<([^<>\s]{3,320})>$/u;

export const mailAddress = z.string(HINT).transform((text, context): MailAddress => {
  const [, name = '', address = text.trim()] = NAMED.exec(text.trim()) ?? [];
  if (ADDRESS.test(address)) return { name: name.trim(), address };
  context.issues.push({ code: 'custom', message: HINT, input: text });
  return z.NEVER;
});
