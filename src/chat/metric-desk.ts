import type { MetricSaid, RegisteredMetric } from '../model/metric-said.ts';
import type { Actor } from '../model/person.ts';
import type { Labels } from '../model/sample.ts';
import type { Target } from '../model/target.ts';

/** A value that a person gives by hand, for now. */
export interface RecordedValue {
  readonly target: Target;
  readonly metric: string;
  readonly labels?: Labels;
  readonly value: number;
}

export interface MetricDesk {
  /** What people or programs said of a metric while the monitor ran; null when they said nothing. */
  registered(name: string): RegisteredMetric | null;
  /** `problem`: it contradicts what is in force. `broken`: rules that cannot hold as it is now. */
  register(
    said: MetricSaid,
    by: Actor,
  ): Promise<{ readonly problem: string | null; readonly broken: readonly string[] }>;
  /** False when neither people nor programs said anything of it. */
  forget(name: string): Promise<boolean>;
  /** Stores the value and lets rules see it; `problem` says why not. */
  record(value: RecordedValue): Promise<{ readonly problem: string | null }>;
}
