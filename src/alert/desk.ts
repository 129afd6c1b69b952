import type { Alert, AlertEvent, Doer } from '../model/alert.ts';
import type { AlertChange, Outcome, RuleState } from '../model/alert-change.ts';
import type { Instant } from '../model/time.ts';
import type { Action } from './allowed.ts';
import type { AlertLog, Tell } from './ports.ts';
import { acknowledge, resolve } from './state.ts';

export interface DeskDeps {
  readonly log: AlertLog;
  readonly tell: Tell;
  /** How long the same condition stays quiet after a person's resolve, by rule name. */
  cooldown(rule: string): number;
  now(): Instant;
}

/** Times a lost race is tried again; each loss means somebody else's change won. */
const TRIES = 5;

/** Lets people act on alerts: compare and set, so that each press takes effect once, whoever else presses. */
export async function act(
  deps: DeskDeps,
  action: Action,
  request: { id: number; by: Doer; note: string | null },
): Promise<Outcome> {
  for (let tries = 0; tries < TRIES; tries++) {
    const found = await deps.log.get(request.id);
    if (!found) return { kind: 'unknown', id: request.id };
    const at = deps.now();
    const move = action === 'acknowledge' ? acknowledge : resolve;
    const moved = move(found.alert.state, request.by, at, request.note);
    if (moved.kind === 'refused') {
      return { kind: 'unchanged', alert: found.alert, why: moved.reason };
    }
    const told = await deps.log.told(request.id);
    const change = changeFor(deps, found.alert, { state: moved.state, at, request, told });
    const [applied] = await deps.log.apply([change], at);
    if (applied?.kind === 'applied') return { kind: 'done', alert: applied.alert };
  }
  throw new Error(`alert ${request.id} kept changing while a person acted on it`);
}

function changeFor(
  deps: DeskDeps,
  alert: Alert,
  moved: {
    state: Alert['state'];
    at: Instant;
    request: { by: Doer; note: string | null };
    told: readonly string[];
  },
): AlertChange {
  const { state, at, request, told } = moved;
  const content = { ...alert, state };
  const resolved = state.kind === 'resolved';
  const event: Omit<AlertEvent, 'alert'> = {
    at,
    by: request.by,
    kind: resolved ? 'resolved' : 'acknowledged',
    detail: request.note ?? '',
  };
  return {
    expect: { id: alert.id, version: alert.version },
    alert: content,
    events: [event],
    messages: deps.tell(content, resolved ? 'resolved' : 'card', told),
    ...(resolved && { ruleState: muted(deps, alert, at) }),
  };
}

/** The rule opens no new episode before its condition has been false once, or the cooldown is over. */
function muted(deps: DeskDeps, alert: Alert, at: Instant): RuleState {
  const { fingerprint, rule, target } = alert;
  const until = at + deps.cooldown(rule);
  return { fingerprint, rule, target, muted: { until, alert: alert.id } };
}
