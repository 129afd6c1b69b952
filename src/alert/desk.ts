import type { Alert, AlertEvent, AlertLife, Doer, Severity } from '../model/alert.ts';
import { NEW_LIFE } from '../model/alert.ts';
import type { Outcome, RuleState } from '../model/alert-change.ts';
import type { Target } from '../model/target.ts';
import type { Instant } from '../model/time.ts';
import { MINUTE } from '../model/time.ts';
import type { Action } from './allowed.ts';
import type { AnnounceDeps } from './announce.ts';
import { expiryFor } from './expiry.ts';
import type { Entry } from './record.ts';
import { record } from './record.ts';
import type { Acted } from './state.ts';
import { acknowledge, resolve, unacknowledge } from './state.ts';
import { givenBackTimes, repeatsOf } from './telling.ts';

export interface DeskDeps extends AnnounceDeps {
  now(): Instant;
}

/** Times a lost race is tried again; each loss means somebody else's change won. */
const TRIES = 5;
/** Alerts that are looked up before others get their turn. */
const BATCH = 50;
/** Of a rule that is configured no more. */
const COOLDOWN = 5 * MINUTE;

const DONE = {
  acknowledge: 'acknowledged',
  unacknowledge: 'unacknowledged',
  resolve: 'resolved',
} as const satisfies Record<Action, AlertEvent['kind']>;

interface Deed {
  readonly by: Doer;
  readonly note: string | null;
  /** After how long whoever takes it is asked; not given: as configured. */
  readonly lasts?: number | null;
}

/** Lets people act on alerts: compare and set, so that each press takes effect once, whoever else presses. */
export function act(
  deps: DeskDeps,
  action: Action,
  ids: readonly number[],
  deed: Deed,
): Promise<readonly Outcome[]> {
  return changeAll(deps, ids, (alert, at) => {
    const acted = move(action, alert, { ...deed, at });
    if (acted.kind === 'refused') return { why: acted.reason };
    return entryFor(deps, action, alert, { ...deed, at, acted });
  });
}

/** What is to become of an alert, or why nothing is. */
export type Wanted = Entry | { readonly why: string };

/** Changes alerts one by one, each from what it is when it is written, whoever else changes it meanwhile. */
export async function changeAll(
  deps: DeskDeps,
  ids: readonly number[],
  make: (alert: Alert, at: Instant) => Wanted,
): Promise<readonly Outcome[]> {
  const outcomes = new Map<number, Outcome>();
  const wanted = [...new Set(ids)];
  for (let at = 0; at < wanted.length; at += BATCH) {
    let left: readonly number[] = wanted.slice(at, at + BATCH);
    for (let tries = 0; left.length > 0; tries++) {
      if (tries === TRIES) throw new Error(`alerts ${left.join(', ')} kept changing meanwhile`);
      left = await changeOnce(deps, left, { make, outcomes });
    }
    await new Promise(setImmediate);
  }
  return wanted.flatMap((id) => outcomes.get(id) ?? []);
}

/** Gives the ids whose change lost against somebody else's. */
async function changeOnce(
  deps: DeskDeps,
  ids: readonly number[],
  {
    make,
    outcomes,
  }: { make(alert: Alert, at: Instant): Wanted; readonly outcomes: Map<number, Outcome> },
): Promise<readonly number[]> {
  const at = deps.now();
  const entries: Entry[] = [];
  for (const id of ids) {
    const found = await deps.book.log.get(id);
    if (!found) {
      outcomes.set(id, { kind: 'unknown', id });
      continue;
    }
    const made = make(found.alert, at);
    if ('why' in made) outcomes.set(id, { kind: 'unchanged', alert: found.alert, why: made.why });
    else entries.push(made);
  }
  const results = await record(deps, entries, at);
  return entries.flatMap(({ before }, index) => {
    const result = results[index];
    if (result?.kind !== 'applied') return before ? [before.id] : [];
    outcomes.set(result.alert.id, { kind: 'done', alert: result.alert });
    return [];
  });
}

function move(action: Action, alert: Alert, deed: Deed & { readonly at: Instant }): Acted {
  const { by, at, note, lasts = null } = deed;
  const { state } = alert;
  switch (action) {
    case 'acknowledge': {
      const isOwn = state.kind === 'acknowledged' && state.by.id === by.id;
      return acknowledge(alert, { by, at, note }, isOwn && lasts !== null);
    }
    case 'unacknowledge':
      return unacknowledge(alert);
    case 'resolve':
      return resolve(alert, { by, at, note });
    default:
      return action satisfies never;
  }
}

