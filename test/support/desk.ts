import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { roundHandler } from '../../src/alert/round.ts';
import type { Core } from '../../src/app/core.ts';
import { openCore } from '../../src/app/core.ts';
import { CONSOLE } from '../../src/chat/console/prompt.ts';
import { renderForConsole } from '../../src/chat/console/render.ts';
import type { Reply } from '../../src/chat/reply.ts';
import type { Config, TargetConfig } from '../../src/config/config.ts';
import { openLog } from '../../src/log/log.ts';
import type { Actor, Role } from '../../src/model/person.ts';
import type { Reading } from '../../src/model/sample.ts';
import { noLabels } from '../../src/model/sample.ts';
import type { Instant } from '../../src/model/time.ts';
import { BASE_LIMITS } from '../../src/presets/base.ts';
import type { Samples, Store } from '../../src/store/ports.ts';
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
  return { kind: 'local', interval: 30_000, labels: {}, preset: 'base', ssh: null, ...more };
}

function aConfig(folder: string, more: Partial<Config> = {}): Config {
  return {
    dataDir: folder,
    databaseFile: join(folder, 'tocsin.db'),
    samplesFile: join(folder, 'samples.db'),
    logLevel: 'silent',
    zone: 'Europe/Berlin',
    retention: 30 * 86_400_000,
    http: { enabled: false, host: '127.0.0.1', port: 0 },
    discord: null,
    telegram: null,
    targets: [aTarget({ name: 'web-1' }), aTarget({ name: 'web-2' })],
    rules: [],
    channels: [],
    routes: [],
    reports: [],
    people: [],
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
  const samples: Samples = await openSamples(config.samplesFile, { now: clock.now });
  onTestFinished(async () => {
    await samples[Symbol.asyncDispose]();
    await store[Symbol.asyncDispose]();
  });
  const core: Core = await openCore({
    config,
    store,
    samples,
    clock,
    log: openLog({ level: 'silent', secrets: [], file: null, show: null }),
    self: async () => ({
      running: true,
      version: '1.2.3',
      startedAt: NOON - 3_600_000,
      node: 'v24.0.0',
      residentBytes: 98_000_000,
      databaseBytes: 1_234_567,
      surfaces: [{ name: 'discord', state: 'connected' }],
    }),
    listeners: () => [{ name: 'ops', kind: 'telegram' }],
    paired: () => {},
    queued: () => {},
  });
  const targetNamed = (name: string) => {
    const found = core.targets.find((one) => one.name === name);
    if (!found) throw new Error(`no target ${name}`);
    return found;
  };
  const handle = roundHandler({
    log: store.alerts,
    tell: core.tell,
    unitOf: core.judges.unitOf,
    rounds: store.rounds,
    samples,
    clock,
    wrote: (what, error) => {
      if (error) throw new Error(`could not write ${what}`, { cause: error });
    },
  });
  return {
    ...core,
    store,
    samples,
    targetNamed,
    /** Sets the clock. */
    at(instant: Instant) {
      now = instant;
    },
    /** A round that measured, as collection would have handed it in. */
    async measured(name: string, at: Instant, readings: readonly Reading[]) {
      now = at;
      const target = targetNamed(name);
      const round = { kind: 'measured', target: target.id, at, took: 5, readings } as const;
      return handle(core.judges.watched(target), round);
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
      return handle(core.judges.watched(target), round);
    },
    /** Asks as the actor's chat, or the terminal, would. */
    ask(line: string, actor: Actor = ana): Promise<Reply> {
      const [, name = '', input = ''] = /^\/?(\S*)\s*(.*)$/s.exec(line) ?? [];
      const where = actor.surface === 'console' ? CONSOLE : place;
      const signal = AbortSignal.timeout(20_000);
      return core.desk.answer({ name, input, actor, place: where, signal });
    },
    /** The reply as a terminal shows it, without colours. */
    shown(reply: Reply, width = 100): string {
      return renderForConsole(reply, { width, colour: false, zone: config.zone, now });
    },
  };
}
