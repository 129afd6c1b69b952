import { isDeepStrictEqual } from 'node:util';
import { BY_HAND } from '../alert/desk.ts';
import type { OwnNetwork } from '../alert/own-network.ts';
import { retire } from '../alert/retire.ts';
import type { Watched } from '../alert/round.ts';
import { roundHandler } from '../alert/round.ts';
import type { Cluster } from '../cluster/solo.ts';
import type { ContainerBook } from '../collect/containers/book.ts';
import type { Host } from '../collect/remote.ts';
import { timerSleep } from '../collect/sleep.ts';
import { watchAll } from '../collect/watch-all.ts';
import type { SeriesPoints } from '../expression/history.ts';
import type { Log } from '../log/log.ts';
import { trouble } from '../log/trouble.ts';
import type { Mirror } from '../mirror/mirror.ts';
import type { Alert } from '../model/alert.ts';
import type { Applied } from '../model/alert-change.ts';
import type { ProbeState } from '../model/declared-probe.ts';
import type { TopProcesses } from '../model/processes.ts';
import type { Point, Round } from '../model/sample.ts';
import type { Target } from '../model/target.ts';
import type { Clock, Instant } from '../model/time.ts';
import { oneByOne } from '../model/wait.ts';
import type { Events, Logs, Samples, Store } from '../store/ports.ts';
import { StoreError } from '../store/ports.ts';
import type { Alerting } from './alerting.ts';
import type { CheckBook } from './check-book.ts';
import { openCollectors } from './collecting.ts';
import { declaring } from './declared.ts';
import type { Live } from './live.ts';
import { followLogs } from './log-following.ts';
import { preloadStored } from './newest-points.ts';
import type { Telling } from './telling.ts';

/**
 * Each target adds these milliseconds to the time over which first rounds are spread, at most an interval: a few answer
 * almost at once, and a thousand do not log in together, nor take all their later rounds at once.
 */
const SPREAD = 40;
/** What is said not to work when a round cannot be judged. */
const JUDGING = 'rules';

export interface WatchingDeps {
  readonly live: Live;
  readonly alerting: Alerting;
  readonly store: Store;
  readonly samples: Samples;
  readonly logs: Pick<Logs, 'states' | 'take'>;
  readonly mirror?: Pick<Mirror, 'take'> | undefined;
  /** Takes parts of answers that are kept. */
  readonly events?: Pick<Events, 'take'> | undefined;
  readonly telling: Pick<Telling, 'latest' | 'keep'>;
  readonly containers: ContainerBook;
  /** None unless given. */
  readonly checks?: Pick<CheckBook, 'facts' | 'isGone'>;
  readonly network: Pick<OwnNetwork, 'blamesUs' | 'isLost'>;
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly log: Log;
  /** Something was queued for the channels. */
  queued(): void;
  /** A round could not be judged, or could again. */
  judged(error: unknown): void;
}

/** Rounds of every target, judged as they come. */
export interface Watching extends AsyncDisposable {
  /** Moment of the monotonic clock when a target had its last round, or was taken up; null when it is not watched here. */
  lastRound(target: number): number | null;
  /** The host of a target that is watched here, for what is asked beside its rounds; null where there is none. */
  host(target: Target): Host | null;
  /** The processes of a target that take most, as they were last seen; null when they were not. */
  processes(target: Target): TopProcesses | null;
  /** How the declared probes of a target last went. */
  probes(target: Target): readonly ProbeState[];
  /** Looks at the logs of a target between two rounds. @throws CollectError when its host cannot be reached. */
  lookAtLogs(target: Target, signal: AbortSignal): Promise<void>;
  /** Takes over targets and rules as they are in force now. */
  refresh(): Promise<void>;
  /** Judges a round that nobody collected, the monitor's own; false when that failed. */
  take(target: Target, round: Round): Promise<boolean>;
  /** Lets `work` judge what is no round, such as what a target sent, by what is in force; false when that failed. */
  judge(target: Target, work: Judging): Promise<boolean>;
}

