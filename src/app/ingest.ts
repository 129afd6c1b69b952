import { createHash, randomUUID } from 'node:crypto';
import { act, annotate, BY_HAND, raiseByHand } from '../alert/desk.ts';
import type { EvaluateDeps } from '../alert/evaluate.ts';
import { evaluateRound } from '../alert/evaluate.ts';
import type { Watched } from '../alert/round.ts';
import { indexFacts } from '../expression/evaluate.ts';
import type { Log } from '../log/log.ts';
import type { Doer } from '../model/alert.ts';
import type { Applied } from '../model/alert-change.ts';
import type { Fact } from '../model/sample.ts';
import type { Target } from '../model/target.ts';
import type { Clock, Instant } from '../model/time.ts';
import { DAY } from '../model/time.ts';
import { oneByOne } from '../model/wait.ts';
import type { Events, Samples, Store } from '../store/ports.ts';
import type { AlertPort, Deed } from '../web/alert-routes.ts';
import type { PushedSeries } from '../web/intake.ts';
import { intake } from '../web/intake.ts';
import type { Learned } from '../web/learned.ts';
import { saidBySender } from '../web/learned.ts';
import type { Seen } from '../web/seen.ts';
import { openSeen } from '../web/seen.ts';
import type { WebDeps } from '../web/server.ts';
import type { Alerting } from './alerting.ts';
import { openEventPort } from './event-port.ts';
import { openForeignAlerts } from './foreign.ts';
import type { Live } from './live.ts';
import type { Registering } from './registering.ts';
import type { StatusDeps } from './status.ts';
import { statusPort } from './status.ts';
import type { StorageWatch } from './storage.ts';
import type { Telling } from './telling.ts';
import type { ToldChecks } from './told-checks.ts';

/** The store keeps nothing older, whatever is configured. */
const MOST_KEPT = 366 * DAY;

export interface IngestDeps extends StatusDeps {
  readonly live: Live;
  readonly alerting: Alerting;
  readonly store: StatusDeps['store'] & Pick<Store, 'settings' | 'marks'>;
  readonly samples: Pick<Samples, 'ingest' | 'flush' | 'series' | 'points' | 'query'>;
  readonly events: Pick<Events, 'take'>;
  readonly telling: Pick<Telling, 'took' | 'derived'>;
  readonly told: Pick<ToldChecks, 'took'>;
  readonly registered: Pick<Registering, 'learn'>;
  readonly storage: Pick<StorageWatch, 'refused'>;
  readonly clock: Clock;
  readonly log: Pick<Log, 'error' | 'info'>;
  /** Something was queued for the channels. */
  queued(): void;
  /** What is watched changed. */
  rejudge(): Promise<void>;
  /** Lets `work` judge by what is in force for the target; false when that failed. */
  judge(target: Target, work: (watched: Watched) => Promise<readonly Applied[]>): Promise<boolean>;
}

export type Ingest = AsyncDisposable & NonNullable<WebDeps['ingest']>;

/** Takes what programs push: metrics and heartbeats into the store and before the rules, alerts to people. */
export async function openIngest(deps: IngestDeps): Promise<Ingest> {
  const { live, samples, storage, clock, log } = deps;
  const failed = (error: unknown) => log.error({ err: error }, 'what was pushed was lost in part');
  await using opened = new AsyncDisposableStack();
  const seen = opened.use(await openSeen({ store: deps.store.settings, clock, failed }));
  const retention = () => Math.min(live.config().retention, MOST_KEPT);
  const judge = async (id: number, series: readonly PushedSeries[]) => {
    const target = live.target(id);
    if (target === null) return;
    deps.telling.derived(
      id,
      series.flatMap(({ metric, labels, points }) =>
        points.slice(-1).map((one) => ({ metric, labels, ...one })),
      ),
    );
    await deps.judge(target, (watched) =>
      judgePushed(deps.alerting, watched, { at: clock.now(), series }),
    );
  };
  const take = intake({
    ...{ clock, seen, failed, retention },
    targets: live.targets,
    series: samples.series,
    canonical: (metric) => live.catalogue().canonical(metric),
    mostSeries: () => live.config().storage.seriesPerTarget,
    refusedSeries: (target, metric) => storage.refused.add({ target, metric, count: 1 }),
    ingest: (rows) => samples.ingest(rows, { lasting: true }),
    took(id, row) {
      const target = live.target(id);
      if (target === null) return;
      deps.telling.took(target, row);
      if (row.check !== undefined) deps.told.took(id, row.at, row.check);
    },
    judge,
  });
  const alerts = alertPort(deps, seen);
  const events = opened.use(
    openEventPort(deps, {
      ...{ seen, failed, retention, judge, raise: alerts.raise },
      arrived(id) {
        const target = live.target(id);
        const nothing = { at: clock.now(), readings: [], note: null };
        if (target !== null) deps.telling.took(target, nothing);
      },
    }),
  );
  const foreign = opened.use(await openForeignAlerts(deps));
  const kept = opened.move();
  return {
    ...{ take, alerts, events, foreign, status: statusPort(deps), define: deps.registered.learn },
    marks: {
      targets: live.targets,
      period: () => ({ now: clock.now(), oldest: clock.now() - retention() }),
      add: (all) => deps.store.marks.add(all, clock.now()),
    },
    learn: (all) => void learnAll(deps.registered, all).catch(failed),
    [Symbol.asyncDispose]: () => kept[Symbol.asyncDispose](),
  };
}

