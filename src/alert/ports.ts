import type { Alert, AlertEvent, Severity } from '../model/alert.ts';
import type { AlertChange, Applied, RuleState, StoredHold } from '../model/alert-change.ts';
import type { Escalation } from '../model/escalation.ts';
import type { Rule } from '../model/rule.ts';
import type { Instant } from '../model/time.ts';

/** What the life of alerts needs from the store. */
export interface AlertLog {
  apply(changes: readonly AlertChange[], at: Instant): Promise<readonly Applied[]>;
  open(target: number | null): Promise<readonly Alert[]>;
  recent(since: Instant): Promise<readonly Alert[]>;
  get(id: number): Promise<{ alert: Alert; events: readonly AlertEvent[] } | null>;
  ruleStates(target: number): Promise<readonly RuleState[]>;
  holds(alert: number | null): Promise<readonly StoredHold[]>;
  /** Channels that were told of the alert before. */
  told(id: number): Promise<readonly string[]>;
  forget(fingerprint: string): Promise<void>;
}

/** What a short reply under a card is about. */
export type NoteKind =
  | 'raised'
  | 'resolved'
  | 'again'
  | 'flapping'
  | 'settled'
  | 'reminder'
  | 'escalated'
  | 'asked'
  | 'lapsed'
  | 'handed';

/** An alert as whoever tells people of it needs it. */
export type Told = Omit<Alert, 'id' | 'version'> & { readonly id: number | null };

/** Where people are told, and in which words; filled by routing and by the renderers of cards. */
export interface Audience {
  /** Names of the channels that hear of an alert of that severity, by its rule or by the routes. */
  channels(alert: Told, severity: Severity): readonly string[];
  /**
   * Names of the channels that reach a destination of an escalation at that moment: a channel of that name, `@person`,
   * or `@rota` for whoever is on call; none when it reaches nobody.
   */
  destinations(name: string, at: Instant): readonly string[];
  /** Whether there is such a channel now. */
  isThere(channel: string): boolean;
  /** The terminal shows every change as a line of its own; a note would say it twice. */
  showsEveryChange(channel: string): boolean;
  /** The note as JSON; `said` is what is particular this time. */
  note(alert: Told, kind: NoteKind, said?: string): string;
}

/** What is done step by step while nobody takes an alert. */
export interface Escalations {
  /** That of an alert as its rule, its route or the settings say; null for none. */
  of(
    alert: Pick<Alert, 'severity' | 'targetName' | 'rule' | 'target' | 'labels' | 'type'>,
  ): Escalation | null;
  named(name: string): Escalation | null;
  /** After how long whoever has an alert is asked, where its escalation does not say; null: never. */
  ackExpires(): number | null;
}

/** What of an alert says which rule it comes from. */
export type OfRule = Pick<Alert, 'rule' | 'target'> &
  Partial<Pick<Alert, 'fingerprint' | 'severity' | 'labels'>>;

/** The rule that judges an alert, or null when it is configured no more. */
export type RuleOf = (alert: OfRule) => Rule | null;
