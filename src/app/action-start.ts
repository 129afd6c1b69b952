import { type Decision, decide, decideSecond } from '../action/decide.ts';
import { turns } from '../collect/turns.ts';
import type { ActionRun } from '../model/action.ts';
import { type Alert, type Doer, RULE } from '../model/alert.ts';
import { SECOND } from '../model/time.ts';
import { deedText } from '../report/action-text.ts';
import type { Store } from '../store/ports.ts';
import {
  type Known,
  type KnownDeps,
  knownActions,
  type Ready,
  type Refused,
  readyFor,
  refused,
} from './action-known.ts';
import { episodeToken, LASTS, readToken } from './action-refs.ts';
import type { ActionRuns } from './action-runs.ts';
import type { Live } from './live.ts';
import { maskerOf } from './masking.ts';
import { isSame } from './people-named.ts';

/** Milliseconds that one may wait for others to be begun. */
const PATIENCE = 10 * SECOND;

export interface StartDeps extends KnownDeps {
  readonly live: Pick<Live, 'targets' | 'actionsOf' | 'config'>;
  readonly store: Pick<Store, 'actions' | 'alerts'>;
  readonly runs: ActionRuns;
}

/** What was let happen: it waits for a second admin, or goes on and ends some time. */
export type Begun =
  | Refused
  | { readonly kind: 'asked'; readonly target: string; readonly run: ActionRun }
  | {
      readonly kind: 'begun';
      readonly target: string;
      readonly run: ActionRun;
      readonly end: Promise<ActionRun>;
    };

/** The one way to everything that is really done: one after the other, each decided on what is known at that moment. */
export interface Starting {
  /** An admin pressed what a preview showed. */
  confirm(token: string, by: Doer): Promise<Begun>;
  /** An admin confirmed what another had asked for. */
  approve(id: number, by: Doer): Promise<Begun>;
  /** Nobody did, and it is due; once for an episode. */
  alone(known: Known, alert: Alert): Promise<Begun>;
}

export function starting(deps: StartDeps): Starting {
  const turn = turns();
  const inTurn = (work: () => Promise<Begun>) => turn.take(work, AbortSignal.timeout(PATIENCE));
  return {
    confirm: (token, by) => inTurn(() => confirmed(deps, token, by)),
    approve: (id, by) => inTurn(() => approved(deps, id, by)),
    alone: (known, alert) => inTurn(() => alone(deps, known, alert)),
  };
}

async function confirmed(deps: StartDeps, text: string, by: Doer): Promise<Begun> {
  const { store, clock } = deps;
  const now = clock.now();
  const token = readToken(text);
  if (token === null || token.expires > now + LASTS) return refused('No button of mine says that.');
  const known = knownActions(deps).find(({ ref }) => ref === token.ref);
  if (known === undefined) return refused(CHANGED);
  if (token.expires <= now) return refused(`This was shown too long ago. ${again(known)}`);
  const before = await store.actions.byToken(text);
  if (before) return refused(`${before.by.name} has confirmed this already. ${again(known)}`);
  const alert = await alertOf(deps, token.alert, known);
  const ready = await readyFor(deps, known);
  if (ready.kind === 'refused') return ready;
  const { action, runs } = ready;
  const decision = decide({ action, alert, runs, now });
  const noted = { by, alert: alert?.id ?? null, token: text };
  if (decision.kind === 'second person') return asked(deps, ready, noted);
  if (decision.kind !== 'run') return refused(decision.why);
  const run = await add(deps, known, { ...noted, state: 'running' });
  return run === null ? refused(again(known)) : go(deps, ready, run);
}

const CHANGED = 'This action was changed or removed since it was shown. Ask for it anew: /fix';

function again({ target, action }: Known): string {
  return `Ask for it anew: /fix ${target.name} ${action.name}`;
}

