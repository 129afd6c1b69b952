import type { AppEvent } from './event.ts';
import type { Instant } from './time.ts';

/** Which events a question is about. */
export interface EventFilter {
  /** [from, to). */
  readonly from: Instant;
  readonly to: Instant;
  /** null: of all targets. */
  readonly target: number | null;
  /** null: of all types. */
  readonly type: string | null;
  /** Tags or body fields, as text, that an event must have. */
  readonly where?: Readonly<Record<string, string>>;
}

/** What is wanted to know of them. A `field` is the name of a tag, else of a body field. */
export type EventQuestion =
  | { readonly ask: 'count' }
  | { readonly ask: 'figures'; readonly field: string }
  /** Values of a field, those with the most events first; `field` null: types of events. */
  | { readonly ask: 'top'; readonly field: string | null; readonly limit: number }
  /** How many of those that have the field have the value. */
  | { readonly ask: 'share'; readonly field: string; readonly value: string }
  | { readonly ask: 'distinct'; readonly field: string }
  /** Events of one user (what the field says) belong together until there are none for `gap` milliseconds. */
  | { readonly ask: 'sessions'; readonly field: string; readonly gap: number }
  /** By weekday and hour on the clocks of a zone (IANA). */
  | { readonly ask: 'heatmap'; readonly zone: string }
  /** Counts of spans of `step` milliseconds, from `from` on. */
  | { readonly ask: 'series'; readonly step: number }
  /** The newest events. */
  | { readonly ask: 'list'; readonly limit: number };

export type Asked = EventQuestion['ask'];

/** Of the numbers that a field has; null where it has none. */
export interface Figures {
  readonly count: number;
  readonly sum: number;
  readonly avg: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

export interface TopValue {
  readonly value: string;
  readonly count: number;
  /** Of all events that have the field, 0 to 1. */
  readonly share: number;
  /** When the newest of them happened. */
  readonly last: Instant;
}

export interface EventAnswers {
  readonly count: { readonly count: number };
  readonly figures: Figures;
  readonly top: {
    readonly values: readonly TopValue[];
    /** Events that have the field, and how many of them have another value than those listed. */
    readonly count: number;
    readonly rest: number;
  };
  /** `share` is null when no event has the field. */
  readonly share: {
    readonly share: number | null;
    readonly matching: number;
    readonly count: number;
  };
  readonly distinct: { readonly distinct: number };
  /** Lengths in milliseconds, from the first to the last event; null without a session. */
  readonly sessions: {
    readonly users: number;
    readonly sessions: number;
    readonly medianLength: number | null;
    readonly meanLength: number | null;
    readonly eventsPerSession: number | null;
    /** Users with more than one session. */
    readonly returning: number;
  };
  /** 7 rows from Monday, 24 counts each. */
  readonly heatmap: { readonly cells: readonly (readonly number[])[]; readonly count: number };
  readonly series: { readonly counts: readonly number[] };
  /** Newest first. */
  readonly list: { readonly events: readonly AppEvent[] };
}

/** An answer, and how much was looked at. */
export type EventAnswer<Ask extends Asked> = EventAnswers[Ask] & {
  /** false: there was too much to look at, and the oldest events, or the rarest values, are left out. */
  readonly isWhole: boolean;
};

/** Answers questions about events; the store fits. */
export interface EventReader {
  /** How many events there are of each type of each target. */
  usage(): Promise<{
    readonly kinds: readonly {
      readonly target: number;
      readonly type: string;
      readonly events: number;
    }[];
  }>;
  /** @throws RangeError when the question makes no sense, with what is wrong. */
  ask<Question extends EventQuestion>(
    filter: EventFilter,
    question: Question,
  ): Promise<EventAnswer<Question['ask']>>;
}
