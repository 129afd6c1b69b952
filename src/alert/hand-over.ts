import type { Doer } from '../model/alert.ts';
import type { Outcome } from '../model/alert-change.ts';
import type { DeskDeps } from './desk.ts';
import { changeAll } from './desk.ts';
import { expiryFor } from './expiry.ts';
import { stopped } from './turn.ts';

/** A person stops the escalations that are under way; each stays stopped until its alert grows worse or is given back. */
export function stopEscalations(
  deps: DeskDeps,
  ids: readonly number[],
  by: Doer,
): Promise<readonly Outcome[]> {
  return changeAll(deps, ids, (before, at) => {
    const times = before.state.kind === 'firing' ? stopped(before.life) : null;
    if (times === null) return { why: 'no escalation of it is under way' };
    return {
      ...{ alert: { ...before, life: { ...before.life, ...times } }, before },
      occasion: 'changed',
      events: [{ at, by, kind: 'stopped', detail: 'its escalation' }],
    };
  });
}

/** What somebody has is somebody else's from now on; it is told where people know of it. */
export function handOver(
  deps: DeskDeps,
  ids: readonly number[],
  { by, to, isTheirs }: { by: Doer; to: Doer; isTheirs(owner: Doer): boolean },
): Promise<readonly Outcome[]> {
  return changeAll(deps, ids, (before, at) => {
    const { state, life } = before;
    if (state.kind !== 'acknowledged' || !isTheirs(state.by))
      return { why: `${by.name} has it not` };
    const taken = { by: to, at, note: state.note };
    const expiry = expiryFor(deps, before, { at, lasts: life.expiry?.after ?? null });
    return {
      alert: { ...before, state: { ...state, ...taken }, life: { ...life, taken, expiry } },
      before,
      occasion: 'handed',
      events: [{ at, by: to, kind: 'acknowledged', detail: `handed over by ${by.name}` }],
      person: to.name,
      said: `${by.name} handed it over to ${to.name}`,
    };
  });
}
