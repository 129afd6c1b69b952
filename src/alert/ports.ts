import type { Alert, AlertEvent, AlertState, Evidence, Severity } from '../model/alert.ts';
import type { Labels } from '../model/sample.ts';
import type { Instant } from '../model/time.ts';

/** A person resolved `alert` while its condition held: quiet until the condition was false once, or until `until`. */
export interface RuleState {
  readonly fingerprint: string;
  readonly rule: string;
  readonly target: number;
  readonly muted: { readonly until: Instant; readonly alert: number } | null;
}

/** What an alert is to become. */
export interface AlertContent {
  readonly fingerprint: string;
  readonly rule: string;
  readonly target: number;
  readonly labels: Labels;
  readonly severity: Severity;
  readonly state: AlertState;
  readonly message: string;
  readonly evidence: Evidence;
  readonly scoreBefore: number | null;
  readonly scoreNow: number | null;
  readonly previous: number | null;
}

/** Whom to tell of a change, and of what kind the message is. */
export interface Told {
  readonly channel: string;
  readonly kind: 'card' | 'note';
  /** A note's Reply as JSON; null for cards. */
  readonly body: string | null;
}

/** One change of one alert; written whole or not at all. `expect` null opens a new episode. */
export interface AlertChange {
  readonly expect: { readonly id: number; readonly version: number } | null;
  readonly alert: AlertContent;
  readonly events: readonly Omit<AlertEvent, 'alert'>[];
  readonly messages: readonly Told[];
  /** undefined: leave as it is; null: forget. */
  readonly ruleState?: RuleState | null;
}

export type Applied =
  | { readonly kind: 'applied'; readonly alert: Alert }
  | { readonly kind: 'lost' };

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
) => readonly Told[];