type Judging = (watched: Watched) => Promise<readonly Applied[]>;

export async function openWatching(deps: WatchingDeps): Promise<Watching> {
  const { live, alerting, clock, log, cluster } = deps;
  const writing = trouble(log, (error) => error instanceof StoreError);
  const judging = judgesAtHand(deps);
  const rounds = roundTimes(clock);
  const handle = handler(deps, writing);
  const owned = () => live.targets().filter(({ id }) => cluster.owns(id));
  const polled = () => owned().filter(({ id }) => alerting.pauses.of(id) === null);

  const take = (target: Target, round: Round) => judge(target, (watched) => handle(watched, round));

  async function judge(target: Target, work: Judging): Promise<boolean> {
    const asOf = judging.inForce();
    try {
      const applied = await work(await judging.of(target));
      // Judged by what was in force before: nothing would ever end what it opened.
      if (asOf !== judging.inForce()) await retireUnknown(deps);
      if (applied.length > 0) deps.queued();
      writing.worked(JUDGING);
      deps.judged(null);
      return true;
    } catch (error) {
      writing.failed(JUDGING, error);
      deps.judged(error);
      return false;
    }
  }

  async function refresh(): Promise<void> {
    await collectors.prepare(polled());
    judging.renew();
    rounds.takeUp(polled());
    deps.telling.keep(owned().map(({ id }) => id));
    await loops.set(polled());
    await collectors.release(polled());
    await retireUnknown(deps);
    deps.queued();
  }

  /** Each sees what is in force when its turn comes. */
  const inTurn = oneByOne();
  await retireUnknown(deps);
  rounds.takeUp(polled());
  const closing = new AsyncDisposableStack();
  const following = followLogs(deps);
  const collectors = closing.use(
    await openCollectors(polled(), {
      ...{ told: deps.telling, containers: deps.containers, more: following.parts },
      ...declaring(deps),
    }),
  );
  const loops = closing.use(
    watchAll(polled(), {
      collectorOf: collectors.of,
      async onRound(round) {
        const target = live.target(round.target);
        if (!target) return;
        rounds.note(target.id);
        tellOfRound(writing, target, round);
        const missing = round.kind === 'measured' ? { missing: collectors.missing(target) } : {};
        await take(target, { ...round, ...missing });
      },
      onError: (error) => writing.failed(JUDGING, error),
      clock,
      sleep: timerSleep,
      random: Math.random,
      spread: owned().length * SPREAD,
    }),
  );
  return {
    ...{
      take,
      judge,
      host: collectors.host,
      processes: collectors.processes,
      probes: collectors.probes,
      async lookAtLogs(target, within) {
        const host = collectors.host(target);
        if (host !== null) await following.look(target, host, within);
      },
    },
    lastRound: rounds.last,
    refresh: () => inTurn(refresh),
    [Symbol.asyncDispose]: () => closing[Symbol.asyncDispose](),
  };
}

/** What judges each target, as it is in force. */
function judgesAtHand(deps: WatchingDeps) {
  const { live, clock } = deps;
  const watched = new Map<number, Watched>();
  /** What was in force before, where nothing else is at hand yet. */
  const former = new Map<number, Watched>();
  /** Since when each target is watched, whatever rules come and go. */
  const sinces = new Map<number, Instant>();
  /** Counts what was put in force. */
  let inForce = 0;
  return {
    inForce: () => inForce,

    async of(target: Target): Promise<Watched> {
      const { id } = target;
      const known = watched.get(id);
      if (known) return known;
      const asOf = inForce;
      const since = sinces.get(id) ?? clock.now();
      sinces.set(id, since);
      const made = await withPast(live.judgesFor(target, since), former.get(id) ?? null, deps);
      if (asOf === inForce) {
        watched.set(id, made);
        former.delete(id);
      }
      return made;
    },

    /** Something else is in force. */
    renew(): void {
      inForce += 1;
      for (const [id, one] of watched) former.set(id, one);
      watched.clear();
      for (const id of sinces.keys()) {
        if (live.target(id) !== null) continue;
        sinces.delete(id);
        former.delete(id);
      }
    },
  };
}

