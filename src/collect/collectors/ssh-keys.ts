import { createSecretKey } from 'node:crypto';

const SIDES = ['_cipher', '_decipher'] as const;
/** Of AES-GCM, and of the code that other ciphers add: what ssh2 hands to Node with each packet. */
const KEYS = ['_encKey', '_decipherKey', '_macKey'] as const;

/**
 * Turns the keys of a client that has logged in into key objects. Of a Buffer Node finds out that it is none by an error,
 * with its whole stack, for each packet: https://github.com/nodejs/node/blob/v24.x/lib/internal/crypto/keys.js (isKeyObject).
 * Where ssh2 (1.17) names them otherwise, or has new ones after a new exchange of keys, all works as it did.
 */
export function useKeyObjects(client: object): void {
  const protocol = within(client, '_protocol');
  for (const side of SIDES) {
    const cipher = protocol === null ? null : within(protocol, side);
    for (const name of KEYS) {
      const key = cipher === null ? null : within(cipher, name);
      if (cipher !== null && Buffer.isBuffer(key)) Reflect.set(cipher, name, createSecretKey(key));
    }
  }
}

function within(holder: object, name: string): object | null {
  const held: unknown = Reflect.get(holder, name);
  return typeof held === 'object' ? held : null;
}
