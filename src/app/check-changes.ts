import { isDeepStrictEqual } from 'node:util';
import { sharedExpectations } from '../check/expect.ts';
import type { CheckKind } from '../check/kind.ts';
import { findCheckKind } from '../check/kinds.ts';
import { isDown, nextState, unknownState, unseen } from '../check/state.ts';
import type { Check, CheckResult, CheckState } from '../model/check.ts';
import { isUp } from '../model/check.ts';
import type { Reading } from '../model/sample.ts';
import type { Instant } from '../model/time.ts';
import { changesTogether } from './change-batch.ts';
import type { CheckBook, CheckBookDeps, CheckTaken, OwnCheck } from './check-book.ts';
import { type CheckStates, standing } from './check-states.ts';
import { objectiveReadings } from './objective-readings.ts';
import { isSetBack, sighted } from './sighted.ts';

/** What changes of checks: which there are, and how they stand. */
export function checkChanges(
  book: CheckStates,
  deps: CheckBookDeps,
  stored: Map<number, CheckState>,
): Pick<CheckBook, 'configured' | 'take' | 'leave' | 'refresh'> {
  const { store, clock, switches } = deps;
  const { state } = book;
  const configured = () => switches?.applied(deps.configured()) ?? deps.configured();
  const change = changesTogether(store.change);

  async function refresh(): Promise<void> {
    const wanted = configured();
    const ids = await store.sync(
      wanted.map(({ name }) => name),
      clock.now(),
    );
    const read = sharedExpectations();
    const next = wanted.map((check, place) => {
      const known = book.byName.get(check.name);
      if (known !== undefined && isDeepStrictEqual(known.check, check)) return known;
      const kind = kindOf(check, deps.kinds ?? []);
      return { id: ids[place] ?? 0, check, kind, expectations: read(check) };
    });
    const byWanted = new Map(wanted.map((check) => [check.name, check]));
    const gone = [...book.byName.keys()].filter((name) => !byWanted.has(name));
    book.anew = new Map(
      book.all.flatMap(({ check }) => {
        const said = replaced(check, byWanted.get(check.name));
        return said === null ? [] : [[check.name, said] as const];
      }),
    );
    await leave(gone, 'configured no more');
    for (const [name, said] of book.anew) {
      await leave([name], said);
      book.states.delete(name);
    }
    for (const name of gone) {
      book.former.add(name);
      book.states.delete(name);
    }
    for (const { id, check } of next) {
      book.former.delete(check.name);
      if (book.states.has(check.name)) continue;
      const known = stored.get(id) ?? unknownState(clock.now());
      book.states.set(check.name, withLastOk(known, deps.lastOk?.of(id) ?? null));
    }
    book.all = next;
    book.byName = new Map(next.map((own) => [own.check.name, own]));
    book.byTarget = Map.groupBy(next, ({ check }) => check.target);
    // From here on the book knows better.
    stored.clear();
  }

  async function leave(
    names: readonly string[],
    reason: string,
    since = clock.now(),
  ): Promise<void> {
    const left = names
      .flatMap((name) => book.byName.get(name) ?? [])
      .filter((own) => state(own).status !== 'unknown')
      // What was seen then was seen.
      .map((own) => ({ own, at: Math.max(since, (state(own).last?.at ?? since - 1) + 1) }));
    await change(left.map(({ own, at }) => ({ check: own.id, at, status: 'unknown', reason })));
    for (const { own, at } of left) {
      book.states.set(own.check.name, unseen(state(own), at));
      book.objectives.delete(own.check.name);
    }
  }

  async function take(
    own: OwnCheck,
    result: CheckResult & { readonly at: Instant },
  ): Promise<CheckTaken> {
    const { before, changes } = sighted(own, state(own), result.at);
    const after = nextState(before, result, own.check);
    if (after.status !== before.status || isSetBack(before, result.at)) {
      const reason = result.reasons.join('; ');
      changes.push({ check: own.id, at: result.at, status: after.status, reason });
    }
    await change(changes);
    book.states.set(own.check.name, after);
    if (isLost(before, after)) {
      await deps.lastOk?.keep(
        own.id,
        after.lastOk,
        book.all.map(({ id }) => id),
      );
    }
    if (isDown(before.status) && isUp(after.status)) book.recovered.set(own.check.name, result.at);
    const spent = await objectiveReadings(own, store, result.at);
    book.objectives.set(own.check.name, spent);
    const readings = [...readingsOf(own.check, after, result), ...spent];
    const metrics = book.given.get(own.check.name) ?? new Set();
    book.given.set(own.check.name, metrics);
    for (const { metric } of readings) metrics.add(metric);
    return { own, before, after, readings };
  }

  return { configured, refresh, leave, take };
}

/** What was kept of a failure counts as long as that goes on. */
function withLastOk(state: CheckState, lastOk: Instant | null): CheckState {
  const wasDown = state.held !== null && isDown(state.held.status);
  return wasDown && lastOk !== null ? { ...state, lastOk } : state;
}

/** It went down, and was well before. */
function isLost(
  before: CheckState,
  after: CheckState,
): after is CheckState & { readonly lastOk: Instant } {
  return !isDown(before.status) && isDown(after.status) && after.lastOk !== null;
}

function kindOf(check: Check, more: readonly CheckKind[]): CheckKind {
  const kind = findCheckKind(check.kind) ?? more.find((one) => one.kind === check.kind);
  if (kind === undefined) throw new Error(`there is no kind of check ${check.kind}`);
  return kind;
}

/** What is said of a check whose name stands for another one now; null while it is the same. */
function replaced({ kind, target }: Check, now: Check | undefined): string | null {
  if (now === undefined) return null;
  if (now.kind !== kind) return `the check is one of kind ${now.kind} now`;
  return now.target === target ? null : `the check belongs to ${now.target} now`;
}

/** To 10 microseconds: what lies beyond is noise, and takes most of the room. */
function kept(latency: number): number {
  return Math.round(latency * 100) / 100;
}

function readingsOf(
  { name }: Check,
  state: CheckState,
  { latency, metrics }: CheckResult,
): readonly Reading[] {
  return [
    ...standing(name, state),
    ...(latency === null
      ? []
      : [{ metric: 'check.latency_ms', labels: { name }, value: kept(latency) }]),
    ...metrics.map(({ metric, labels, value }) => ({
      metric,
      labels: { ...labels, name },
      value,
    })),
  ];
}
