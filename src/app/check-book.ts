import { isDeepStrictEqual } from 'node:util';
import type { Needs } from '../alert/inhibit.ts';
import type { Expectations } from '../check/expect.ts';
import { sharedExpectations } from '../check/expect.ts';
import type { CheckKind } from '../check/kind.ts';
import { findCheckKind } from '../check/kinds.ts';
import { isDown, nextState, unknownState, unseen } from '../check/state.ts';
import type { Alert } from '../model/alert.ts';
import type { Check, CheckResult, CheckState, CheckSwitch, CheckView } from '../model/check.ts';
import { isUp } from '../model/check.ts';
import type { Fact, Labels, Reading } from '../model/sample.ts';
import { noLabels } from '../model/sample.ts';
import type { Clock, Instant } from '../model/time.ts';
import type { CheckStore } from '../store/check-port.ts';
import { changesTogether } from './change-batch.ts';
import { needsOf } from './check-needs.ts';
import type { CheckSwitches } from './check-switches.ts';
import { formerStates } from './former-states.ts';
import type { LastOk } from './last-ok.ts';
import { objectiveReadings } from './objective-readings.ts';
import { isSetBack, sighted } from './sighted.ts';

/** A configured check with all that running it needs. */
export interface OwnCheck {
  readonly id: number;
  readonly check: Check;
  readonly kind: CheckKind;
  readonly expectations: Expectations;
}

/** What a result changes. */
export interface CheckTaken {
  readonly own: OwnCheck;
  readonly before: CheckState;
  readonly after: CheckState;
  /** What is stored and judged of it. */
  readonly readings: readonly Reading[];
}

type AboutCheck = Pick<Alert, 'evidence' | 'labels'>;

/** How every configured check stands. */
export interface CheckBook {
  /** Checks as they would be taken over now. */
  configured(): readonly Check[];
  /** In the order of the configuration. */
  all(): readonly OwnCheck[];
  find(name: string): OwnCheck | null;
  state(own: OwnCheck): CheckState;
  views(): readonly CheckView[];
  view(own: OwnCheck): CheckView;
  /** Takes in what a run gave; a confirmed change is on the disk when it answers. */
  take(own: OwnCheck, result: CheckResult & { readonly at: Instant }): Promise<CheckTaken>;
  /** From now on, or since `since`, nobody looks at these: what they are is unknown. */
  leave(names: readonly string[], reason: string, since?: Instant): Promise<void>;
  /** How a check changed; see `CheckStore`. */
  readonly history: CheckStore['history'];
  /** How the checks of a target stand, for its score and its rules. */
  facts(target: string): readonly Fact[];
  /** Without what the check that an alert is about cannot work; null when it is about something else. */
  needsOf(alert: AboutCheck & Pick<Alert, 'targetName'>): Needs | null;
  /** Why an alert about a check is over by the newest `refresh`; null when it is not, or is about something else. */
  overBecause(alert: AboutCheck): string | null;
  /** Whether a series belongs to a check that is not run any more. */
  isGone(metric: string, labels: Labels): boolean;
  /** Takes over the checks that are configured now. */
  refresh(): Promise<void>;
}

