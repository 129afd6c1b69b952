import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { eventCounters } from '../../src/app/event-counters.ts';
import type { EffectDeps } from '../../src/app/event-effects.ts';
import { openEventEffects } from '../../src/app/event-effects.ts';
import type { AppEvent, EventMapping } from '../../src/model/event.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/model/time.ts';
import { StoreError } from '../../src/store/ports.ts';
import { openSamples } from '../../src/store/samples/store.ts';
import { freshFolder } from '../store/fresh-folder.ts';

const NOW = Date.UTC(2026, 10, 23, 12);
const MAPPINGS: readonly EventMapping[] = [
  { type: 'call', counter: 'calls', by: ['way'] },
  { type: 'call', histogram: 'ms', field: 'ms' },
  { type: 'bad', alert: { severity: 'error', type: 'x', message: '{n}', by: ['n'] } },
];

function event(ago: number, more: Partial<AppEvent> = {}): AppEvent {
  return { target: 1, type: 'call', at: NOW - ago, tags: {}, body: {}, key: null, ...more };
}

/** Effects on real samples; what is judged, raised and said is noted. */
async function world(file = join(freshFolder(), 'samples.db'), more: Partial<EffectDeps> = {}) {
  const clock = { now: () => NOW, monotonic: () => performance.now() };
  const samples = await openSamples(file, { now: clock.now });
  const noted = { judged: [] as string[], raised: [] as string[], said: [] as string[] };
  const effects = openEventEffects({
    ...{ samples, clock },
    target: (id) => ({ id, name: 'web-1' }) as never,
    targets: () => [{ id: 1, name: 'web-1' }] as never,
    presetMappings: () => MAPPINGS,
    ownMappings: () => NONE,
    canonical: () => asWritten,
    async judge(_target, series) {
      for (const { metric, points } of series) {
        noted.judged.push(`${metric} ${points.map(({ value }) => value)}`);
      }
    },
    async raise({ message }) {
      noted.raised.push(message);
      return { id: 1, isNew: true };
    },
    log: {
      error: (what, message) => void noted.said.push(`${message ?? what}`),
      info: () => {},
    },
    ...more,
  });
  const close = async () => {
    await effects[Symbol.asyncDispose]();
    await samples[Symbol.asyncDispose]();
  };
  onTestFinished(close);
  const points = async (metric: string, labels = {}) => {
    const range = { from: NOW - 2 * DAY, to: NOW + DAY, limit: 100_000 };
    return (await samples.points(1, { metric, labels }, range)).map(({ at, value }) => [
      at - NOW,
      value,
    ]);
  };
  return { ...effects, ...noted, samples, points, clock, close };
}
const NONE: readonly EventMapping[] = [];
const asWritten = (name: string) => name;

test('a counter goes on after a restart from the newest stored value, series by series', async () => {
  const file = join(freshFolder(), 'samples.db');
  const first = await world(file);
  await first.apply([event(9_000), event(9_000), event(9_000, { tags: { way: 'a' } })]);
  await first.close();
  const second = await world(file);
  await second.apply([event(3_000)]);
  expect(await second.points('calls')).toEqual([
    [-9_001, 0],
    [-8_999, 2],
    [-3_001, 2],
    [-3_000, 3],
  ]);
  await second.apply([event(2_000, { tags: { way: 'a' } })]);
  expect((await second.points('calls', { way: 'a' })).at(-1)).toEqual([-2_000, 2]);
});

test('a counter that does not grow is said again, so that windows over it have an end', async () => {
  const { samples, clock, apply } = await world();
  await apply([event(10 * MINUTE)]);
  const again = eventCounters({ samples, clock });
  const metrics = new Set(['calls', 'others']);
  expect(await again.repeat(1, metrics)).toEqual([
    { target: 1, metric: 'calls', labels: {}, at: NOW, value: 1 },
  ]);
  expect(await again.repeat(1, metrics)).toEqual([]);
  const later = { now: () => NOW + 8 * DAY };
  const long = eventCounters({ samples, clock: later });
  await long.repeat(1, metrics);
  later.now = () => NOW + 16 * DAY;
  expect(await long.repeat(1, metrics)).toEqual([]);
});

