import type { Severity } from '../../model/alert.ts';
import type { Target } from '../../model/target.ts';
import type { Instant } from '../../model/time.ts';
import type { AdviceReaders } from './readers.ts';

/** How much what is said rests on. */
export type Confidence = 'low' | 'fair' | 'high';

/** Something that would be better another way, with the numbers that say so. */
export interface Advice {
  /** What kind it is, such as `noisy rule`. */
  readonly kind: string;
  readonly severity: Extract<Severity, 'info' | 'warning' | 'critical'>;
  /** Name of the target that it is about; null: several, or none. */
  readonly target: string | null;
  /** One sentence with its numbers, without a full stop. */
  readonly text: string;
  readonly confidence: Confidence;
  /** What it rests on, such as `7 days`. */
  readonly basis: string;
  /** The command that shows it, or begins to mend it. */
  readonly shownBy: { readonly command: string; readonly input: string };
}

export interface AdviceRequest {
  /** What advice is wanted about; what belongs to none of them, such as channels, is looked at where `isFleet`. */
  readonly targets: readonly Target[];
  readonly isFleet: boolean;
  readonly now: Instant;
  readonly signal?: AbortSignal;
}

/** One kind of advice. It reads what it needs, and says nothing where that is too little. */
export type Adviser = (
  readers: AdviceReaders,
  request: AdviceRequest,
) => Promise<readonly Advice[]>;

/** `little` and `much` in any unit: fewer than the one rest on little, as many as the other on much. */
export function confidenceOf(have: number, little: number, much: number): Confidence {
  if (have < little) return 'low';
  return have < much ? 'fair' : 'high';
}
