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

/** Each state carries exactly its own facts. `since` is when the condition was first seen to hold. */
export type AlertState =
  | { readonly kind: 'pending'; readonly since: Instant }
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

/** What was measured when the alert last changed. */
export interface Evidence {
  /** Metric that broke the limit, or null when the expression has no simple comparison. */
  readonly metric: string | null;
  readonly value: number | boolean | string | null;
  readonly operator: string | null;
  readonly limit: number | boolean | string | null;
}

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
}

/** One line of an alert's history; only ever appended. */
export interface AlertEvent {
  readonly alert: number;
  readonly at: Instant;
  readonly kind:
    | 'pending'
    | 'fired'
    | 'raised'
    | 'lowered'
    | 'acknowledged'
    | 'resolved'
    | 'cancelled'
    | 'sent'
    | 'held'
    | 'undelivered';
  readonly by: Doer;
  /** One line for people: value, note, channel, or reason. */
  readonly detail: string;
}