test('values of a millisecond that is taken go to the next free one, also among stored ones', async () => {
  const { apply, points } = await world();
  const ms = (value: number, ago = 5_000) => event(ago, { body: { ms: value } });
  await apply([ms(1), ms(2)]);
  await apply([ms(3), ms(4, 4_999), ms(5, DAY)]);
  expect(await points('ms')).toEqual([
    [-DAY, 5],
    [-5_000, 1],
    [-4_999, 2],
    [-4_998, 3],
    [-4_997, 4],
  ]);
});

test('rules see what is fresh and newer than before, and alerts are raised once', async () => {
  const { apply, judged, raised } = await world();
  const bad = (n: string, ago: number) => event(ago, { type: 'bad', tags: { n } });
  await apply([
    event(10 * MINUTE, { body: { ms: 1 } }),
    event(2_000, { body: { ms: 2 } }),
    event(3_000, { body: { ms: 3 } }),
    ...[bad('a', 0), bad('a', 0), bad('b', 50 * MINUTE), bad('c', 2 * HOUR)],
  ]);
  await apply([event(4_000, { body: { ms: 4 } })]);
  expect(judged).toEqual(['calls 1,2,3', 'ms 3,2', 'calls 4']);
  expect(raised).toEqual(['a', 'b']);
});

test('what the store refuses is said once, and the rest goes on', async () => {
  const { apply, points, said } = await world();
  const far = { at: NOW + 2 * HOUR, body: { ms: 1 } };
  await apply([event(0, far), event(SECOND, { body: { ms: 2 } })]);
  await apply([event(0, far)]);
  expect(await points('ms')).toEqual([[-SECOND, 2]]);
  expect(said.filter((line) => line.includes('more than an hour in the future'))).toHaveLength(1);
});

test('what fails is said and does not reach whoever sent, and nothing of a counter is lost', async () => {
  const broken = { now: false };
  const { samples } = await world();
  const { apply, points, said } = await world(undefined, {
    judge: () => (broken.now ? Promise.reject(new Error('no rules')) : Promise.resolve()),
    samples,
  });
  broken.now = true;
  await apply([event(9_000)]);
  expect(said.join()).toContain('events are not turned into values and alerts');
  broken.now = false;
  await apply([event(5_000)]);
  const range = { from: 0, to: NOW + 1, limit: 10 };
  expect((await samples.points(1, { metric: 'calls', labels: {} }, range)).at(-1)?.value).toBe(2);
  expect(await points('calls')).toEqual([]);
});

test('alerts are raised also while no sample can be stored', async () => {
  const full = () => Promise.reject(new StoreError('the disk is full'));
  const { samples } = await world();
  const broken = { ...samples, ingest: full };
  const { apply, raised, said } = await world(undefined, { samples: broken });
  await apply([event(0, { body: { ms: 1 } }), event(0, { type: 'bad', tags: { n: 'a' } })]);
  expect(raised).toEqual(['a']);
  expect(said.join()).toContain('events are not turned into values and alerts');
});

test('a sender whose clock is ahead does not hold up what others add to a counter', async () => {
  const { apply, points } = await world();
  await apply([event(-5 * MINUTE)]);
  await apply([event(0)]);
  expect((await points('calls')).at(-1)).toEqual([1, 2]);
});

test('what is made under another name of a metric is kept under its own, also once names change', async () => {
  const names = { now: (name: string) => (name === 'calls' ? 'api.calls' : name) };
  const { apply, points } = await world(undefined, { canonical: () => names.now });
  await apply([event(3_000)]);
  names.now = (name) => (name === 'calls' ? 'all.calls' : name);
  await apply([event(2_000)]);
  expect(await points('calls')).toEqual([]);
  expect((await points('api.calls')).at(-1)).toEqual([-3_000, 1]);
  expect((await points('all.calls')).at(-1)).toEqual([-2_000, 1]);
});

test('of very many alerts at once the first hundred are raised, and the others are said', async () => {
  const { apply, raised, said } = await world();
  const many = Array.from({ length: 130 }, (_, n) =>
    event(0, { type: 'bad', tags: { n: `${n}` } }),
  );
  await apply(many);
  expect(raised).toHaveLength(100);
  expect(said.join()).toContain('30 at once were left out');
});
