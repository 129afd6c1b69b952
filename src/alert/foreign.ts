import type { Alert } from '../model/alert.ts';
import { compareSeverity } from '../model/alert.ts';
import type { Applied } from '../model/alert-change.ts';
import type { ForeignAlert } from '../model/foreign-alert.ts';
import {
  FOREIGN_SENDER,
  FOREIGN_URL,
  foreignFingerprint,
  sourceOf,
} from '../model/foreign-alert.ts';
import { formatDuration } from '../model/format.ts';
import type { Rule } from '../model/rule.ts';
import type { Labels } from '../model/sample.ts';
import type { Target } from '../model/target.ts';
import type { Instant } from '../model/time.ts';
import { DAY, MINUTE } from '../model/time.ts';
import type { AnnounceDeps } from './announce.ts';
import { movedEntry } from './moved.ts';
import type { OfRule } from './ports.ts';
import type { Entry } from './record.ts';
import { recordNow } from './record.ts';
import { endAlerts } from './retire.ts';
import { goesOn, nextEpisode } from './state.ts';

/** As of a rule that says nothing of it. */
const COOLDOWN = 5 * MINUTE;
const TIMES = { for: 0, clearFor: 0, cooldown: COOLDOWN };
/** What began earlier is no time that anybody means. */
const OLDEST = 366 * DAY;

/** An alert that was told, and the target it belongs to when it is new. */
export interface Told {
  readonly alert: ForeignAlert;
  readonly target: Target;
}

/** What stands for the rule of an alert of another product: it is repeated as ours are. */
export function foreignRule(
  { rule, severity = 'warning', labels = {} }: OfRule,
  remind: number | null,
): Rule {
  return {
    ...{ name: rule, levels: [{ severity, when: '' }], for: 0, clear: null, clearFor: 0 },
    ...{ cooldown: COOLDOWN, escalate: null, type: 'custom', message: '', labels: {} },
    remind: compareSeverity(severity, 'critical') >= 0 ? remind : null,
    runbook: labels[FOREIGN_URL] ?? null,
    targets: null,
    channels: null,
  };
}

/**
 * Opens, raises and ends alerts as other products tell. What is open already goes on as it is; what a person resolved
 * stays so until it was over there, or for the cooldown.
 */
export async function takeForeign(
  deps: AnnounceDeps,
  all: readonly Told[],
  at: Instant,
): Promise<readonly Applied[]> {
  // Of one that comes twice the last counts.
  const told = new Map(all.map((one) => [foreignFingerprint(one.alert), one]));
  for (const [key, { alert, target }] of told) {
    const isKnown = alert.isOver && deps.book.ruleState(target.id, key) !== null;
    if (isKnown) await deps.book.forget(target.id, key);
  }
  return recordNow(deps, () => entriesFor(deps, told, at), at);
}

/** Ends what was not sent again in time. */
export function endUnsent(
  deps: AnnounceDeps,
  ids: readonly number[],
  at: Instant,
): Promise<readonly Applied[]> {
  const open = () => ids.flatMap((id) => deps.book.byId(id) ?? []);
  return endAlerts(deps, open, { at, note: 'no longer sent' });
}

/** What is open of other products, by fingerprint. */
export function openForeign({ book }: Pick<AnnounceDeps, 'book'>): Map<string, Alert> {
  const open = [...book.open(null)].filter((alert) => sourceOf(alert) !== null);
  return new Map(open.map((alert) => [alert.fingerprint, alert]));
}

function entriesFor(
  deps: AnnounceDeps,
  told: ReadonlyMap<string, Told>,
  at: Instant,
): readonly Entry[] {
  const open = openForeign(deps);
  const entries = [...told].flatMap(([key, one]): Entry[] => {
    const known = open.get(key) ?? deps.book.find(one.target.id, key);
    const entry = entryFor(deps, one, { key, known, at });
    return entry === null ? [] : [entry];
  });
  // What is over first, so that nothing joins its message; then the strongest: the others join its message.
  return entries.sort(
    (a, b) => endsNow(b) - endsNow(a) || compareSeverity(b.alert.severity, a.alert.severity),
  );
}

