import type { Instant } from './time.ts';

/** Labels that tell series of one metric apart, e.g. `{mount: '/var'}`. Keys are sorted on write. */
export type Labels = Readonly<Record<string, string>>;

/** One measured value in its metric's declared unit. What was not measured is absent, never 0. */
export interface Reading {
  readonly metric: string;
  readonly labels: Labels;
  readonly value: number;
}

/**
 * Current value of one series as rules and scores see it. `null` means known to be missing (a heartbeat that
 * was looked for and is not there); a series that is absent is unknown.
 */
export interface Fact {
  readonly metric: string;
  readonly labels: Labels;
  readonly value: number | boolean | string | null;
}

/** What one collection round of one target gave: readings, or a gap with its reason. Never a zero. */
export type Round =
  | {
      readonly kind: 'measured';
      readonly target: number;
      /** When the reading was taken. */
      readonly at: Instant;
      /** Milliseconds the round took. */
      readonly took: number;
      readonly readings: readonly Reading[];
      /** Series that were looked for and are known not to be there. */
      readonly missing?: readonly Omit<Reading, 'value'>[];
    }
  | {
      readonly kind: 'missed';
      readonly target: number;
      readonly at: Instant;
      readonly took: number;
      /**
       * `late` and `unknown` tell nothing of the target: nobody looked, or there was nothing to look at yet. `host key`:
       * it shows another one than the known one, so nobody logs in.
       */
      readonly reason: 'failed' | 'timeout' | 'host key' | 'late' | 'unknown';
      /** One line for people; never holds a secret. */
      readonly detail: string;
    };

/** One stored value. */
export interface Point {
  readonly at: Instant;
  readonly value: number;
}

/** A span without data. `to` is null while it lasts. */
export interface Gap {
  readonly target: number;
  readonly from: Instant;
  readonly to: Instant | null;
  readonly reason: string;
}

const EMPTY: Labels = Object.freeze({});

export function noLabels(): Labels {
  return EMPTY;
}

/** Labels as one string, sorted, e.g. `mount=/var`; empty for none. Equal labels give equal text. */
export function labelText(labels: Labels): string {
  const keys = Object.keys(labels);
  if (keys.length === 0) return '';
  return keys
    .sort()
    .map((key) => `${key}=${labels[key] ?? ''}`)
    .join(',');
}
