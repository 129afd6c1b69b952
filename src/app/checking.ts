import type { OwnNetwork } from '../alert/own-network.ts';
import { retire } from '../alert/retire.ts';
import type { Watched } from '../alert/round.ts';
import type { CheckDesk } from '../chat/check-desk.ts';
import { watchChecks } from '../check/watch-checks.ts';
import type { Host } from '../collect/remote.ts';
import type { Sleep } from '../collect/sleep.ts';
import { timerSleep } from '../collect/sleep.ts';
import type { Log } from '../log/log.ts';
import type { Applied } from '../model/alert-change.ts';
import type { Ping } from '../model/ping.ts';
import type { Round } from '../model/sample.ts';
import type { Target } from '../model/target.ts';
import type { Clock } from '../model/time.ts';
import { oneByOne } from '../model/wait.ts';
import type { Samples } from '../store/ports.ts';
import type { Alerting } from './alerting.ts';
import type { CheckBook, OwnCheck } from './check-book.ts';
import { whyOff } from './check-desk.ts';
import { checkRunner } from './check-run.ts';
import { checkSamples } from './check-samples.ts';
import type { Live } from './live.ts';
import type { PingBook } from './ping-book.ts';
import type { Registering } from './registering.ts';
import { scoreSoon } from './score-soon.ts';
import type { Telling } from './telling.ts';

export interface CheckingDeps {
  readonly book: CheckBook;
  readonly pings: Pick<PingBook, 'seen' | 'refresh'>;
  readonly live: Live;
  readonly alerting: Alerting;
  readonly telling: Pick<Telling, 'took'>;
  readonly samples: Pick<Samples, 'ingest' | 'query'>;
  /** Takes what checks say of the metrics that they read. */
  readonly registered: Pick<Registering, 'learn'>;
  /** Tells whether the monitor itself is cut off. */
  readonly network: Pick<OwnNetwork, 'hasLost' | 'isLost'>;
  readonly clock: Clock;
  /** How runs wait; by timers unless given. */
  readonly sleep?: Sleep;
  readonly log: Pick<Log, 'error' | 'info'>;
  /** Something was queued for the channels. */
  queued(): void;
  /** The host of a target, for checks that look from there; null where there is none. */
  host(target: Target): Host | null;
  /** Lets `work` judge by what is in force for the target; false when that failed. */
  judge(target: Target, work: (watched: Watched) => Promise<readonly Applied[]>): Promise<boolean>;
  /** Judges a round of a target that nobody collected. */
  take(target: Target, round: Round): Promise<unknown>;
}

/** Checks that are run, each in its time. */
export interface Checking extends AsyncDisposable {
  readonly run: CheckDesk['run'];
  /** A ping came: what it says counts at once. */
  arrived(own: OwnCheck, ping: Pick<Ping, 'signal'>): Promise<void>;
  /** Takes over the checks that are configured now. */
  refresh(): Promise<void>;
}

export async function openChecking(deps: CheckingDeps): Promise<Checking> {
  const { book, clock, log } = deps;
  const stop = new AbortController();
  /** Each sees what is in force when its turn comes. */
  const inTurn = oneByOne();
  const turns = new Map<string, Promise<unknown>>();
  const sleep = deps.sleep ?? timerSleep;
  const samples = checkSamples({ samples: deps.samples, sleep, log });
  const runOne = checkRunner(deps, samples);
  const scoring = scoreSoon({
    ...{ sleep, clock, take: deps.take },
    failed: (error) => log.error({ err: error }, 'a score is made with the next round only'),
  });
  const loops = watchChecks({
    async run(check, signal) {
      const own = book.find(check.name);
      if (own !== null) await unheard(own, signal);
    },
    clock,
    sleep,
  });

  async function unheard(own: OwnCheck, signal: AbortSignal, isNew = false): Promise<void> {
    try {
      await once(own, signal, isNew);
    } catch (error) {
      if (!signal.aborted) log.error({ err: error }, `what check ${own.check.name} saw was lost`);
    }
  }

  /** Runs of one check wait for each other, so that none counts on what another has just changed. */
  function once(own: OwnCheck, signal: AbortSignal, isNew = false): Promise<void> {
    const { name } = own.check;
    const turn = (turns.get(name) ?? Promise.resolve()).then(() => run(own, signal, isNew));
    const ended = turn.catch(() => {});
    turns.set(name, ended);
    return turn;
  }

  async function run(own: OwnCheck, signal: AbortSignal, isNew: boolean): Promise<void> {
    const taken = await runOne(own, { signal, isNew });
    if (taken === null || taken.before.status === taken.after.status) return;
    const target = deps.live.targets().find((one) => one.name === own.check.target);
    if (target !== undefined) scoring.changed(target);
    await judgeGroups(own.check.name);
  }

  /** What is about this check is judged at once. Circles are refused by the configuration. */
  async function judgeGroups(name: string): Promise<void> {
    for (const own of book.all()) {
      if (own.kind.members === undefined || own.check.off) continue;
      const members = own.kind.members(own.check.options);
      if (members.includes(name)) await unheard(own, stop.signal);
    }
  }

  const running = () => book.all().flatMap(({ check }) => (check.off ? [] : [check]));
  async function refresh(): Promise<void> {
    if (stop.signal.aborted) return;
    const same = new Set(book.configured().map((check) => JSON.stringify(check)));
    // What is to go is stopped before it is left, so that no run of it ends behind that.
    await loops.set(running().filter((check) => same.has(JSON.stringify(check))));
    await book.refresh();
    await deps.pings.refresh();
    const off = book.all().filter((own) => own.check.off && book.state(own).status !== 'unknown');
    const names = off.map(({ check }) => check.name);
    await book.leave(names, 'switched off');
    await retireChecks(deps);
    await loops.set(running());
    for (const name of names) await judgeGroups(name);
  }

  await refresh();
  return {
    async run(name, signal) {
      const own = book.find(name);
      if (own === null) return { problem: `There is no check ${name}.` };
      if (own.check.off) return { problem: whyOff(book.view(own), own) };
      await once(own, signal);
      return { view: book.view(own) };
    },
    async arrived(own, { signal }) {
      if (signal !== 'log' && !own.check.off) await unheard(own, stop.signal, signal !== 'start');
    },
    refresh: () => inTurn(refresh),
    async [Symbol.asyncDispose]() {
      stop.abort();
      await inTurn(async () => loops[Symbol.asyncDispose]());
      await Promise.all(turns.values());
      await scoring[Symbol.asyncDispose]();
      await samples[Symbol.asyncDispose]();
      await book.leave(
        book.all().map(({ check }) => check.name),
        'Tocsin was stopped',
      );
    },
  };
}

/** Ends alerts of checks that are run no more, each with why. */
async function retireChecks({ book, alerting, clock, queued }: CheckingDeps): Promise<void> {
  const at = clock.now();
  const notes = new Set(
    [...alerting.book.open(null)].flatMap((one) => book.overBecause(one) ?? []),
  );
  for (const note of notes) {
    await retire(alerting, { at, note, rules: (alert) => book.overBecause(alert) !== note });
  }
  if (notes.size > 0) queued();
}