function endsNow({ alert }: Entry): number {
  return Number(alert.state.kind === 'resolved');
}

interface Seen {
  readonly key: string;
  readonly known: Alert | null;
  readonly at: Instant;
}

/** What becomes of one, or null when nothing changes. */
function entryFor(deps: AnnounceDeps, told: Told, { key, known, at }: Seen): Entry | null {
  const { alert, target } = told;
  const muted = deps.book.ruleState(target.id, key)?.muted ?? null;
  if (isMuted(muted, alert, at)) return null;
  const before = known !== null && takesUp(known, at) ? known : null;
  const next = nextEpisode(before, { at, condition: !alert.isOver, clears: alert.isOver }, TIMES);
  if (next === null) return null;
  const severity = before && alert.isOver ? before.severity : alert.severity;
  if (next === before && severity === before.severity) return null;
  const episode = before === null ? begun(next, alert, at) : next;
  const content = before ?? newContent(told, { key, previous: muted?.alert ?? null });
  const changed = { ...content, state: episode.state, life: episode.life, severity };
  const detail = detailOf(alert, changed, at);
  return movedEntry(before, changed, { at, detail, forgets: muted !== null });
}

/** An open alert goes on; one that is over only when it ended there a short while ago. */
function takesUp({ state }: Alert, at: Instant): boolean {
  return state.kind !== 'resolved' || goesOn(state, at, COOLDOWN);
}

/** A person resolved it, and it has gone on there ever since: quiet until the cooldown is over. */
function isMuted(
  muted: { readonly until: Instant } | null,
  { startsAt, isOver }: ForeignAlert,
  at: Instant,
) {
  if (muted === null || isOver) return false;
  const left = muted.until - at;
  const isAnother = startsAt !== null && startsAt > muted.until - COOLDOWN;
  return left > 0 && left <= COOLDOWN && !isAnother;
}

type Begun = NonNullable<ReturnType<typeof nextEpisode>>;

/** It may have begun there before we heard of it. */
function begun({ state, life }: Begun, { startsAt }: ForeignAlert, at: Instant): Begun {
  const isTime = startsAt !== null && startsAt < at && startsAt > at - OLDEST;
  return { state: isTime ? { ...state, since: startsAt } : state, life };
}

function newContent(
  { alert, target }: Told,
  { key, previous }: { readonly key: string; readonly previous: number | null },
): Omit<Entry['alert'], 'state' | 'life' | 'severity'> {
  return {
    fingerprint: key,
    rule: alert.rule,
    target: target.id,
    targetName: target.name,
    labels: { ...target.labels, ...alert.labels, ...ours(alert) },
    message: messageOf(alert, target),
    evidence: { metric: null, value: null, operator: null, limit: null },
    scoreBefore: null,
    scoreNow: null,
    previous,
    type: alert.source,
    lead: null,
  };
}

function ours({ url, sender }: ForeignAlert): Labels {
  return {
    ...(url !== null && { [FOREIGN_URL]: url }),
    ...(sender !== null && { [FOREIGN_SENDER]: sender }),
  };
}

/** Where the target does not say what it is about, the message does. */
function messageOf({ message, about, source }: ForeignAlert, target: Target): string {
  const [first] = about;
  const isTold = target.name !== source || first === undefined || message.includes(first);
  return isTold ? message : `${message} (${first})`;
}

function detailOf(alert: ForeignAlert, { state, severity }: Entry['alert'], at: Instant): string {
  const { source, detail, cut } = alert;
  if (state.kind === 'resolved')
    return `${source} says so, after ${formatDuration(at - state.since)}`;
  const more = detail === null ? '' : `: ${detail}`;
  const left = cut.length === 0 ? '' : ` (${cut.slice(0, 5).join('; ')})`;
  return `${severity}: by ${source}${more}${left}`;
}