export async function openCheckBook(deps: {
  readonly store: CheckStore;
  readonly clock: Pick<Clock, 'now'>;
  configured(): readonly Check[];
  /** The last moment at which a process is known to have looked before this one; null: none is known. */
  lived(): Promise<Instant | null>;
  /** Kinds of checks beside those of the configuration; there are none unless given. */
  readonly kinds?: readonly CheckKind[];
  /** Keeps when checks were last well over restarts; nothing does unless given. */
  readonly lastOk?: LastOk;
  /** None is switched off by people unless given. */
  readonly switches?: Pick<CheckSwitches, 'of' | 'applied'>;
}): Promise<CheckBook> {
  const { store, clock, switches } = deps;
  const configured = () => switches?.applied(deps.configured()) ?? deps.configured();
  let all: readonly OwnCheck[] = [];
  let byName: ReadonlyMap<string, OwnCheck> = new Map();
  let byTarget: ReadonlyMap<string, readonly OwnCheck[]> = new Map();
  const change = changesTogether(store.change);
  const states = new Map<string, CheckState>();
  /** What the newest look gave of the objective of each check that has one. */
  const objectives = new Map<string, readonly Reading[]>();
  /** Names that were checks once. */
  const former = new Set(await store.names());
  /** Names that stand for something else since the newest refresh, with what is said of that. */
  let anew: ReadonlyMap<string, string> = new Map();
  /** When checks that were down were well again. */
  const recovered = new Map<string, Instant>();
  /** Metrics that each check has given. */
  const given = new Map<string, Set<string>>();
  const stored = await formerStates(store, { now: clock.now(), lived: await deps.lived() });

  const state = ({ check }: OwnCheck) => states.get(check.name) ?? unknownState(clock.now());
  const isOf = (name: string, metric: string) =>
    metric.startsWith('check.') || given.get(name)?.has(metric) === true;
  const view = (own: OwnCheck): CheckView => ({
    id: own.id,
    check: own.check,
    state: state(own),
    off: own.check.off ? (switches?.of(own.check.name) ?? 'configured') : null,
  });

  async function refresh(): Promise<void> {
    const wanted = configured();
    const ids = await store.sync(
      wanted.map(({ name }) => name),
      clock.now(),
    );
    const read = sharedExpectations();
    const next = wanted.map((check, place) => {
      const known = byName.get(check.name);
      if (known !== undefined && isDeepStrictEqual(known.check, check)) return known;
      const kind = kindOf(check, deps.kinds ?? []);
      return { id: ids[place] ?? 0, check, kind, expectations: read(check) };
    });
    const byWanted = new Map(wanted.map((check) => [check.name, check]));
    const gone = [...byName.keys()].filter((name) => !byWanted.has(name));
    anew = new Map(
      all.flatMap(({ check }) => {
        const said = replaced(check, byWanted.get(check.name));
        return said === null ? [] : [[check.name, said] as const];
      }),
    );
    await leave(gone, 'configured no more');
    for (const [name, said] of anew) {
      await leave([name], said);
      states.delete(name);
    }
    for (const name of gone) {
      former.add(name);
      states.delete(name);
    }
    for (const { id, check } of next) {
      former.delete(check.name);
      if (states.has(check.name)) continue;
      const known = stored.get(id) ?? unknownState(clock.now());
      states.set(check.name, withLastOk(known, deps.lastOk?.of(id) ?? null));
    }
    all = next;
    byName = new Map(next.map((own) => [own.check.name, own]));
    byTarget = Map.groupBy(next, ({ check }) => check.target);
    // From here on the book knows better.
    stored.clear();
  }

  async function leave(
    names: readonly string[],
    reason: string,
    since = clock.now(),
  ): Promise<void> {
    const left = names
      .flatMap((name) => byName.get(name) ?? [])
      .filter((own) => state(own).status !== 'unknown')
      // What was seen then was seen.
      .map((own) => ({ own, at: Math.max(since, (state(own).last?.at ?? since - 1) + 1) }));
    await change(left.map(({ own, at }) => ({ check: own.id, at, status: 'unknown', reason })));
    for (const { own, at } of left) {
      states.set(own.check.name, unseen(state(own), at));
      objectives.delete(own.check.name);
    }
  }

  await refresh();
  return {
    configured,
    all: () => all,
    find: (name) => byName.get(name) ?? null,
    state,
    views: () => all.map(view),
    view,
    async take(own, result) {
      const { before, changes } = sighted(own, state(own), result.at);
      const after = nextState(before, result, own.check);
      if (after.status !== before.status || isSetBack(before, result.at)) {
        const reason = result.reasons.join('; ');
        changes.push({ check: own.id, at: result.at, status: after.status, reason });
      }
      await change(changes);
      states.set(own.check.name, after);
      if (isLost(before, after)) {
        await deps.lastOk?.keep(
          own.id,
          after.lastOk,
          all.map(({ id }) => id),
        );
      }
      if (isDown(before.status) && isUp(after.status)) recovered.set(own.check.name, result.at);
      const spent = await objectiveReadings(own, store, result.at);
      objectives.set(own.check.name, spent);
      const readings = [...readingsOf(own.check, after, result), ...spent];
      const metrics = given.get(own.check.name) ?? new Set();
      given.set(own.check.name, metrics);
      for (const { metric } of readings) metrics.add(metric);
      return { own, before, after, readings };
    },
    leave,
    history: store.history,
    facts(target) {
      const facts = (byTarget.get(target) ?? []).flatMap((one) => [
        ...standing(one.check.name, state(one)),
        ...(objectives.get(one.check.name) ?? []),
      ]);
      const ups = facts.filter(({ metric }) => metric === 'check.up');
      const down = ups.filter(({ value }) => value === 0).length;
      const share = { metric: 'checks.down_percent', labels: noLabels() };
      return ups.length === 0 ? [] : [...facts, { ...share, value: (100 * down) / ups.length }];
    },
    needsOf({ evidence: { metric }, labels: { name }, targetName }) {
      const own = metric === null ? undefined : byName.get(name ?? '');
      if (own?.check.target !== targetName || !isOf(own.check.name, metric ?? '')) return null;
      return needsOf(own, { all, state, recovered, now: clock.now() });
    },
    overBecause({ evidence: { metric }, labels: { name } }) {
      if (metric === null || name === undefined) return null;
      if (!isOf(name, metric)) return null;
      if (former.has(name)) return 'the check is configured no more';
      const own = byName.get(name);
      if (own?.check.off === true) return offNote(switches?.of(name) ?? null);
      return anew.get(name) ?? aimless(own, metric);
    },
    isGone(metric, { name }) {
      if (!/^(check|slo)\./.test(metric) || name === undefined) return false;
      return former.has(name) || byName.get(name)?.check.off === true;
    },
    refresh,
  };
}

function aimless(own: OwnCheck | undefined, metric: string): string | null {
  if (own?.check.slo !== null || !metric.startsWith('slo.')) return null;
  return 'the check has no objective any more';
}

function offNote(by: CheckSwitch | null): string {
  return by === null ? 'the check is switched off' : `${by.by.name} switched the check off`;
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

/** What is judged of where a check stands: nothing while that is unknown. */
function standing(name: string, { status }: CheckState): readonly Reading[] {
  if (status === 'unknown') return [];
  const labels = { name };
  return [
    { metric: 'check.up', labels, value: Number(isUp(status)) },
    { metric: 'check.degraded', labels, value: Number(status === 'degraded') },
  ];
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
