import { createHash } from 'node:crypto';

/** Characters a key may have: Discord's nonce, https://discord.com/developers/docs/resources/message#create-message */
const LENGTH = 25;

/** The same parts give the same key: at most 25 characters of [0-9a-z], which every channel can carry. */
export function messageKey(...parts: readonly (string | number)[]): string {
  const digest = createHash('sha256').update(parts.join('-')).digest('hex');
  return BigInt(`0x${digest}`).toString(36).slice(0, LENGTH);
}
