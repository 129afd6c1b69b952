import { createHash } from 'node:crypto';
import type { SafeAction } from '../model/action.ts';
import type { Instant } from '../model/time.ts';
import { MINUTE, SECOND } from '../model/time.ts';

/** How long a preview can be confirmed, and how long one waits for a second admin. */
export const LASTS = 15 * MINUTE;
/** Characters of a reference; its space is far larger than what is configured. */
const LENGTH = 10;

/** Names an action as it is: whatever of it changes, the name does. */
export function refOf(target: number, action: SafeAction): string {
  const text = JSON.stringify([target, action]);
  return createHash('sha256').update(text).digest('hex').slice(0, LENGTH);
}

/** What the button of a preview carries. */
export interface Token {
  readonly ref: string;
  readonly expires: Instant;
  readonly alert: number | null;
}

export function tokenText({ ref, expires, alert }: Token): string {
  const seconds = Math.floor(expires / SECOND).toString(36);
  return [ref, seconds, ...(alert === null ? [] : [alert.toString(36)])].join('.');
}

/** null for what no preview of ours carries; anybody can send any text. */
export function readToken(text: string): Token | null {
  const [, ref, seconds, alert] =
    /^([0-9a-f]{10})\.([0-9a-z]{1,8})(?:\.([0-9a-z]{1,9}))?$/.exec(text) ?? [];
  if (ref === undefined || seconds === undefined) return null;
  return {
    ref,
    expires: Number.parseInt(seconds, 36) * SECOND,
    alert: alert === undefined ? null : Number.parseInt(alert, 36),
  };
}

/** Of one episode of an alert: nothing happens twice for it without anybody. */
export function episodeToken(alert: number, { name }: Pick<SafeAction, 'name'>): string {
  return `by itself ${alert} ${name}`;
}
