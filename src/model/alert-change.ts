import type { Alert, AlertEvent } from './alert.ts';
import type { OutboxKind } from './outbox.ts';
import type { Instant } from './time.ts';

/** What stays of a rule between two evaluations, so that a restart forgets nothing. */
export interface RuleState {
  readonly fingerprint: string;
  readonly rule: string;
  readonly target: number;
  /**
   * A person resolved alert `alert` while the condition held: no new episode before the condition has been false once
   * or `until` has passed.
   */
  readonly muted: { readonly until: Instant; readonly alert: number } | null;
}

/** A message to queue together with a change. */
export interface Queued {
  readonly channel: string;
  readonly kind: OutboxKind;
  /** Reply as JSON for notes and messages; null for cards. */
  readonly body: string | null;
  /** Alert whose message it belongs to, when that is another than the changed one. */
  readonly on?: number;
  /** Arrives without a sound. */
  readonly silent?: boolean;
  /** Milliseconds it waits first, so that many changes become one message. */
  readonly wait?: number;
}

/** Why nobody, or nobody in one channel, is told of an alert now. */
export type HoldReason =
  | 'paused'
  | 'silenced'
  | 'maintenance'
  | 'inhibited'
  | 'acknowledged'
  | 'cooldown'
  | 'flapping'
  | 'quiet hours';

/** What is held back until its reason is gone. */
export interface Hold {
  /** The one channel it is held from; null: from all. */
  readonly channel: string | null;
  readonly why: HoldReason;
  /** For people: who, until when, because of what. */
  readonly detail: string;
  /** When the reason ends by itself; null when that is not known. */
  readonly until: Instant | null;
  /** Silence that holds it, or null. */
  readonly silence: number | null;
}

/** A hold as it is stored. */
export interface StoredHold extends Hold {
  readonly alert: number;
  readonly at: Instant;
}

/** What an alert is to become: all but what the store gives it. */
export type AlertContent = Omit<Alert, 'id' | 'version' | 'targetName'>;

/** One change of one alert: the alert row, its history, its messages and its rule's state, all or nothing. */
export interface AlertChange {
  /**
   * null: open a new episode (loses if one is open for the fingerprint; takes the row of the fingerprint's newest
   * episode again when that one never fired, so that blips use up no ids). Else the change loses unless the stored
   * alert still has this version.
   */
  readonly expect: { readonly id: number; readonly version: number } | null;
  readonly alert: AlertContent;
  readonly events: readonly Omit<AlertEvent, 'alert'>[];
  readonly messages: readonly Queued[];
  /** undefined: leave as it is; null: forget. */
  readonly ruleState?: RuleState | null;
  /** Everything that is held of the alert from now on; undefined: as before. */
  readonly holds?: readonly Hold[];
}

export type Applied =
  | { readonly kind: 'applied'; readonly alert: Alert }
  | { readonly kind: 'lost' };

/** What became of a person's press or command on one alert. */
export type Outcome =
  | { readonly kind: 'done'; readonly alert: Alert }
  /** The alert is already so, or its state does not allow it; `why` is for people. */
  | { readonly kind: 'unchanged'; readonly alert: Alert; readonly why: string }
  | { readonly kind: 'unknown'; readonly id: number };
