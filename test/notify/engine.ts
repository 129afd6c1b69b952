import { type RoundDeps, roundHandler, type Watched } from '../../src/alert/round.ts';
import { openAlerting } from '../../src/app/alerting.ts';
import { cardMaker } from '../../src/app/cards.ts';
import { openLive } from '../../src/app/live.ts';
import { openPeople } from '../../src/app/people.ts';
import { channelList } from '../../src/app/sending.ts';
import { type SweepingDeps, sweepOnce } from '../../src/app/sweeping.ts';
import { DEFAULT_ALERTING } from '../../src/config/alerting.ts';
import type {
  AlertSettings,
  ChannelConfig,
  Config,
  TargetConfig,
} from '../../src/config/config.ts';
import type { Severity } from '../../src/model/alert.ts';
import type { Rule } from '../../src/model/rule.ts';
import type { Reading } from '../../src/model/sample.ts';
import type { Target } from '../../src/model/target.ts';
import type { Clock } from '../../src/model/time.ts';
import { MINUTE } from '../../src/model/time.ts';
import { aborted } from '../../src/model/wait.ts';
import type { Channel } from '../../src/notify/channel.ts';
import { senders } from '../../src/notify/senders.ts';
import type { Samples, Store } from '../../src/store/ports.ts';
import { openStore } from '../../src/store/sqlite/store.ts';
import { aConfig } from '../support/desk.ts';

/** Everything that raises alerts and tells of them, on a folder; collection is what the test hands in. */
export interface EngineOptions {
  readonly folder: string;
  readonly clock: Clock;
  readonly config: Partial<Config>;
  readonly channels: readonly Channel[];
  /** Puts something between the engine and its store. */
  wrap?(store: Store): Store;
  readonly random?: () => number;
  readonly failed?: (channel: string, reason: string, final: boolean) => void;
}

/** What no test here looks at costs nothing. */
export const NO_SAMPLES = {
  append: async () => {},
  ingest: async () => ({ accepted: 0, refused: [] }),
  series: async () => [],
  points: async () => [],
} as unknown as Samples;

export async function openEngine(options: EngineOptions) {
  const { folder, clock, channels } = options;
  const config = aConfig(folder, { targets: [], ...options.config });
  const real = await openStore(config.databaseFile, { now: clock.now });
  const store = options.wrap?.(real) ?? real;
  const live = await openLive(config, { store, clock });
  const list = channelList(config, []);
  const listeners = () => config.channels;
  const people = await openPeople({ live, store, clock, moved: () => {} });
  const alerting = await openAlerting(live, { store, clock, listeners, people });
  const card = cardMaker({ store, samples: NO_SAMPLES, live, book: alerting.book, clock });
  const stop = new AbortController();
  const cut = new AbortController();
  const undelivered: string[] = [];
  const sending = senders(
    {
      ...{ queue: store.outbox, card, clock },
      random: options.random ?? Math.random,
      failed: options.failed ?? (() => {}),
      delivered: () => {},
      undelivered: async ({ kind, alert }, reason) =>
        void undelivered.push(`${kind} of ${alert}: ${reason}`),
    },
    stop.signal,
    cut.signal,
  );
  const handle = roundHandler({
    ...alerting,
    rounds: { record: async () => {} },
    samples: NO_SAMPLES,
    clock,
    network: { blamesUs: async () => false },
    graceUntil: 0,
    wrote: () => {},
  } satisfies RoundDeps);
  const sweeping: SweepingDeps = {
    ...{ live, alerting, store, clock },
    backups: list.backups,
    queued: sending.wake,
    failed(error) {
      throw error;
    },
    worked: () => {},
  };
  const watched = new Map<number, Watched>();
  const watchedOf = (target: Target) => {
    const known = watched.get(target.id) ?? live.judgesFor(target, clock.now());
    watched.set(target.id, known);
    return known;
  };
  const targets = new Map(live.targets().map((target) => [target.name, target]));
  return {
    ...{ store, live, people, alerting, undelivered, targets, sweeping },
    /** Begins to send to every channel. */
    send(): void {
      for (const channel of channels) sending.add(channel);
    },
    /** A round of a target, as collection would hand it in. */
    async measured(name: string, readings: readonly Reading[]) {
      const target = targets.get(name);
      if (!target) throw new Error(`no target ${name}`);
      const round = { kind: 'measured', target: target.id, at: clock.now(), took: 5 } as const;
      const applied = await handle(watchedOf(target), { ...round, readings });
      if (applied.length > 0) sending.wake();
      return applied;
    },
    /** What the engine does every second. */
    sweep: () => sweepOnce(sweeping),
    wake: sending.wake,
    async [Symbol.asyncDispose]() {
      stop.abort();
      cut.abort();
      await Promise.all([aborted(stop.signal), sending.ended()]);
      await real[Symbol.asyncDispose]();
    },
  };
}

export type Engine = Awaited<ReturnType<typeof openEngine>>;

export function settings(more: Partial<AlertSettings>): AlertSettings {
  return { ...DEFAULT_ALERTING, ...more };
}

export function aPlace(name: string, more: Partial<ChannelConfig> = {}): ChannelConfig {
  const kind = name === 'phone' ? 'telegram' : 'discord';
  return { name, kind, address: name, thread: null, quiet: null, pushesPerHour: null, ...more };
}

/** Everything of at least `severity` goes to `to`. */
export function aRoute(severity: Severity, to: readonly string[]): Config['routes'][number] {
  return { match: { severity, target: null, rule: null, labels: {} }, to };
}

/** Targets without a preset's rules: `base` has none that judges what the tests measure. */
export function someTargets(count: number): TargetConfig[] {
  return Array.from({ length: count }, (_, n) => ({
    name: `web-${n + 1}`,
    kind: 'local' as const,
    interval: 30_000,
    labels: {},
    preset: 'base',
    ssh: null,
    parent: null,
  }));
}

/** A rule on the series of `queue.depth`; its message names the series, so that a chat can be asked for it. */
export function seriesRule(name: string, severity: Severity, more: Partial<Rule> = {}): Rule {
  return {
    name,
    levels: [{ severity, when: `queue.${name} > 0` }],
    for: 0,
    clear: null,
    clearFor: 0,
    cooldown: 5 * MINUTE,
    escalate: null,
    remind: null,
    type: 'custom',
    message: '<{series}> on {target}',
    labels: {},
    runbook: null,
    targets: null,
    channels: null,
    ...more,
  };
}

/** One series of such a rule: breaking or fine. */
export function series(rule: string, name: string, breaks: boolean): Reading {
  return { metric: `queue.${rule}`, labels: { series: name }, value: breaks ? 1 : 0 };
}
