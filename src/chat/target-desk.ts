import type { Actor } from '../model/person.ts';
import type { Target, TargetPause } from '../model/target.ts';
import type { TargetTest, TestListener } from '../model/target-test.ts';
import type { Instant } from '../model/time.ts';

/** What people do about what is watched. */
export interface TargetDesk {
  /** Stops the rounds of a target; `until` null: until somebody resumes it. */
  pause(
    target: Target,
    options: { readonly by: Actor; readonly until: Instant | null },
  ): Promise<TargetPause>;
  /** Tries the way to a target, step by step, beside its rounds; `tell` hears of each step. */
  test(
    target: Target,
    options: { readonly tell: TestListener; readonly signal: AbortSignal },
  ): Promise<TargetTest>;
  /** False when it is not paused. */
  resume(target: Target): Promise<boolean>;
}
