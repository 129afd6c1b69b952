import { act } from '../alert/desk.ts';
import type { Watched } from '../alert/round.ts';
import { roundHandler } from '../alert/round.ts';
import type { Config } from '../config/config.ts';
import type { Change, Deed } from '../demo/machine.ts';
import type { Story } from '../demo/story.ts';
import type { Alert } from '../model/alert.ts';
import type { Reading, Round } from '../model/sample.ts';
import type { Target } from '../model/target.ts';
import type { Clock, Instant } from '../model/time.ts';
import { MINUTE } from '../model/time.ts';
import type { Samples, Store } from '../store/ports.ts';
import type { SampleRow } from '../store/samples/port.ts';
import type { Alerting } from './alerting.ts';
import { openAlerting } from './alerting.ts';
import { openCauses } from './causes.ts';
import type { Live } from './live.ts';
import { openLive } from './live.ts';
import { TERMINAL } from './sending.ts';
import type { Stores } from './stores.ts';
import { sweepOnce } from './sweeping.ts';

/** Rows that go to the store together: handing them over costs more than the rows. */
const TOGETHER = 20_000;
/** Minutes after which others have their turn. */
const BREATH = 20;

/** Lets a history happen: what rules, scores and people make of it is what they would have made. */
export interface Engine {
  /** One minute of every machine. */
  minute(at: Instant): Promise<void>;
  /** Everything is on the disk. */
  end(): Promise<void>;
}

export async function openEngine(
  config: Config,
  story: Story,
  { stores, clock }: { readonly stores: Stores; readonly clock: Clock },
): Promise<Engine> {
  const { store } = stores;
  const live = await openLive(config, { store, clock });
  let fired: readonly Alert[] = [];
  const alerting = await openAlerting(live, {
    ...{ store, clock, listeners: () => [TERMINAL] },
    fired(alerts) {
      fired = [...fired, ...alerts];
    },
  });
  const samples = inBatches(stores.samples);
  const handle = roundHandler({
    ...{ ...alerting, samples, clock },
    network: { blamesUs: async () => false },
    graceUntil: 0,
    rounds: store.rounds,
    wrote(_, error) {
      if (error !== null) throw error;
    },
  });
  const watched = watchedOf(live, story, clock.now());
  let isQueued = false;
  const sweeping = {
    ...{ live, alerting, store, clock },
    backups: () => [],
    queued() {
      isQueued = true;
    },
    failed: () => {},
    worked: () => {},
  };
  const causes = openCauses({
    ...{ live, alerting, store, clock, samples: stores.samples, logs: stores.logs },
    processes: () => null,
    sight: async () => null,
    queued: sweeping.queued,
    failed(error) {
      throw error;
    },
  });
  const deeds = [...story.deeds];
  const changes = [...story.changes];
  let minutes = 0;
  return {
    async minute(at) {
      for (const change of due(changes, at)) await mark(store, watched, change);
      for (const { one, machine } of watched) {
        const applied = await handle(one, roundOf(one, machine.at(at), at));
        isQueued ||= applied.length > 0;
      }
      if (fired.length > 0) {
        // It is looked at what was measured until now.
        await samples.hand();
        causes.fired(fired);
        fired = [];
        await causes.idle();
      }
      await sweepOnce(sweeping);
      for (const deed of due(deeds, at)) {
        await take(alerting, watched, deed);
        isQueued = true;
      }
      if (isQueued) await deliver(stores, at);
      isQueued = false;
      minutes += 1;
      if (minutes % BREATH === 0) await new Promise(setImmediate);
    },
    end: () => samples.end(),
  };
}

type Simulated = ReturnType<typeof watchedOf>[number];

/** Judged as machines that are asked: what is told by itself would have been stored before. */
function watchedOf(live: Live, { machines }: Story, since: Instant) {
  return machines.flatMap((machine) => {
    const target = live.targets().find(({ name }) => name === machine.name);
    if (target === undefined) return [];
    const asked: Target = { ...target, kind: 'local' };
    return [{ machine, one: live.judgesFor(asked, since) }];
  });
}

function roundOf({ target }: Watched, found: readonly Reading[] | string, at: Instant): Round {
  const round = { target: target.id, at, took: 40 };
  return typeof found === 'string'
    ? { ...round, kind: 'missed', reason: 'failed', detail: found }
    : { ...round, kind: 'measured', readings: found };
}

/** Takes what is due out of what is to come. */
function due<T extends { readonly at: Instant }>(coming: T[], at: Instant): readonly T[] {
  const count = coming.findIndex((one) => one.at > at);
  return coming.splice(0, count === -1 ? coming.length : count);
}

function targetOf(
  watched: readonly Simulated[],
  { machine: name }: { readonly machine: string },
): Target | undefined {
  return watched.find(({ machine }) => machine.name === name)?.one.target;
}

async function mark(
  { marks }: Pick<Store, 'marks'>,
  watched: readonly Simulated[],
  change: Change,
): Promise<void> {
  const { at, kind, text } = change;
  const target = targetOf(watched, change)?.id ?? null;
  const by = { id: 'demo:pipeline', name: 'pipeline' };
  await marks.add([{ ...{ at, kind, text, target, by }, url: null, key: null }], at);
}

/** A person takes the alerts of a rule, where there are any. */
async function take(alerting: Alerting, watched: readonly Simulated[], deed: Deed): Promise<void> {
  const target = targetOf(watched, deed);
  if (target === undefined) return;
  const open = [...alerting.book.open(target.id)].filter(({ rule }) => rule === deed.rule);
  const by = { id: `demo:${deed.by.toLowerCase()}`, name: deed.by };
  const ids = open.map(({ id }) => id);
  await act(alerting, 'acknowledge', ids, { by, note: deed.note });
}

/** What would have been said in the terminal counts as said, so that nothing of it comes later. */
async function deliver({ store: { outbox } }: Stores, at: Instant): Promise<void> {
  const waiting = await outbox.claim(TERMINAL.name, { now: at, lease: MINUTE, limit: 100 });
  for (const { id } of waiting) {
    await outbox.sent(id, { remoteId: `demo-${id}`, at, posted: true });
  }
}

function inBatches(samples: Pick<Samples, 'ingest' | 'flush'>) {
  let rows: SampleRow[] = [];
  const hand = async () => {
    const batch = rows;
    rows = [];
    await samples.ingest(batch);
  };
  return {
    hand,
    async append(target: number, at: Instant, readings: readonly Reading[]): Promise<void> {
      for (const { metric, labels, value } of readings) {
        rows.push({ target, metric, labels, at, value });
      }
      if (rows.length >= TOGETHER) await hand();
    },
    async end(): Promise<void> {
      await hand();
      await samples.flush();
    },
  };
}
