import type { Alert, AlertEvent } from '../model/alert.ts';
import type {
  AlertChange,
  AlertContent,
  Applied,
  Queued,
  RuleState,
} from '../model/alert-change.ts';
import type { Instant } from '../model/time.ts';

/** What judging needs from the store. */
export interface AlertLog {
  apply(changes: readonly AlertChange[], at: Instant): Promise<readonly Applied[]>;
  open(target: number | null): Promise<readonly Alert[]>;
  get(id: number): Promise<{ alert: Alert; events: readonly AlertEvent[] } | null>;
  ruleStates(target: number): Promise<readonly RuleState[]>;
  /** Channels that were told of the alert before. */
  told(id: number): Promise<readonly string[]>;
  forget(fingerprint: string): Promise<void>;
}

/**
 * Who is told of a change; filled by routing and by the text of the note. Whoever was told before hears of every later
 * change, also when the alert would not be routed there any more.
 */
export type Tell = (
  alert: AlertContent & { readonly targetName: string },
  what: 'card' | 'raised' | 'resolved',
  before: readonly string[],
) => readonly Queued[];
