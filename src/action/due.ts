import type { SafeAction } from '../model/action.ts';
import type { Alert } from '../model/alert.ts';
import type { Instant } from '../model/time.ts';
import { fits } from './fits.ts';

/** What is known of an alert and its target now. */
export interface Situation {
  readonly alert: Pick<Alert, 'rule' | 'labels' | 'evidence' | 'state'>;
  /** Why people would not be told of it now, such as a silence; null: they would. */
  readonly held: string | null;
  /** Newest round of the target, or null. */
  readonly lastRound: { readonly at: Instant; readonly ok: boolean } | null;
  /** When this process began. */
  readonly startedAt: Instant;
  readonly now: Instant;
}

/**
 * Whether an action is to happen without anybody: the alert that it is for has been firing for long enough, nothing holds
 * it back, nobody has it, and this process has itself seen the target since it began and not lost it since.
 */
export function isDue(
  action: Pick<SafeAction, 'rules' | 'deed' | 'after' | 'evenAcknowledged'>,
  { alert, held, lastRound, startedAt, now }: Situation,
): boolean {
  const { state } = alert;
  if (action.after === null || !fits(action, alert)) return false;
  if (state.kind === 'acknowledged' && !action.evenAcknowledged) return false;
  if (state.kind === 'pending' || state.firedAt === null) return false;
  if (held !== null || lastRound === null || !lastRound.ok || lastRound.at < startedAt)
    return false;
  return now - state.firedAt >= action.after;
}
