import type { Mark, NewMark } from '../model/mark.ts';
import type { Instant } from '../model/time.ts';

/** Changes that people and programs told of. */
export interface MarkStore {
  /** Stores each of them once: one whose key is known is given back as it was stored. */
  add(marks: readonly NewMark[], now: Instant): Promise<readonly Mark[]>;
  /**
   * The newest 500 in [from, to], oldest first: of a target those of its own and those of everything; null: all.
   */
  between(from: Instant, to: Instant, target: number | null): Promise<readonly Mark[]>;
  /** false: there is none of that id. */
  remove(id: number): Promise<boolean>;
}
