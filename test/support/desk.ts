import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Watched } from '../../src/alert/round.ts';
import { roundHandler } from '../../src/alert/round.ts';
import { openAlerting } from '../../src/app/alerting.ts';
import { openBackups } from '../../src/app/backups.ts';
import { openCheckBook } from '../../src/app/check-book.ts';
import { checkDesk } from '../../src/app/check-desk.ts';
import { openCheckSwitches } from '../../src/app/check-switches.ts';
import { openCore } from '../../src/app/core.ts';
import { judgePushed } from '../../src/app/ingest.ts';
import { lastLived } from '../../src/app/last-lived.ts';
import { openLive } from '../../src/app/live.ts';
import { openPeople } from '../../src/app/people.ts';
import { openPingBook } from '../../src/app/ping-book.ts';
import { registering } from '../../src/app/registering.ts';
import { servicesOf } from '../../src/app/services.ts';
import { settingsFile } from '../../src/app/settings.ts';
import { watchStorage } from '../../src/app/storage.ts';
import { toldChecks } from '../../src/app/told-checks.ts';
import { CONSOLE } from '../../src/chat/console/prompt.ts';
import { renderForConsole, UNBROKEN } from '../../src/chat/console/render.ts';
import type { Reply } from '../../src/chat/reply.ts';
import { DEFAULT_ALERTING } from '../../src/config/alerting.ts';
import type { Config, TargetConfig } from '../../src/config/config.ts';
import { DEFAULT_STORAGE } from '../../src/config/storage.ts';
import { openLog } from '../../src/log/log.ts';
import type { Alert } from '../../src/model/alert.ts';
import type { Actor, Role } from '../../src/model/person.ts';
import type { Reading, Round } from '../../src/model/sample.ts';
import { noLabels } from '../../src/model/sample.ts';
import type { Target } from '../../src/model/target.ts';
import type { Instant } from '../../src/model/time.ts';
import { BASE_LIMITS } from '../../src/presets/base.ts';
import type { Store } from '../../src/store/ports.ts';
import { openSamples } from '../../src/store/samples/store.ts';
import { openStore } from '../../src/store/sqlite/store.ts';
import { freshFolder } from '../store/fresh-folder.ts';

/** 2026-03-10 12:00 UTC. */
export const NOON: Instant = Date.UTC(2026, 2, 10, 12);

export const ana: Actor = {
  id: 'telegram:222',
  name: 'Ana',
  surface: 'telegram',
  role: 'operator',
};
export const place = { surface: 'telegram', id: '-100', thread: null, title: 'ops' } as const;

export function actorOf(role: Role | null): Actor {
  return { ...ana, role };
}

export function aTarget(more: Partial<TargetConfig> & { name: string }): TargetConfig {
  return {
    kind: 'local',
    interval: 30_000,
    labels: {},
    preset: 'base',
    ssh: null,
    parent: null,
    ...more,
  };
}

/** A configuration with two targets and nothing else, whose files lie in `folder`. */
export function aConfig(folder: string, more: Partial<Config> = {}): Config {
  return {
    dataDir: folder,
    databaseFile: join(folder, 'tocsin.db'),
    samplesFile: join(folder, 'samples.db'),
    logLevel: 'silent',
    zone: 'Europe/Berlin',
    retention: 30 * 86_400_000,
    metrics: [],
    storage: DEFAULT_STORAGE,
    backup: { folder: null, at: '30 3 * * *', keep: 7 },
    mirror: null,
    http: { enabled: false, host: '127.0.0.1', port: 0 },
    statsd: null,
    discord: null,
    telegram: null,
    targets: [aTarget({ name: 'web-1' }), aTarget({ name: 'web-2' })],
    checks: [],
    rules: [],
    events: [],
    channels: [],
    escalations: [],
    routes: [],
    reports: [],
    people: [],
    rotas: [],
    alerting: DEFAULT_ALERTING,
    inhibit: [],
    maintenance: [],
    exports: [],
    alertmanagers: [],
    plugins: null,
    awaited: [],
    heartbeatUrl: null,
    limits: BASE_LIMITS,
    secrets: [],
    ...more,
  };
}

export function reading(metric: string, value: number, labels = noLabels()): Reading {
  return { metric, labels, value };
}

