import type { ProbeMetric } from '../../model/declared-probe.ts';
import type { Labels, Reading } from '../../model/sample.ts';
import { labelText, noLabels } from '../../model/sample.ts';
import type { Instant } from '../../model/time.ts';
import { ageOf, toInstant, toNumber } from './value.ts';

/** Readings that one probe may give. */
const MAX_READINGS = 500;
/** What a metric is made of. */
export const WHAT = { value: 'number', age: 'time' } as const;
const METRIC = /^[a-zA-Z_][\w.-]{0,149}$/;

/** What a host printed, and what its clock says. */
export interface Answer {
  readonly text: string;
  /** The host's own time, where it was told, else ours. */
  readonly now: Instant;
  /** Minutes that its clock is ahead of UTC. */
  readonly zone: number;
}

/** A series that was looked for and is not there. */
export type MissingSeries = Omit<Reading, 'value'>;

/** What an answer says. */
export interface Said {
  readonly readings: readonly Reading[];
  readonly missing: readonly MissingSeries[];
  /** JSON to keep as an event, or null. */
  readonly event: unknown;
  /** What cannot be understood of it, for people; it never holds what was printed. null: everything is. */
  readonly trouble: string | null;
}

/** Nothing, with what is wrong or null. */
export function nothing(trouble: string | null): Said {
  return { readings: [], missing: [], event: null, trouble };
}

/** Gathers what an answer says, once per series, and the first thing that is wrong with it. */
export interface Taking {
  wrong(message: string): void;
  /** A number by its name. */
  found(metric: string, value: number, labels?: Labels): void;
  /** Something that a metric is made of; null is known to be missing. */
  take(one: ProbeMetric, raw: unknown, labels?: Labels): void;
  /** Nothing was found, and nothing wrong. */
  isEmpty(): boolean;
  said(event?: unknown): Said;
}

export function taking(answer: Pick<Answer, 'now' | 'zone'>): Taking {
  const readings = new Map<string, Reading>();
  const missing = new Map<string, MissingSeries>();
  let problem: string | null = null;
  const wrong = (message: string) => {
    problem ??= message;
  };

  function found(metric: string, value: number, labels: Labels = noLabels()): void {
    if (!METRIC.test(metric)) wrong('some names cannot be names of metrics');
    else if (readings.size >= MAX_READINGS) wrong(`more than ${MAX_READINGS} values`);
    else readings.set(`${metric} ${labelText(labels)}`, { metric, labels, value });
  }

  return {
    wrong,
    found,
    take(one, raw, labels = noLabels()) {
      const { metric, from, as } = one;
      const value = measured(raw, one, answer);
      if (value !== null) found(metric, value, labels);
      else if (raw !== null && raw !== '') wrong(`${from} is no ${WHAT[as]}`);
      else if (missing.size < MAX_READINGS)
        missing.set(`${metric} ${labelText(labels)}`, { metric, labels });
    },
    isEmpty: () => readings.size === 0 && missing.size === 0 && problem === null,
    said: (event = null) => ({
      readings: [...readings.values()],
      missing: [...missing.values()],
      event,
      trouble: problem,
    }),
  };
}

/** A value as its metric wants it; null: it is none. */
export function measured(
  raw: unknown,
  { as }: Pick<ProbeMetric, 'as'>,
  { now, zone }: Pick<Answer, 'now' | 'zone'>,
): number | null {
  if (as === 'value') return toNumber(raw);
  const moment = toInstant(raw, zone);
  return moment === null ? null : ageOf(moment, now);
}