function entryFor(
  deps: DeskDeps,
  action: Action,
  before: Alert,
  moved: Deed & { readonly at: Instant; readonly acted: Extract<Acted, { kind: 'done' }> },
): Entry {
  const { by, note, at, acted, lasts = null } = moved;
  const life = { ...acted.episode.life, ...timesAfter(deps, action, before, { at, lasts }) };
  const isMuted = action === 'resolve' && before.rule !== BY_HAND;
  const isStill = action === 'acknowledge' && before.state.kind === 'acknowledged';
  return {
    alert: { ...before, ...acted.episode, life },
    before,
    occasion: action === 'resolve' ? 'resolved' : 'changed',
    events: [{ at, by, kind: DONE[action], detail: note ?? (isStill ? 'still on it' : '') }],
    ...(isMuted && { ruleState: muted(before, at, deps.ruleOf(before)?.cooldown ?? COOLDOWN) }),
  };
}

function timesAfter(
  deps: DeskDeps,
  action: Action,
  before: Alert,
  { at, lasts }: { readonly at: Instant; readonly lasts: number | null },
): Partial<AlertLife> {
  switch (action) {
    case 'acknowledge':
      // Whoever still is on it is for as long again.
      return {
        expiry: expiryFor(deps, before, { at, lasts: lasts ?? before.life.expiry?.after ?? null }),
      };
    case 'unacknowledge':
      return givenBackTimes(before, repeatsOf(deps, before), at);
    case 'resolve':
      return {};
    default:
      return action satisfies never;
  }
}

/** The rule opens no new episode before its condition has been false once, or the cooldown is over. */
function muted(alert: Alert, at: Instant, cooldown: number): RuleState {
  const { fingerprint, rule, target } = alert;
  return { fingerprint, rule, target, muted: { until: at + cooldown, alert: alert.id } };
}

/** Writes a line into an alert's history, whatever state it is in. */
export async function annotate(
  deps: DeskDeps,
  id: number,
  line: { readonly by: Doer; readonly kind: 'note' | 'noise' | 'acted'; readonly text: string } & {
    readonly noise?: Doer | null;
  },
): Promise<Outcome> {
  for (let tries = 0; tries < TRIES; tries++) {
    const found = await deps.book.log.get(id);
    if (!found) return { kind: 'unknown', id };
    const before = found.alert;
    const at = deps.now();
    const life = line.noise === undefined ? before.life : { ...before.life, noise: line.noise };
    const events = [{ at, by: line.by, kind: line.kind, detail: line.text }];
    const entry: Entry = { alert: { ...before, life }, before, occasion: 'changed', events };
    const [result] = await record(deps, [entry], at);
    if (result?.kind === 'applied') return { kind: 'done', alert: result.alert };
  }
  throw new Error(`alert ${id} kept changing meanwhile`);
}

/** Rule name of alerts that a person or another program made. */
export const BY_HAND = 'by_hand';

/** An alert that no rule made; it stays open until somebody resolves it. */
export async function raiseByHand(
  deps: DeskDeps,
  wanted: {
    readonly target: Target;
    readonly message: string;
    readonly severity: Severity;
    readonly type: string;
    readonly by: Doer;
  },
): Promise<Alert> {
  const at = deps.now();
  const { target, message, severity, type, by } = wanted;
  const alert: Entry['alert'] = {
    fingerprint: `${BY_HAND}/${target.id}/${at}/${by.id}`,
    rule: BY_HAND,
    target: target.id,
    targetName: target.name,
    labels: target.labels,
    severity,
    state: { kind: 'firing', since: at, firedAt: at },
    message,
    evidence: { metric: null, value: null, operator: null, limit: null },
    scoreBefore: null,
    scoreNow: null,
    previous: null,
    type,
    lead: null,
    life: { ...NEW_LIFE, changes: [at] },
  };
  const events = [{ at, by, kind: 'fired' as const, detail: `${severity}: by ${by.name}` }];
  const [result] = await record(deps, [{ alert, before: null, occasion: 'fired', events }], at);
  if (result?.kind !== 'applied') throw new Error('an alert of the same moment exists');
  return result.alert;
}