/** The real desk on a real store, without collection and network; its clock moves only by hand. */
export async function openDesk(more: Partial<Config> = {}) {
  const folder = freshFolder();
  const config = aConfig(folder, more);
  let now = NOON;
  const clock = { now: () => now, monotonic: () => now };
  const store: Store = await openStore(config.databaseFile, { now: clock.now });
  const samples = await openSamples(config.samplesFile, { now: clock.now });
  const log = openLog({ level: 'silent', secrets: [], file: null, show: null });
  const backups = openBackups({
    ...{ config: () => config, samples, clock, log },
    signal: new AbortController().signal,
  });
  onTestFinished(async () => {
    await backups[Symbol.asyncDispose]();
    await samples[Symbol.asyncDispose]();
    await store[Symbol.asyncDispose]();
  });
  const live = await openLive(config, { store, clock });
  const people = await openPeople({ live, store, clock, moved: () => {} });
  const listeners = () => [{ name: 'ops', kind: 'telegram' }, ...people.places()];
  const fired: Alert[] = [];
  const alerting = await openAlerting(live, {
    ...{ store, clock, listeners, people },
    fired: (alerts) => fired.push(...alerts),
  });
  const rejudge = async () => watched.clear();
  const storage = watchStorage({
    ...{ live, store, samples, events: samples.events, logs: samples.logs, backups, clock },
  });
  const registered = registering({ live, store, samples, clock, rejudge });
  const switches = await openCheckSwitches(store.settings);
  const book = await openCheckBook({
    ...{ store: store.checks, clock, switches },
    configured: () => live.config().checks,
    lived: () => lastLived(store, live),
  });
  const pings = await openPingBook({ store: store.checks, book, clock });
  const told = toldChecks({ samples, clock });
  const services = servicesOf({ book, told, live, pauses: alerting.pauses, clock });
  const core = openCore({
    checks: checkDesk({ book, switches, pings, live, clock, services }),
    ...{
      live,
      people,
      alerting,
      store,
      samples,
      events: samples.events,
      logs: samples.logs,
      backups,
      clock,
      log,
      storage,
      registered,
    },
    file: settingsFile(folder),
    config: {
      show: async () => config,
      reload: async () => ({ kind: 'applied', changes: [], restart: [] }),
    },
    self: async () => ({
      running: true,
      version: '1.2.3',
      startedAt: NOON - 3_600_000,
      node: 'v24.0.0',
      residentBytes: 98_000_000,
      databaseBytes: 1_234_567,
      exports: [],
      samples: { shed: 0, damaged: 0 },
      surfaces: [{ name: 'discord', state: 'connected' }],
    }),
    paired: () => {},
    queued: () => {},
    rejudge,
    pushed: async (target, series) =>
      void (await judgePushed(alerting, judgesFor(target), { at: now, series })),
  });
  const watched = new Map<number, Watched>();
  const judgesFor = (target: Target) => {
    const known = watched.get(target.id) ?? live.judgesFor(target, now);
    watched.set(target.id, known);
    return known;
  };
  const targetNamed = (name: string) => {
    const found = live.targets().find((one) => one.name === name);
    if (!found) throw new Error(`no target ${name}`);
    return found;
  };
  const handle = roundHandler({
    ...alerting,
    network: { blamesUs: async () => false },
    graceUntil: 0,
    rounds: store.rounds,
    samples,
    clock,
    wrote: (what, error) => {
      if (error) throw new Error(`could not write ${what}`, { cause: error });
    },
  });
  return {
    ...core,
    clock,
    live,
    people,
    alerting,
    /** Every alert that fired, in order. */
    fired,
    store,
    samples,
    events: samples.events,
    logs: samples.logs,
    backups,
    storage,
    registered,
    targetNamed,
    /** Sets the clock. */
    at(instant: Instant) {
      now = instant;
    },
    /** Sets the clock, and takes a round of any target, also the monitor's own. */
    async take(target: Target, round: Round) {
      now = round.at;
      return handle(judgesFor(target), round);
    },
    /** A round that measured, as collection would have handed it in. */
    async measured(name: string, at: Instant, readings: readonly Reading[]) {
      now = at;
      const target = targetNamed(name);
      const round = { kind: 'measured', target: target.id, at, took: 5, readings } as const;
      return handle(judgesFor(target), round);
    },
    /** A round that got no answer. */
    async missed(name: string, at: Instant, detail = 'connection refused') {
      now = at;
      const target = targetNamed(name);
      const round = {
        kind: 'missed',
        target: target.id,
        at,
        took: 5,
        reason: 'failed',
        detail,
      } as const;
      return handle(judgesFor(target), round);
    },
    /** Asks as the actor's chat, or the terminal, would. */
    ask(line: string, actor: Actor = ana): Promise<Reply> {
      const [, name = '', input = ''] = /^\/?(\S*)\s*(.*)$/s.exec(line) ?? [];
      const where = actor.surface === 'console' ? CONSOLE : place;
      const signal = AbortSignal.timeout(20_000);
      return core.desk.answer({ name, input, actor, place: where, signal });
    },
    /** The reply as a terminal shows it, without colours. */
    shown(reply: Reply, width = UNBROKEN): string {
      return renderForConsole(reply, { width, colour: false, zone: config.zone, now });
    },
  };
}
