import type { AckExpiry, EscalationPlace } from './escalation.ts';
import type { Labels } from './sample.ts';
import type { Instant } from './time.ts';

/** Weakest first; order matters. */
export const SEVERITIES = ['info', 'warning', 'error', 'critical', 'emergency'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Negative when `a` is weaker than `b`. */
export function compareSeverity(a: Severity, b: Severity): number {
  return SEVERITIES.indexOf(a) - SEVERITIES.indexOf(b);
}

/** Who did something: a person, or the rule itself when its condition cleared. */
export interface Doer {
  /** `discord:111`, `telegram:222`, `console:root`, `rule`. */
  readonly id: string;
  readonly name: string;
}

/** The rule itself, where a person would otherwise stand. */
export const RULE: Doer = { id: 'rule', name: 'rule' };

/** Whether nobody did it but the rule. */
export function isRule({ id }: Doer): boolean {
  return id === RULE.id;
}

/** Who took charge, when, and what they said. */
export interface Taken {
  readonly by: Doer;
  readonly at: Instant;
  readonly note: string | null;
}

/** An episode that had cleared a short while ago when its condition came back. */
export interface Cleared {
  readonly firedAt: Instant;
  readonly at: Instant;
}

/** Each state carries exactly its own facts. `since` is when the condition was first seen to hold. */
export type AlertState =
  | {
      readonly kind: 'pending';
      readonly since: Instant;
      /** It fired and cleared a short while ago: if it fires again, it is the same episode. */
      readonly again?: Cleared;
    }
  | { readonly kind: 'firing'; readonly since: Instant; readonly firedAt: Instant }
  | {
      readonly kind: 'acknowledged';
      readonly since: Instant;
      readonly firedAt: Instant;
      readonly by: Doer;
      readonly at: Instant;
      readonly note: string | null;
    }
  | {
      readonly kind: 'resolved';
      readonly since: Instant;
      /** null when the condition ended before the alert fired. */
      readonly firedAt: Instant | null;
      readonly by: Doer;
      readonly at: Instant;
      readonly note: string | null;
    };

/** When an episode began: one that went on after a short end has its first firing, not its newest. */
export function beganAt(state: AlertState): Instant {
  const firedAt = state.kind === 'pending' ? state.again?.firedAt : state.firedAt;
  return Math.min(state.since, firedAt ?? state.since);
}

/** What was measured when the alert last changed. */
export interface Evidence {
  /** Metric that broke the limit, or null when the expression has no simple comparison. */
  readonly metric: string | null;
  /** The function over a window that gave the value, e.g. `count(2m)`; not given when it is the metric's own. */
  readonly window?: string;
  readonly value: number | boolean | string | null;
  readonly operator: string | null;
  readonly limit: number | boolean | string | null;
}

/** What an episode remembers beside its state. */
export interface AlertLife {
  /** Its acknowledgement, which a short clear does not end. */
  readonly taken: Taken | null;
  /** Since when its condition is false, while that has not lasted long enough to resolve it. */
  readonly clearingSince: Instant | null;
  /** When it fired and cleared, oldest first; the newest `MAX_CHANGES`. */
  readonly changes: readonly Instant[];
  /** Since when it keeps changing its mind; null while it does not. */
  readonly flappingSince: Instant | null;
  /** When people were last told aloud; null while nobody was. */
  readonly toldAt: Instant | null;
  /** When it is told again because nobody has it; null: never. */
  readonly remindAt: Instant | null;
  readonly escalateAt: Instant | null;
  /** Where its escalation stands; null: it has had no step by step one yet. */
  readonly escalation: EscalationPlace | null;
  /** When whoever has it is asked about it; null while nobody has it, and when they never are. */
  readonly expiry: AckExpiry | null;
  /** Its message shows a storm: more alerts at once than people can read one by one. */
  readonly storm: boolean;
  /** Who called it noise, or null. */
  readonly noise: Doer | null;
}

/** Changes that an episode remembers: enough for the strip on its card. */
export const MAX_CHANGES = 20;

/** An episode at its beginning. */
export const NEW_LIFE: AlertLife = {
  taken: null,
  clearingSince: null,
  changes: [],
  flappingSince: null,
  toldAt: null,
  remindAt: null,
  escalateAt: null,
  escalation: null,
  expiry: null,
  storm: false,
  noise: null,
};

/** One episode of a rule for one fingerprint. `id` is the small integer people type. */
export interface Alert {
  readonly id: number;
  /** Rule + target + labels of the series; one open alert each. */
  readonly fingerprint: string;
  readonly rule: string;
  readonly target: number;
  readonly targetName: string;
  readonly labels: Labels;
  readonly severity: Severity;
  readonly state: AlertState;
  /** Rises by one with every change; a writer that holds an old one loses. */
  readonly version: number;
  readonly message: string;
  readonly evidence: Evidence;
  readonly scoreBefore: number | null;
  readonly scoreNow: number | null;
  /** Earlier alert of the same fingerprint that a person resolved while the condition held. */
  readonly previous: number | null;
  /** What kind of trouble it is, as its rule says, e.g. `performance`. */
  readonly type: string;
  /** Alert in whose message this one is shown; null when it has its own. */
  readonly lead: number | null;
  readonly life: AlertLife;
}

/**
 * One line of an alert's history; only ever appended. `told` and `held` are what the gate decided, with its reason;
 * `failover` names in `channel` another channel than the usual one that tells it; `acted` is what was done on its target.
 */
export interface AlertEvent {
  readonly alert: number;
  readonly at: Instant;
  readonly kind:
    | 'pending'
    | 'fired'
    | 'raised'
    | 'lowered'
    | 'acknowledged'
    | 'unacknowledged'
    | 'resolved'
    | 'reopened'
    | 'cancelled'
    | 'flapping'
    | 'settled'
    | 'escalated'
    | 'stopped'
    | 'reminded'
    | 'note'
    | 'noise'
    | 'acted'
    | 'told'
    | 'held'
    | 'sent'
    | 'undelivered'
    | 'failover';
  /** Channel that it is about, where it is about one. */
  readonly channel?: string;
  readonly by: Doer;
  /** One line for people: value, note, channel, or reason. */
  readonly detail: string;
}
