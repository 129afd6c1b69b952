import { annotate } from '../alert/desk.ts';
import { notRun, perform, type Wanted, type Workshop } from '../collect/actions/perform.ts';
import type { Log } from '../log/log.ts';
import type { ActionResult, ActionRun, SafeAction } from '../model/action.ts';
import { isRule } from '../model/alert.ts';
import type { Clock } from '../model/time.ts';
import { SECOND } from '../model/time.ts';
import { runText } from '../report/action-text.ts';
import type { ActionStore } from '../store/ports.ts';
import type { Alerting } from './alerting.ts';
import type { Live } from './live.ts';
import { maskerOf } from './masking.ts';

/** Characters of an output that are kept: its beginning, and its end, which says how it went. */
const KEPT = { start: 1_200, end: 800 } as const;
/** Beyond its time-out: to be begun, and to be ended there. */
const GRACE = 30 * SECOND;

export interface ActionRunsDeps {
  readonly live: Live;
  readonly alerting: Alerting;
  readonly store: { readonly actions: ActionStore };
  readonly clock: Clock;
  readonly log: Log;
  /** Something was queued for the channels. */
  queued(): void;
}

/** What is under way, and how it is begun. */
export interface ActionRuns extends AsyncDisposable {
  /** Does what is written down as running, and writes down what came of it; never rejects. */
  start(run: ActionRun, job: Job): Promise<ActionRun>;
}

export interface Job {
  readonly action: SafeAction;
  readonly wanted: Wanted;
  readonly workshop: Workshop;
  readonly targetName: string;
  /** Ends it early. */
  readonly signal?: AbortSignal;
}

/** Does actions beside everything else; at the end of the process they are ended, and that is written down. */
export function actionRuns(deps: ActionRunsDeps): ActionRuns {
  const stop = new AbortController();
  const running = new Set<Promise<ActionRun>>();
  return {
    start(run, job) {
      const work = done(deps, run, { job, stop: stop.signal }).finally(() => running.delete(work));
      running.add(work);
      return work;
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.all(running);
    },
  };
}

async function done(
  deps: ActionRunsDeps,
  run: ActionRun,
  { job, stop }: { readonly job: Job; readonly stop: AbortSignal },
): Promise<ActionRun> {
  const { clock, log, store, live } = deps;
  const began = clock.monotonic();
  const result = await resultOf(deps, job, stop);
  const mask = maskerOf(live.config());
  const end = {
    ...{ state: result.state, code: result.code, took: clock.monotonic() - began },
    ...{ output: excerpt(mask(result.output)), detail: mask(result.detail) },
  };
  const ended = { ...run, ...end };
  try {
    await store.actions.change(run.id, 'running', end);
    const alone = isRule(run.by) ? ' by itself' : ` by ${run.by.name}`;
    const dry = run.mode === 'dry' ? ' (dry run)' : '';
    log.info(`${run.action}${dry} on ${job.targetName}${alone}: ${runText(ended)}`);
    await tellAlert(deps, ended);
  } catch (error) {
    log.error({ err: error }, `what came of ${run.action} on ${job.targetName} is not kept`);
  }
  return ended;
}

async function resultOf(
  { log }: ActionRunsDeps,
  { action, wanted, workshop, signal }: Job,
  stop: AbortSignal,
): Promise<ActionResult> {
  const late = AbortSignal.timeout(action.timeout + GRACE);
  const within = AbortSignal.any([stop, late, ...(signal ? [signal] : [])]);
  try {
    return await perform(action, wanted, workshop, within);
  } catch (error) {
    if (!within.aborted) {
      log.error({ err: error }, `${action.name} failed`);
      return notRun('it failed here: the log says why');
    }
    const why = stop.aborted ? 'Tocsin stopped while it ran' : 'the host did not answer in time';
    const detail = `${why}, and ended it: look there how far it came`;
    return { state: 'broken off', code: null, output: '', detail };
  }
}

/** A line in the history of the alert that it was for, and on its card. */
async function tellAlert({ alerting, queued }: ActionRunsDeps, run: ActionRun): Promise<void> {
  if (run.alert === null || run.mode === 'dry') return;
  const alone = isRule(run.by) ? ' by itself' : '';
  const text = `${run.action}${alone}: ${runText(run)}`;
  await annotate(alerting, run.alert, { by: run.by, kind: 'acted', text });
  queued();
}

/** The beginning and the end of a text that is longer than is kept. */
function excerpt(text: string): string {
  const all = text.trim();
  const left = all.length - KEPT.start - KEPT.end;
  if (left <= 0) return all;
  return `${all.slice(0, KEPT.start)}\n… ${left} characters left out …\n${all.slice(-KEPT.end)}`.toWellFormed();
}
