import type { Alert, AlertEvent, Doer, Severity } from '../model/alert.ts';
import { NEW_LIFE } from '../model/alert.ts';
import type { Outcome, RuleState } from '../model/alert-change.ts';
import type { Target } from '../model/target.ts';
import type { Instant } from '../model/time.ts';
import { MINUTE } from '../model/time.ts';
import type { Action } from './allowed.ts';
import type { AnnounceDeps } from './announce.ts';
import type { Entry } from './record.ts';
import { record } from './record.ts';
import type { Acted } from './state.ts';
import { acknowledge, resolve, unacknowledge } from './state.ts';
import { firstTimes } from './telling.ts';

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
}

/** Lets people act on alerts: compare and set, so that each press takes effect once, whoever else presses. */
export async function act(
  deps: DeskDeps,
  action: Action,
  ids: readonly number[],
  deed: Deed,
): Promise<readonly Outcome[]> {
  const outcomes = new Map<number, Outcome>();
  const wanted = [...new Set(ids)];
  for (let at = 0; at < wanted.length; at += BATCH) {
    let left: readonly number[] = wanted.slice(at, at + BATCH);
    for (let tries = 0; left.length > 0; tries++) {
      if (tries === TRIES) throw new Error(`alerts ${left.join(', ')} kept changing meanwhile`);
      left = await actOnce(deps, action, left, { ...deed, outcomes });
    }
    await new Promise(setImmediate);
  }
  return wanted.flatMap((id) => outcomes.get(id) ?? []);
}

/** Gives the ids whose change lost against somebody else's. */
async function actOnce(
  deps: DeskDeps,
  action: Action,
  ids: readonly number[],
  { outcomes, ...deed }: Deed & { readonly outcomes: Map<number, Outcome> },
): Promise<readonly number[]> {
  const at = deps.now();
  const entries: Entry[] = [];
  for (const id of ids) {
    const found = await deps.book.log.get(id);
    if (!found) {
      outcomes.set(id, { kind: 'unknown', id });
      continue;
    }
    const acted = move(action, found.alert, { ...deed, at });
    if (acted.kind === 'refused') {
      outcomes.set(id, { kind: 'unchanged', alert: found.alert, why: acted.reason });
    } else entries.push(entryFor(deps, action, found.alert, { ...deed, at, acted }));
  }
  const results = await record(deps, entries, at);
  return entries.flatMap(({ before }, index) => {
    const result = results[index];
    if (result?.kind !== 'applied') return before ? [before.id] : [];
    outcomes.set(result.alert.id, { kind: 'done', alert: result.alert });
    return [];
  });
}

function move(action: Action, alert: Alert, taken: Deed & { readonly at: Instant }): Acted {
  switch (action) {
    case 'acknowledge':
      return acknowledge(alert, taken);
    case 'unacknowledge':
      return unacknowledge(alert);
    case 'resolve':
      return resolve(alert, taken);
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
  const { by, note, at, acted } = moved;
  const rule = deps.ruleOf(before);
  const given = action === 'unacknowledge' ? firstTimes(before, rule, at) : {};
  const life = { ...acted.episode.life, ...given };
  const isMuted = action === 'resolve' && before.rule !== BY_HAND;
  return {
    alert: { ...before, ...acted.episode, life },
    before,
    occasion: action === 'resolve' ? 'resolved' : 'changed',
    events: [{ at, by, kind: DONE[action], detail: note ?? '' }],
    ...(isMuted && { ruleState: muted(before, at, rule?.cooldown ?? COOLDOWN) }),
  };
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
