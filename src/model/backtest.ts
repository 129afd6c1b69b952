import type { Evidence, Severity } from './alert.ts';
import type { Labels } from './sample.ts';
import type { Instant } from './time.ts';

/** One alert that there would have been. */
export interface WouldBe {
  readonly target: string;
  readonly labels: Labels;
  /** When people would have been told. */
  readonly firedAt: Instant;
  /** When it would have been over; null: it would still be open. */
  readonly endedAt: Instant | null;
  /** Milliseconds that it would have fired, without the pauses after which it went on. */
  readonly lasted: number;
  /** How often it would have gone on within its cooldown. */
  readonly again: number;
  readonly flapped: boolean;
  /** The strongest that it would have had. */
  readonly severity: Severity;
  /** The value furthest beyond its limit. */
  readonly worst: Evidence;
}

/** What one way of writing a rule would have done. */
export interface TriedRule {
  /** Oldest first. */
  readonly fired: readonly WouldBe[];
  /** How often the condition began to hold and did not hold for long enough. */
  readonly tooShort: number;
  /** Series that were judged, over time: how many times in all, and of those without an answer. */
  readonly judged: number;
  readonly unknown: number;
}

/** Why the whole of it was not judged. */
export type CutShort = 'time' | 'evaluations' | 'alerts';

/** What rules would have done over stored samples. */
export interface Backtest {
  readonly from: Instant;
  readonly to: Instant;
  /** How far it came; `to` unless it was cut short. */
  readonly until: Instant;
  readonly cut: CutShort | null;
  /** From when on every point is there; later than `from` where only hours are kept of what is older. */
  readonly exactFrom: Instant;
  /** The first moment that was judged; null when there was none. */
  readonly first: Instant | null;
  /** Names of the targets that have what is asked for. */
  readonly targets: readonly string[];
  /** Metrics of which nothing is stored. */
  readonly unmeasured: readonly string[];
  /** In the order of the rules that were given. */
  readonly tried: readonly TriedRule[];
}