/** When each target had its last round, by the monotonic clock. */
function roundTimes(clock: Pick<Clock, 'monotonic'>) {
  const times = new Map<number, number>();
  return {
    /** These are watched and no others; those that come begin now. */
    takeUp(targets: readonly Target[]): void {
      const ids = new Set(targets.map(({ id }) => id));
      for (const id of times.keys()) if (!ids.has(id)) times.delete(id);
      for (const id of ids) if (!times.has(id)) times.set(id, clock.monotonic());
    },
    /** A target had a round; one that went meanwhile stays away. */
    note(id: number): void {
      if (times.has(id)) times.set(id, clock.monotonic());
    },
    last: (id: number): number | null => times.get(id) ?? null,
  };
}

function handler(
  { live, alerting, store, samples, mirror, containers, checks, clock, network }: WatchingDeps,
  { worked, failed }: ReturnType<typeof trouble>,
) {
  return roundHandler({
    ...alerting,
    rounds: store.rounds,
    ...{ samples, mirror, clock, network },
    isGone: (target, metric, labels) =>
      containers.isGone(target, metric, labels) || checks?.isGone(metric, labels) === true,
    more: (id) => checks?.facts(live.target(id)?.name ?? '') ?? [],
    graceUntil: clock.monotonic() + live.config().alerting.startupGrace,
    wrote: (what, error) => (error === null ? worked(what) : failed(what, error)),
  });
}

/** Ends alerts whose rule or target is configured no more, or whose rule is switched off. */
async function retireUnknown({ live, alerting, clock }: WatchingDeps): Promise<void> {
  const at = clock.now();
  const isByHand = (alert: Alert) => alert.rule === BY_HAND;
  await retire(alerting, { at, rules: (alert) => isByHand(alert) || live.ruleOf(alert) !== null });
  await retire(alerting, {
    at,
    rules: (alert) => isByHand(alert) || live.isJudged(alert),
    note: 'its rule is switched off',
  });
}

/** Gives rules that look back what is at hand from `former` ones, and else what is stored. */
async function withPast(
  made: Watched,
  former: Watched | null,
  { samples, clock }: WatchingDeps,
): Promise<Watched> {
  const { recent, wanted, target } = made;
  if (recent === null) return made;
  const now = clock.now();
  const kept = former ? keepPoints(made, former, now) : NOTHING;
  const missing = new Map([...wanted].filter(([metric]) => !kept.has(metric)));
  await preloadStored(samples, recent, { target: target.id, wanted: missing, now });
  return made;
}

const NOTHING: ReadonlySet<string> = new Set();

/** Hands on points of metrics that are looked back at as before, and names them. */
function keepPoints(made: Watched, former: Watched, now: Instant): ReadonlySet<string> {
  const past = former.recent?.history(now);
  const kept = new Set<string>();
  for (const [metric, want] of made.wanted) {
    if (!isDeepStrictEqual(want, former.wanted.get(metric))) continue;
    const all = [...(past?.series(metric)?.values() ?? [])];
    // Of more points than are kept the store knows the rest.
    if (all.some(({ completeAfter }) => completeAfter > now - want.span)) continue;
    for (const series of all) made.recent?.preload(metric, series.labels, pointsOf(series));
    kept.add(metric);
  }
  return kept;
}

function pointsOf({ at, values, start }: SeriesPoints): Point[] {
  return at.slice(start).map((when, index) => ({ at: when, value: values[start + index] ?? 0 }));
}

/** A target that does not answer is a line in the log, and so is that it answers again. */
function tellOfRound(
  { failed, worked }: ReturnType<typeof trouble>,
  { name }: Target,
  round: Round,
): void {
  if (round.kind === 'measured') worked(name);
  else failed(name, new StoreError(round.detail));
}