/**
 * Rules see what a target sent by itself, and nothing else happens: it says neither that the target can be reached, nor
 * how it does as a whole, and ends no alert of a series that it does not name.
 */
export function judgePushed(
  deps: EvaluateDeps,
  { target, rules, recent }: Watched,
  { at, series }: { readonly at: Instant; readonly series: readonly PushedSeries[] },
): Promise<readonly Applied[]> {
  for (const { metric, labels, points } of series) recent?.preload(metric, labels, points);
  const newest = series.flatMap(({ metric, labels, points }): Fact[] => {
    const last = points.at(-1);
    return last ? [{ metric, labels, value: last.value }] : [];
  });
  const facts = indexFacts(newest, recent?.history(at));
  return evaluateRound(deps, { target, at, facts, rules, scoreBefore: null, scoreNow: null });
}

function alertPort({ live, alerting, queued }: IngestDeps, seen: Seen): AlertPort {
  const told = async <T>(work: Promise<T>): Promise<T> => {
    const result = await work;
    queued();
    return result;
  };
  /** One after the other: else two of one fingerprint would both find none open. */
  const inTurn = oneByOne();
  const raise: AlertPort['raise'] = async ({ target, fingerprint, ...wanted }) => {
    const on = target === null ? live.self : (live.target(target) ?? live.self);
    const by = programBy(fingerprint ?? randomUUID());
    for (const { id, rule, fingerprint: mark } of alerting.book.open(on.id)) {
      if (rule === BY_HAND && mark.endsWith(`/${by.id}`)) return { id, isNew: false };
    }
    const { id } = await told(raiseByHand(alerting, { ...wanted, target: on, by }));
    return { id, isNew: true };
  };
  return {
    seen,
    targets: live.targets,
    raise: (row) => inTurn(() => raise(row)),
    act: (action, id, deed) => told(actBy(alerting, action, id, deed)),
  };
}

/** What protocols tell of metrics beside their values; what contradicts, or is too much, is not believed. */
async function learnAll(
  { learn }: Pick<Registering, 'learn'>,
  all: readonly Learned[],
): Promise<void> {
  await learn(
    all.flatMap((one) => saidBySender(one) ?? []),
    SENDER,
  );
}

const SENDER: Doer = { id: 'api', name: 'a sender' };

/** Stands in the alert's own fingerprint, so that the open alert of a fingerprint is found after a restart too. */
function programBy(mark: string): Doer {
  const digest = createHash('sha256').update(mark).digest('hex').slice(0, 24);
  return { id: `api:${digest}`, name: 'API' };
}

async function actBy(
  alerting: Alerting,
  action: 'acknowledge' | 'resolve',
  id: number,
  { user, note, isNoise }: Deed,
) {
  const by: Doer = { id: `api:${user}`, name: user };
  const [outcome] = await act(alerting, action, [id], { by, note });
  if (isNoise && outcome?.kind === 'done') {
    return annotate(alerting, id, { by, kind: 'noise', text: 'it was noise', noise: by });
  }
  return outcome ?? { kind: 'unknown' as const, id };
}
