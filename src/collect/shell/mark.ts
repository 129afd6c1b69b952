import { randomBytes } from 'node:crypto';

/** Long enough that no output holds it by chance, and new for every round. */
export function newMark(): string {
  return `tocsin-${randomBytes(12).toString('hex')}`;
}
