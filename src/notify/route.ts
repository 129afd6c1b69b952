import type { Alert, Severity } from '../model/alert.ts';
import { compareSeverity } from '../model/alert.ts';
import type { ClockSpan } from '../model/clock-span.ts';
import { isWithin } from '../model/clock-span.ts';
import type { Labels } from '../model/sample.ts';
import type { Instant } from '../model/time.ts';

/** Alerts that match go to `to`; everything that is given must match. */
export interface RouteRule {
  readonly match: {
    readonly severity: Severity;
    readonly target: string | null;
    readonly rule: string | null;
    readonly labels: Labels;
    readonly type?: string;
  };
  readonly to: readonly string[];
  /** Name of what is done step by step while nobody takes the alert. */
  readonly escalation?: string;
  /** Hours in which it holds. */
  readonly between?: ClockSpan;
  /** Of a route in a route: whom that one names is told too. */
  readonly continue?: boolean;
  /** Those that match stand for this one. */
  readonly routes?: readonly RouteRule[];
}

/** A route that decides who is told. */
export interface Way {
  /** Its place among the routes, and in each of those the place in it, from 1. */
  readonly place: readonly number[];
  readonly to: readonly string[];
  readonly escalation?: string;
}

export type Routed = Pick<Alert, 'severity' | 'targetName' | 'rule' | 'labels' | 'type'>;

/** Names of the channels that are told of an alert at `at`, each once, in the order of the routes. */
export function channelsFor(
  alert: Routed,
  routes: readonly RouteRule[],
  at: Instant,
): readonly string[] {
  return [...new Set(waysFor(alert, routes, at).flatMap(({ to }) => to))];
}

/** Everybody whom routes tell of anything. */
export function destinationsOf(routes: readonly RouteRule[]): readonly string[] {
  return routes.flatMap(({ to, routes: inside = [] }) => [...to, ...destinationsOf(inside)]);
}

/** The routes that decide who is told: of each that matches the deepest ones in it that match too. */
export function waysFor(alert: Routed, routes: readonly RouteRule[], at: Instant): readonly Way[] {
  return routes.flatMap((route, index) => waysOf(alert, route, { place: [index + 1], at }));
}

function waysOf(
  alert: Routed,
  route: RouteRule,
  { place, at }: { readonly place: readonly number[]; readonly at: Instant },
): readonly Way[] {
  if (!matches(alert, route, at)) return [];
  const { to, escalation } = route;
  const own = { place, to, ...(escalation !== undefined && { escalation }) };
  const inside = (route.routes ?? [])
    .map((child, index) => ({
      child,
      ways: waysOf(alert, child, { place: [...place, index + 1], at }),
    }))
    .filter(({ ways }) => ways.length > 0);
  const isTold = inside.length === 0 || inside.some(({ child }) => child.continue === true);
  return [...(isTold ? [own] : []), ...inside.flatMap(({ ways }) => ways)];
}

function matches(alert: Routed, { match, between }: RouteRule, at: Instant): boolean {
  return (
    compareSeverity(alert.severity, match.severity) >= 0 &&
    (match.target === null || match.target === alert.targetName) &&
    (match.rule === null || match.rule === alert.rule) &&
    (match.type === undefined || match.type === alert.type) &&
    Object.entries(match.labels).every(([key, value]) => alert.labels[key] === value) &&
    (between === undefined || isWithin(between, at))
  );
}
