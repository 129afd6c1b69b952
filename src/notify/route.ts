import type { Alert, Severity } from '../model/alert.ts';
import { compareSeverity } from '../model/alert.ts';
import type { Labels } from '../model/sample.ts';

/** Alerts that match go to `to`; everything that is given must match. */
export interface RouteRule {
  readonly match: {
    readonly severity: Severity;
    readonly target: string | null;
    readonly rule: string | null;
    readonly labels: Labels;
  };
  readonly to: readonly string[];
}

type Routed = Pick<Alert, 'severity' | 'targetName' | 'rule' | 'labels'>;

/** Names of the channels that are told of an alert, each once, in the order of the routes. */
export function channelsFor(alert: Routed, routes: readonly RouteRule[]): readonly string[] {
  const names = routes.filter((route) => matches(alert, route)).flatMap((route) => route.to);
  return [...new Set(names)];
}

function matches(alert: Routed, { match }: RouteRule): boolean {
  return (
    compareSeverity(alert.severity, match.severity) >= 0 &&
    (match.target === null || match.target === alert.targetName) &&
    (match.rule === null || match.rule === alert.rule) &&
    Object.entries(match.labels).every(([key, value]) => alert.labels[key] === value)
  );
}
