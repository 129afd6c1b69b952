import type { Doer } from './alert.ts';
import type { ClockSpan } from './clock-span.ts';
import type { Instant } from './time.ts';

/** People who take turns. */
export interface RotaLayer {
  /** Names of people, in the order of their turns. */
  readonly people: readonly string[];
  readonly turn: 'daily' | 'weekly';
  /** Day of the week, from 0 (Monday); of a daily turn it means nothing. */
  readonly weekday: number;
  /** When a turn begins, in minutes since midnight. */
  readonly minute: number;
  /** Day on which the first person begins, counted from 1970-01-01. */
  readonly from: number;
  /** Hours of every day in which the layer holds; null: all. */
  readonly between: Pick<ClockSpan, 'from' | 'to'> | null;
  /** Days of the week on which it holds, from 0 (Monday). */
  readonly days: readonly number[];
}

/** Who is on call when. Of layers that overlap, the later one wins. */
export interface Rota {
  readonly name: string;
  /** IANA zone. */
  readonly zone: string;
  readonly layers: readonly RotaLayer[];
  /** Channel in which a hand-over is told, or null. */
  readonly announce: string | null;
}

/** Somebody stands in, whatever the layers say. Of overrides that overlap, the later made one wins. */
export interface RotaOverride {
  readonly id: number;
  readonly rota: string;
  readonly person: string;
  readonly from: Instant;
  /** First moment at which it is over. */
  readonly to: Instant;
  readonly by: Doer;
}

/** A span in which one person is on call, or nobody. */
export interface Duty {
  readonly person: string | null;
  readonly from: Instant;
  readonly to: Instant;
}
