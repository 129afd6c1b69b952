import { decide } from '../action/decide.ts';
import { fits } from '../action/fits.ts';
import type { ActionDesk, Confirming } from '../chat/action-desk.ts';
import type { ChatPlace } from '../chat/command.ts';
import type { Reply } from '../chat/reply.ts';
import type { ActionAnswer, ActionPreview, ActionRun, ActionView } from '../model/action.ts';
import type { Actor } from '../model/person.ts';
import { SECOND } from '../model/time.ts';
import { soon } from '../model/wait.ts';
import { answeredReply, askedReply, deedText } from '../report/action-text.ts';
import { type Known, knownActions, readyFor, refused } from './action-known.ts';
import { LASTS, tokenText } from './action-refs.ts';
import { add, type Begun, type StartDeps, type Starting } from './action-start.ts';
import { maskerOf } from './masking.ts';

/** Milliseconds a person waits for the end at once, and for a dry run; what takes longer is told when it has ended. */
const WAIT = 12 * SECOND;
/** Runs that a preview shows. */
const SHOWN = 5;

export interface ActionDeskDeps extends StartDeps {
  readonly starting: Starting;
  /** Tells a chat of an end that came late. */
  tell(place: ChatPlace, reply: Reply): Promise<void>;
  /** Milliseconds a person waits; 12 s unless given. */
  readonly wait?: number;
}

export function actionDesk(deps: ActionDeskDeps): ActionDesk {
  const { store, starting } = deps;
  return {
    list: (target) =>
      Promise.all(
        knownActions(deps)
          .filter((one) => target === null || one.target.id === target)
          .map((one) => viewOf(deps, one)),
      ),
    fitting: (alert) =>
      knownActions(deps).filter(
        ({ target, action }) => target.id === alert.target && fits(action, alert),
      ),
    preview: (asked, signal) => preview(deps, asked, signal),
    confirm: async (token, who) => answerOf(deps, await starting.confirm(token, doer(who.by)), who),
    approve: async (id, who) => answerOf(deps, await starting.approve(id, doer(who.by)), who),
    cancel: (id, by) =>
      store.actions.change(id, 'asked', { state: 'cancelled', detail: `by ${by.name}` }),
  };
}

function doer({ id, name }: Actor) {
  return { id, name };
}

async function viewOf(
  { store, live }: Pick<ActionDeskDeps, 'store' | 'live'>,
  { ref, target, action }: Known,
): Promise<ActionView> {
  const runs = await store.actions.list({ target: target.id, action: action.name }, SHOWN);
  return {
    ...{ ref, action, target: { id: target.id, name: target.name } },
    deed: maskerOf(live.config())(deedText(action.deed)),
    last: runs.find(({ mode, state }) => mode === 'real' && state !== 'asked') ?? null,
  };
}

async function preview(
  deps: ActionDeskDeps,
  { action: wanted, target, alert, by }: Parameters<ActionDesk['preview']>[0],
  signal: AbortSignal,
): Promise<ActionPreview> {
  const all = knownActions(deps).filter((one) => target === null || one.target.id === target);
  const name = wanted.toLowerCase();
  const found = all.find(({ ref, action }) => ref === name || action.name.toLowerCase() === name);
  if (!found) return refused(unknown(wanted, all));
  if (alert !== null && alert.target !== found.target.id) {
    return refused(`Alert #${alert.id} is not about ${found.target.name}.`);
  }
  const ready = await readyFor(deps, found);
  if (ready.kind === 'refused') return ready;
  // It would wait for the end of what it is to foretell.
  const isBusy = ready.runs.some(({ mode, state }) => mode === 'real' && state === 'running');
  const dry = isBusy ? null : await dryRun(deps, found, { by, alert: alert?.id ?? null, signal });
  const now = deps.clock.now();
  const decision = decide({ action: found.action, alert, runs: ready.runs, now });
  const couldNot = dry?.state === 'not run' ? dry.detail : null;
  const why = couldNot ?? ('why' in decision ? decision.why : null);
  const token = { ref: found.ref, expires: now + LASTS, alert: alert?.id ?? null };
  return {
    kind: 'shown',
    ...{ view: await viewOf(deps, found), dry, alert: token.alert, why },
    token: why === null ? tokenText(token) : null,
    runs: await deps.store.actions.list(
      { target: found.target.id, action: found.action.name },
      SHOWN,
    ),
  };
}

function unknown(wanted: string, all: readonly Known[]): string {
  const names = [...new Set(all.map(({ action }) => action.name))].slice(0, 20);
  if (names.length === 0) {
    return 'No actions are configured there: write `actions:` under the target in tocsin.yaml.';
  }
  return `There is no action “${wanted.slice(0, 64)}” there. Actions: ${names.join(', ')}.`;
}

/** What its dry run says; null where it has none. */
async function dryRun(
  deps: ActionDeskDeps,
  known: Known,
  asked: {
    readonly by: Actor;
    readonly alert: number | null;
    readonly signal: AbortSignal;
  },
): Promise<ActionRun | null> {
  const { target, action } = known;
  const workshop = deps.workshop(target);
  if (action.dryRun === null || typeof workshop === 'string') return null;
  const wanted = { kind: 'run', command: action.dryRun } as const;
  const run = await add(deps, known, {
    ...{ by: doer(asked.by), alert: asked.alert, token: null, state: 'running', mode: 'dry' },
    deed: maskerOf(deps.live.config())(deedText(wanted)),
  });
  if (run === null) return null;
  const timeout = Math.min(action.timeout, deps.wait ?? WAIT);
  const job = { wanted, workshop, targetName: target.name, signal: asked.signal };
  return deps.runs.start(run, { ...job, action: { ...action, timeout } });
}

/** The end when it comes soon; else the chat hears of it when it comes. */
async function answerOf(
  deps: ActionDeskDeps,
  begun: Begun,
  { place }: Confirming,
): Promise<ActionAnswer> {
  if (begun.kind === 'asked') void deps.tell(place, askedReply(begun.target, begun.run));
  if (begun.kind !== 'begun') return begun;
  const { target, end } = begun;
  const run = await soon(end, deps.wait ?? WAIT);
  if (run !== null) return { kind: 'ended', target, run };
  void end.then((late) => deps.tell(place, answeredReply({ kind: 'ended', target, run: late })));
  return { kind: 'begun', target, run: begun.run };
}
