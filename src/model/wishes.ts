import type { Severity } from './alert.ts';
import type { ClockSpan } from './clock-span.ts';

/** Where a person can be told, in the order in which it is tried unless they say otherwise. */
export const REACHES = ['telegram', 'discord', 'email', 'sms', 'call'] as const;
export type Reach = (typeof REACHES)[number];

/** What leads to a person. */
interface Addresses {
  readonly telegram?: string | null | undefined;
  readonly discord?: string | null | undefined;
  readonly email?: string | undefined;
  /** Number with its country. */
  readonly phone?: string | undefined;
}

/** Where a person is told that way; null: there is no such address. */
export function addressFor(person: Addresses, reach: Reach): string | null {
  return person[reach === 'sms' || reach === 'call' ? 'phone' : reach] ?? null;
}

/** How a person wants to be told. */
export interface Wishes {
  /** Where, the best first; those that are left out are not used. Empty: wherever they can be reached. */
  readonly via: readonly Reach[];
  /** Hours in which what is not critical waits; null: none. */
  readonly quiet: ClockSpan | null;
  /** Weakest severity of which they are told. */
  readonly severity: Severity;
}

export const NO_WISHES: Wishes = { via: [], quiet: null, severity: 'info' };
