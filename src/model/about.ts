import type { Alert, Severity } from './alert.ts';
import { compareSeverity } from './alert.ts';
import type { Unit } from './metric.ts';
import type { Labels } from './sample.ts';
import type { Instant } from './time.ts';

/** Most characters of a text that a program is sent. */
const MOST_TEXT = 4_000;
const CUT = ' … (cut)';

/** One alert as programs read it: plain values, nothing of a platform. */
export interface AlertAbout {
  readonly id: number;
  /** The same for the whole episode, and for no other. */
  readonly fingerprint: string;
  readonly severity: Severity;
  readonly state: Alert['state']['kind'];
  readonly target: string;
  readonly rule: string;
  readonly type: string;
  readonly labels: Labels;
  readonly message: string;
  readonly metric: string | null;
  readonly value: number | boolean | string | null;
  readonly limit: number | boolean | string | null;
  /** Of value and limit. */
  readonly unit: Unit;
  readonly startedAt: Instant;
  /** null while it has not fired. */
  readonly firedAt: Instant | null;
  /** null while it is open. */
  readonly endedAt: Instant | null;
  /** Who took or ended it; null while nobody did. */
  readonly by: string | null;
  /** The alert in whose message it is shown, or null. */
  readonly lead: number | null;
}

/** What a message is about: the alert that leads it, and what it shows beside that. */
export interface About extends AlertAbout {
  /** All that the message shows taken together; `severity` is the strongest of what is open. */
  readonly whole: {
    readonly state: AlertAbout['state'];
    readonly severity: Severity;
    readonly total: number;
    readonly open: number;
  };
  /** Alerts of a message of several, the strongest open ones first, not all of a storm; empty where it shows one. */
  readonly members: readonly AlertAbout[];
  readonly storm: boolean;
  /** Where people can look at it; none yet. */
  readonly url: null;
}

/** The alerts that a message shows beside the one that leads it. */
export interface Shown {
  readonly total: number;
  readonly open: number;
  readonly acknowledged: number;
  /** The strongest open one first. */
  readonly strongest: readonly Alert[];
}

/** @param unitOf the unit of a metric; `none` of all unless given. */
export function aboutOf(
  alert: Alert,
  shown: Shown | null,
  unitOf: (metric: string) => Unit = () => 'none',
): About {
  const own = aboutOne(alert, unitOf);
  const { severity, state } = own;
  const more = { storm: alert.life.storm, url: null };
  if (shown === null) {
    const open = state === 'resolved' ? 0 : 1;
    return { ...own, ...more, whole: { state, severity, total: 1, open }, members: [] };
  }
  const { total, open, acknowledged, strongest } = shown;
  const isOpen = strongest.filter((one) => one.state.kind !== 'resolved');
  const worst = (isOpen.length > 0 ? isOpen : [alert]).reduce((a, b) =>
    compareSeverity(b.severity, a.severity) > 0 ? b : a,
  );
  const ongoing = acknowledged === open ? 'acknowledged' : 'firing';
  const whole = { severity: worst.severity, total, open };
  return {
    ...{ ...own, ...more, whole: { state: open === 0 ? 'resolved' : ongoing, ...whole } },
    members: strongest.map((one) => aboutOne(one, unitOf)),
  };
}

function aboutOne(alert: Alert, unitOf: (metric: string) => Unit): AlertAbout {
  const { id, fingerprint, severity, state, targetName, rule, type, labels, evidence } = alert;
  const isTaken = state.kind === 'acknowledged' || state.kind === 'resolved';
  return {
    ...{ id, fingerprint, severity, state: state.kind, target: targetName, rule, type, labels },
    message: shortened(alert.message),
    metric: evidence.metric,
    value: plain(evidence.value),
    limit: plain(evidence.limit),
    unit: evidence.metric === null ? 'none' : unitOf(evidence.metric),
    startedAt: state.since,
    firedAt: state.kind === 'pending' ? null : state.firedAt,
    endedAt: state.kind === 'resolved' ? state.at : null,
    by: isTaken ? state.by.name : null,
    lead: alert.lead,
  };
}

function plain(value: number | boolean | string | null) {
  return typeof value === 'string' ? shortened(value) : value;
}

/** A text that is too long says that it was cut. */
export function shortened(text: string, most = MOST_TEXT): string {
  const whole = text.toWellFormed();
  return whole.length <= most ? whole : `${whole.slice(0, most - CUT.length).toWellFormed()}${CUT}`;
}
