import type { Severity } from './alert.ts';
import type { ClockSpan } from './clock-span.ts';

/** Where a person can be told, in the order in which it is tried unless they say otherwise. */
export const REACHES = ['telegram', 'discord', 'email'] as const;
export type Reach = (typeof REACHES)[number];

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