async function asked(
  deps: StartDeps,
  { target, ...known }: Ready,
  noted: Pick<ActionRun, 'by' | 'alert' | 'token'>,
): Promise<Begun> {
  const expires = deps.clock.now() + LASTS;
  const run = await add(deps, { target, ...known }, { ...noted, state: 'asked', expires });
  if (run === null) return refused(again({ target, ...known }));
  return { kind: 'asked', target: target.name, run };
}

async function approved(deps: StartDeps, id: number, by: Doer): Promise<Begun> {
  const { store, clock, live } = deps;
  const run = await store.actions.get(id);
  const token = readToken(run?.token ?? '');
  if (run === null || token === null) return refused('Nothing waits under that number.');
  const known = knownActions(deps).find(({ ref }) => ref === token.ref);
  if (known === undefined) return refused(CHANGED);
  const alert = await alertOf(deps, run.alert, known);
  const ready = await readyFor(deps, known);
  if (ready.kind === 'refused') return ready;
  const now = clock.now();
  const isSamePerson = isSame(by, run.by, live.config().people);
  const { action, runs } = ready;
  const decision = decideSecond({ run, isSamePerson, action, alert, runs, now });
  if (decision.kind !== 'run') return refused(reasonOf(decision));
  const to = { state: 'running', by, asked: run.by, at: now, expires: null } as const;
  if (!(await store.actions.change(id, 'asked', to))) return refused(again(known));
  return go(deps, ready, { ...run, ...to });
}

async function alone(deps: StartDeps, known: Known, alert: Alert): Promise<Begun> {
  const token = episodeToken(alert.id, known.action);
  const noted = { by: RULE, alert: alert.id, token };
  const ready = await readyFor(deps, known);
  if (ready.kind === 'refused') {
    const run = await add(deps, known, { ...noted, state: 'not run', detail: ready.why });
    return run === null ? ready : ended(known, run);
  }
  const { action, runs } = ready;
  const decision = decide({ action, alert, runs, now: deps.clock.now() });
  if (decision.kind === 'limited') {
    const run = await add(deps, known, { ...noted, state: 'limited', detail: decision.why });
    return run === null ? refused(decision.why) : ended(known, run);
  }
  if (decision.kind !== 'run') return refused(reasonOf(decision));
  const run = await add(deps, known, { ...noted, state: 'running' });
  return run === null ? refused('it was done for this alert already') : go(deps, ready, run);
}

function reasonOf(decision: Exclude<Decision, { kind: 'run' }>): string {
  return decision.kind === 'second person' ? 'it takes two people' : decision.why;
}

function ended({ target }: Known, run: ActionRun): Begun {
  return { kind: 'begun', target: target.name, run, end: Promise.resolve(run) };
}

function go({ runs }: StartDeps, ready: Ready, run: ActionRun): Begun {
  const { target, action, wanted, workshop } = ready;
  const end = runs.start(run, { action, wanted, workshop, targetName: target.name });
  return { kind: 'begun', target: target.name, run, end };
}

/** The alert that it is for, when it is there and of this target. */
async function alertOf(
  { store }: StartDeps,
  id: number | null,
  { target }: Known,
): Promise<Alert | null> {
  const found = id === null ? null : await store.alerts.get(id);
  return found?.alert.target === target.id ? found.alert : null;
}

/** Writes down what begins; null when it has begun before. */
export function add(
  { store, clock, live }: Pick<StartDeps, 'store' | 'clock' | 'live'>,
  { target, action }: Known,
  more: Pick<ActionRun, 'by' | 'alert' | 'token' | 'state'> & Partial<ActionRun>,
): Promise<ActionRun | null> {
  const deed = maskerOf(live.config())(deedText(action.deed));
  return store.actions.add({
    ...{ target: target.id, action: action.name, deed, mode: 'real', at: clock.now() },
    ...{ asked: null, expires: null, code: null, took: null, output: '', detail: '' },
    ...more,
  });
}
