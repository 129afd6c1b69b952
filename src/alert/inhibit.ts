import type { Alert } from '../model/alert.ts';
import { compareSeverity } from '../model/alert.ts';
import type { Matcher } from '../model/silence.ts';
import { matches } from '../model/silence.ts';
import type { Target } from '../model/target.ts';
import type { Instant } from '../model/time.ts';
import type { Book } from './book.ts';

/**
 * While an alert that `when` matches (its severity or a stronger one) is open, those that `mute` matches (its severity or
 * a weaker one) are held back.
 */
export interface Inhibition {
  readonly when: Matcher;
  readonly mute: Matcher;
  /** `target` and label names that must be equal on both. */
  readonly same: readonly string[];
}

export type Muted = Pick<
  Alert,
  'fingerprint' | 'rule' | 'target' | 'targetName' | 'labels' | 'severity' | 'evidence'
>;

/** Without what the thing of an alert cannot work, beside the parents of its target. */
export interface Needs {
  /** Names of targets that must be reached. */
  readonly targets: readonly string[];
  /** What else is down, such as `check router is down`; null when nothing is. */
  readonly down: string | null;
  /** Milliseconds until the thing is looked at again: so long it may still be what it was. */
  readonly interval: number;
}

/** A fact that says whether a target was reached at all. */
const REACHABLE = 'target.reachable';

export interface InhibitDeps {
  readonly book: Pick<Book, 'open' | 'ended' | 'holdsOf' | 'revision'>;
  targets(): readonly Target[];
  rules(): readonly Inhibition[];
  /** null where nothing is known to be needed; nothing ever is unless given. */
  needs?(alert: Muted): Needs | null;
}

/** What may mute others now: thousands of decisions ask for it between two changes. */
interface Causes {
  readonly revision: number;
  readonly now: Instant;
  readonly targets: readonly Target[];
  readonly byId: ReadonlyMap<number, Target>;
  readonly byName: ReadonlyMap<string, Target>;
  /** Targets that cannot be reached, open or over of late, by target. */
  readonly dead: ReadonlyMap<number, readonly Alert[]>;
  readonly muting: readonly { readonly rule: Inhibition; readonly alerts: readonly Alert[] }[];
}

/** Finds what makes an alert pointless to tell: a parent target that cannot be reached, what it depends on, or what the configuration names. */
export function inhibitor(deps: InhibitDeps): (alert: Muted, now: Instant) => string | null {
  let known: Causes | null = null;
  return (alert, now) => {
    const isOld = known?.revision !== deps.book.revision() || known.now !== now;
    if (known === null || isOld || known.targets !== deps.targets()) known = causesOf(deps, now);
    return deadParent(known, alert) ?? lacking(known, deps.needs?.(alert)) ?? muting(known, alert);
  };
}

function causesOf({ book, targets, rules, needs }: InhibitDeps, now: Instant): Causes {
  const all = targets();
  const isReach = ({ evidence }: Alert) => evidence.metric === REACHABLE;
  // Also while it has not lasted long enough: both fell silent together, and this one was only looked at first. And when
  // it is just back: the next round of the child says whether it is too.
  const reach =
    needs !== undefined || all.some(({ parent }) => parent !== null)
      ? [...book.open(null), ...book.ended(now)].filter(isReach)
      : [];
  return {
    revision: book.revision(),
    now,
    targets: all,
    byId: new Map(all.map((one) => [one.id, one])),
    byName: new Map(all.map((one) => [one.name, one])),
    dead: Map.groupBy(reach, ({ target }) => target),
    muting: rules().map((rule) => ({
      rule,
      alerts: [...book.open(null)].filter((one) => isHeard(book, one) && watches(rule, one)),
    })),
  };
}

function deadParent(causes: Causes, { target }: Muted): string | null {
  const child = causes.byId.get(target);
  return deadAmong(causes, parentsOf(child, causes), child?.interval ?? 0);
}

/** What is needed and is not there: a check that fails, or a target that cannot be reached, also by a parent of it. */
function lacking(causes: Causes, needs: Needs | null = null): string | null {
  if (needs === null) return null;
  const named = needs.targets.flatMap((name) => causes.byName.get(name) ?? []);
  const all = named.flatMap((target) => [target, ...parentsOf(target, causes)]);
  return needs.down ?? deadAmong(causes, all, needs.interval);
}

function deadAmong({ dead, now }: Causes, all: readonly Target[], grace: number): string | null {
  const isBack = ({ state }: Alert) => state.kind === 'resolved' && now - state.at > grace;
  for (const { id } of all) {
    const one = dead.get(id)?.find((two) => !isBack(two));
    if (one) return because(one);
  }
  return null;
}

function parentsOf(child: Target | undefined, { byName, targets }: Causes): Target[] {
  const parents: Target[] = [];
  let name = child?.parent ?? null;
  // A circle is refused by the configuration; more steps than targets there cannot be.
  while (name !== null && parents.length < targets.length) {
    const parent = byName.get(name);
    if (parent) parents.push(parent);
    name = parent?.parent ?? null;
  }
  return parents;
}

function muting({ muting: causes }: Causes, alert: Muted): string | null {
  for (const { rule, alerts } of causes) {
    // What matches both sides would mute its own kind, and nobody would be told.
    if (alerts.length === 0 || !matches(rule.mute, alert) || watches(rule, alert)) continue;
    const one = alerts.find((two) => rule.same.every((name) => isEqual(name, two, alert)));
    if (one) return because(one);
  }
  return null;
}

/** Whether an alert is one that mutes others: of the severity that is named, or stronger. */
function watches({ when }: Inhibition, alert: Muted): boolean {
  const isStrong = when.severity === null || compareSeverity(alert.severity, when.severity) >= 0;
  return isStrong && matches({ ...when, severity: null }, alert);
}

function isEqual(name: string, a: Muted, b: Muted): boolean {
  return name === 'target' ? a.target === b.target : a.labels[name] === b.labels[name];
}

/** It has fired, and is not muted itself: what may still pass by mutes nothing, and two cannot mute each other. */
function isHeard(book: InhibitDeps['book'], { id, state }: Alert): boolean {
  return state.kind !== 'pending' && book.holdsOf(id).every(({ why }) => why !== 'inhibited');
}

function because({ id, message }: Alert): string {
  return `#${id} ${message}`;
}
