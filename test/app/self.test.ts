import { describe, expect, test } from 'vitest';
import { selfReport, serviceHealth } from '../../src/app/self.ts';
import type { ChatSurface, SurfaceState } from '../../src/chat/surface.ts';
import { HOUR, MINUTE, SECOND } from '../../src/model/time.ts';
import type { Store } from '../../src/store/ports.ts';
import { aTarget } from '../store/fixtures.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { freshStore } from './fresh-store.ts';

const down: SurfaceState = { kind: 'down', detail: 'the token is wrong' };
const connected: SurfaceState = { kind: 'connected', detail: '' };

function chat(state: SurfaceState): ChatSurface {
  return {
    name: 'telegram',
    state: () => state,
    channel: () => {
      throw new Error('not asked for');
    },
    async [Symbol.asyncDispose]() {},
  };
}

/** A product that watches one target every 30 s. */
async function product(options: { chat?: SurfaceState; broken?: boolean; paused?: boolean } = {}) {
  const { store } = await freshStore();
  const clock = fakeClock();
  const targets = await store.targets.sync([aTarget()], clock.now());
  const outbox = { ...store.outbox, counts: () => Promise.reject(new Error('no disk')) };
  const parts = {
    version: '1.2.3',
    startedAt: clock.now(),
    store: options.broken === true ? ({ ...store, outbox } as Store) : store,
    samples: {
      size: async () => 1_000,
      stats: async () => ({ shed: 3, damaged: 1 }),
    } as never,
    exports: () => [],
    chats: () => (options.chat ? [chat(options.chat)] : []),
    clock,
    targets: () => targets,
    paused: (target: number) =>
      options.paused === true
        ? { target, by: { id: 'a', name: 'Ana' }, at: clock.now(), until: null }
        : null,
  };
  const health = serviceHealth(parts);
  const round = (kind: 'measured' | 'missed') => {
    const one = { target: targets[0]?.id ?? 0, at: clock.now(), took: 1 };
    return store.rounds.record(
      kind === 'measured'
        ? { kind, ...one, readings: [] }
        : { kind, ...one, reason: 'failed', detail: 'refused' },
      null,
    );
  };
  return { clock, health, round, report: selfReport(parts) };
}

describe('the health of the product', () => {
  test('all is well', async () => {
    const { health, round, clock } = await product({ chat: connected });
    await round('measured');
    await clock.advance(10 * SECOND);
    expect(await health()).toEqual({
      status: 'healthy',
      timestamp: new Date(clock.now()).toISOString(),
      services: {
        store: { status: 'healthy', response_time: 0 },
        collection: { status: 'healthy', response_time: null },
        telegram: { status: 'healthy', response_time: null },
      },
      version: '1.2.3',
      uptime: 10,
    });
  });

  test('a target that is paused is no silence, and is said', async () => {
    const { health, round } = await product({ paused: true });
    await round('missed');
    const { status, services } = await health();
    expect(status).toBe('healthy');
    expect(services['collection']).toMatchObject({
      status: 'healthy',
      detail: expect.stringMatching(/^paused: web-1 since \d{4}-/),
    });
  });

  test('a chat that is down degrades it and says why', async () => {
    const { health, round } = await product({ chat: down });
    await round('measured');
    const { status, services } = await health();
    expect(status).toBe('degraded');
    expect(services['telegram']).toMatchObject({
      status: 'degraded',
      detail: 'the token is wrong',
    });
  });

  test.each([
    { name: 'never measured', rounds: [], wait: 0 },
    { name: 'missed', rounds: ['measured', 'missed'], wait: 0 },
    { name: 'measured long ago', rounds: ['measured'], wait: 5 * MINUTE },
  ] as const)('a target that was $name degrades it', async ({ rounds, wait }) => {
    const { health, round, clock } = await product();
    for (const kind of rounds) await round(kind);
    await clock.advance(wait);
    const { status, services } = await health();
    expect(status).toBe('degraded');
    expect(services['collection']?.detail).toBe('no fresh data from web-1');
  });

  test('a store that fails makes it unhealthy', async () => {
    const { health, round } = await product({ broken: true });
    await round('measured');
    const { status, services } = await health();
    expect(status).toBe('unhealthy');
    expect(services['store']).toMatchObject({ detail: 'the database does not answer' });
  });

  test('a clock that is set does not change how long it has run', async () => {
    const { health, clock } = await product();
    await clock.advance(MINUTE);
    clock.jump(-HOUR);
    expect((await health()).uptime).toBe(60);
  });
});

test('people are told how every chat is doing, how large the data is, and what was lost', async () => {
  const { report } = await product({ chat: down });
  const { version, surfaces, databaseBytes, samples } = await report();
  expect(samples).toEqual({ shed: 3, damaged: 1 });
  expect(version).toBe('1.2.3');
  expect(surfaces).toEqual([{ name: 'telegram', state: 'down: the token is wrong' }]);
  expect(databaseBytes).toBeGreaterThan(1_000);
});
