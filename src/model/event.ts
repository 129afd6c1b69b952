import type { Severity } from './alert.ts';
import type { Labels } from './sample.ts';
import type { Instant } from './time.ts';

/** What a field of an event's body holds. `null`: known to be missing. */
export type FieldValue = string | number | boolean | null;

/** One thing that happened in an application, such as a call, a message or an error. */
export interface AppEvent {
  readonly target: number;
  /** What kind of thing it is, such as `api_call`. */
  readonly type: string;
  readonly at: Instant;
  /** What has few values, and tells the series of counters apart. */
  readonly tags: Labels;
  readonly body: Readonly<Record<string, FieldValue>>;
  /** Whoever sends the event again sends the same key; null: each one is new. */
  readonly key: string | null;
}

/** What all events of a type, or those that a condition picks, are turned into. */
export type EventMapping = PickedEvents & (CounterMapping | HistogramMapping | AlertMapping);

interface PickedEvents {
  readonly type: string;
  /** Expression over the names of tags and body fields; without it every event of the type counts. */
  readonly when?: string;
}

/** A metric that only grows, also over a restart: by one for each event, or by what a field says. */
export interface CounterMapping {
  readonly counter: string;
  /** Tags that become labels of the series. */
  readonly by?: readonly string[];
  /** Body field with a number from 0; an event without it is not counted. */
  readonly value?: string;
}

/** A metric with one value per event, in the unit of the metric. */
export interface HistogramMapping {
  readonly histogram: string;
  readonly by?: readonly string[];
  /** Body field with a number; an event without it gives no value. */
  readonly field: string;
}

/** An alert per event, but none beside an open one that has the same values of `by`. */
export interface AlertMapping {
  readonly alert: {
    readonly severity: Severity;
    /** What kind of trouble it is, as in rules. */
    readonly type: string;
    /** What people read; `{target}` and `{<tag or field>}` are filled in. */
    readonly message: string;
    /** Tags that tell one alert from another; none: one per target and mapping. */
    readonly by?: readonly string[];
  };
}

/** What a field of an event says: its tag, else what its body holds. */
export function fieldOf(
  { tags, body }: Pick<AppEvent, 'tags' | 'body'>,
  field: string,
): FieldValue | undefined {
  if (Object.hasOwn(tags, field)) return tags[field];
  return Object.hasOwn(body, field) ? body[field] : undefined;
}
