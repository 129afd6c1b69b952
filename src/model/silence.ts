import type { Alert, Doer, Severity } from './alert.ts';
import { compareSeverity } from './alert.ts';
import type { Labels } from './sample.ts';
import type { Instant } from './time.ts';

/** Which alerts are meant; everything that is given must match, and nothing given matches all. */
export interface Matcher {
  readonly target: string | null;
  readonly rule: string | null;
  /** That severity or a weaker one: what is worse is heard all the same. */
  readonly severity: Severity | null;
  readonly labels: Labels;
  /** One series under one rule, or null. */
  readonly fingerprint: string | null;
}

export const ANY: Matcher = {
  target: null,
  rule: null,
  severity: null,
  labels: {},
  fingerprint: null,
};

type Matched = Pick<Alert, 'targetName' | 'rule' | 'severity' | 'labels' | 'fingerprint'>;

export function matches(matcher: Matcher, alert: Matched): boolean {
  const { target, rule, severity, labels, fingerprint } = matcher;
  return (
    (target === null || target === alert.targetName) &&
    (rule === null || rule === alert.rule) &&
    (severity === null || compareSeverity(alert.severity, severity) <= 0) &&
    (fingerprint === null || fingerprint === alert.fingerprint) &&
    Object.entries(labels).every(([key, value]) => alert.labels[key] === value)
  );
}

/** Hides messages, never records. */
export interface Silence {
  readonly id: number;
  readonly matcher: Matcher;
  readonly by: Doer;
  readonly reason: string;
  readonly createdAt: Instant;
  /** null: it ends when nothing that it matches is open any more. */
  readonly endsAt: Instant | null;
  readonly ended: { readonly at: Instant; readonly by: Doer } | null;
  /** Alerts that it has hidden so far. */
  readonly hidden: number;
}

/** Time in which nobody is told: by the calendar, again and again. */
export interface Maintenance {
  /** Unique. */
  readonly name: string;
  /** Five-field cron expression of its starts. */
  readonly at: string;
  /** IANA zone. */
  readonly zone: string;
  /** How long it lasts, in milliseconds. */
  readonly duration: number;
  readonly matcher: Matcher;
  /** Who made it in a chat; null when it stands in the configuration. */
  readonly by: Doer | null;
}

/** A rule that a person switched off. */
export interface RuleSwitch {
  readonly rule: string;
  readonly by: Doer;
  readonly at: Instant;
  readonly reason: string;
}
