import { expect, test } from 'vitest';
import type { Score } from '../../src/model/score.ts';
import type { SshAddress } from '../../src/model/target.ts';
import { HOUR } from '../../src/model/time.ts';
import type { Store } from '../../src/store/ports.ts';
import { aTarget, withTarget } from './fixtures.ts';

/** What every store promises about its targets. */
export function targetContract(open: () => Promise<Store>): void {
  test('targets keep their ids, also when they return', async () => {
    await using store = await open();
    const [b, a] = await store.targets.sync([aTarget({ name: 'b' }), aTarget({ name: 'a' })], 1);
    await store.targets.sync([aTarget({ name: 'b', interval: 5_000 })], 2);
    expect(await store.targets.list()).toEqual([{ ...b, interval: 5_000 }]);
    await store.targets.sync([aTarget({ name: 'a' }), aTarget({ name: 'b' })], 3);
    expect(await store.targets.list()).toEqual([a, b]);
    await store.targets.sync([], 4);
    expect(await store.targets.list()).toEqual([]);
  });

  test('the monitor itself is one target for ever, and never among the watched', async () => {
    await using store = await open();
    const [web] = await store.targets.sync([aTarget()], 1);
    const itself = await store.targets.self(2);
    expect(itself).toEqual({
      id: expect.any(Number),
      name: 'tocsin',
      kind: 'self',
      interval: 60_000,
      labels: {},
      preset: 'self',
      ssh: null,
      parent: null,
    });
    await store.targets.sync([aTarget()], 3);
    expect(await store.targets.self(4)).toEqual(itself);
    expect(await store.targets.list()).toEqual([web]);
  });

  test('a target knows without which other it cannot be reached', async () => {
    await using store = await open();
    const behind = aTarget({ name: 'web-2', parent: 'router' });
    expect(await store.targets.sync([behind], 1)).toMatchObject([{ parent: 'router' }]);
    expect(await store.targets.list()).toMatchObject([{ name: 'web-2', parent: 'router' }]);
    await store.targets.sync([{ ...behind, parent: null }], 2);
    expect(await store.targets.list()).toMatchObject([{ name: 'web-2', parent: null }]);
  });

  test('a password is used but never stored', async () => {
    await using store = await open();
    const ssh: SshAddress = {
      host: '192.0.2.10',
      port: 22,
      user: 'monitor',
      keyFile: null,
      password: 'open sesame',
      agent: null,
      hostKey: null,
      knownHosts: '/home/monitor/.ssh/known_hosts',
    };
    const [given] = await store.targets.sync([aTarget({ kind: 'ssh', ssh })], 1);
    expect(given?.ssh).toEqual(ssh);
    const [stored] = await store.targets.list();
    expect(stored?.ssh).toEqual({ ...ssh, password: null });
  });
}

const measured = (target: number, at: number) =>
  ({ kind: 'measured', target, at, took: 12.5, readings: [] }) as const;
export const missed = (target: number, at: number, detail = 'no answer') =>
  ({ kind: 'missed', target, at, took: 5, reason: 'failed', detail }) as const;

/** What every store promises about rounds and gaps. */
export function roundContract(open: () => Promise<Store>): void {
  test('rounds are counted, and a gap lasts from the first miss to the next reading', async () => {
    await using store = await open();
    const target = await withTarget(store);
    expect(await store.rounds.last(target)).toBeNull();
    await store.rounds.record(measured(target, 1_000), null);
    await store.rounds.record(missed(target, 2_000), null);
    await store.rounds.record(missed(target, 3_000, 'still none'), null);
    const gap = { target, from: 2_000, to: null, reason: 'no answer' };
    expect(await store.rounds.gaps(target, 5_000, 6_000)).toEqual([gap]);
    expect(await store.rounds.last(target)).toEqual({ at: 3_000, ok: false, detail: 'still none' });
    await store.rounds.record(measured(target, 4_000), null);
    await store.rounds.record(measured(target, HOUR), null);
    expect(await store.rounds.gaps(target, 3_999, 6_000)).toEqual([{ ...gap, to: 4_000 }]);
    expect(await store.rounds.gaps(target, 4_000, 6_000)).toEqual([]);
    expect(await store.rounds.gaps(target, 0, 2_000)).toEqual([]);
    expect(await store.rounds.last(target)).toEqual({ at: HOUR, ok: true, detail: '' });
    expect(await store.rounds.count(target, 0, HOUR)).toEqual({ measured: 2, missed: 2 });
    expect(await store.rounds.count(target, HOUR, 2 * HOUR)).toEqual({ measured: 1, missed: 0 });
    expect(await store.rounds.count(99, 0, HOUR)).toEqual({ measured: 0, missed: 0 });
  });
}

export function aScore(target: number, at: number, score: number | null, value = 91): Score {
  const factor = {
    name: 'disk',
    label: 'Disk',
    kind: 'issue',
    points: 20,
    value,
    limit: 90,
  } as const;
  return { target, at, score, status: 'warning', factors: [factor], unknown: ['system.load'] };
}

/** What every store promises about scores. */
export function scoreContract(open: () => Promise<Store>): void {
  test('the newest score is kept, and a history of changes', async () => {
    await using store = await open();
    const target = await withTarget(store);
    const scores = [
      aScore(target, 1_000, 80, 91),
      aScore(target, 2_000, 80, 92),
      aScore(target, 3_000, 75, 93),
      aScore(target, 4_000, 75, 94),
      { ...aScore(target, 5_000, 75, 94), unknown: [] },
    ];
    for (const score of scores) await store.rounds.record(measured(target, score.at), score);
    expect(await store.scores.latest(target)).toEqual(scores[4]);
    expect(await store.scores.latest(99)).toBeNull();
    expect(await store.scores.history(target, 1_000, 5_000)).toEqual([scores[0], scores[2]]);
    expect(await store.scores.at(target, 2_500)).toEqual(scores[0]);
    expect(await store.scores.at(target, 9_000)).toEqual(scores[4]);
    expect(await store.scores.at(target, 999)).toBeNull();
  });

  test('scores of the past come beside what is there, and twice is the same', async () => {
    await using store = await open();
    const target = await withTarget(store);
    const [first, live] = [aScore(target, 1_000, 80, 91), aScore(target, 4_000, 75, 93)];
    await store.rounds.record(measured(target, live.at), live);
    const same = aScore(target, 2_000, 80, 92);
    const other = aScore(target, 3_000, 60, 92);
    const taken = { ...aScore(target, 4_000, 10, 92), unknown: [] };
    for (const _ of [1, 2]) await store.scores.add([first, same, other, taken]);
    expect(await store.scores.history(target, 0, 9_000)).toEqual([first, other, live]);
    expect(await store.scores.latest(target)).toEqual(live);
    const newest = aScore(target, 5_000, 50, 92);
    await store.scores.add([newest]);
    expect(await store.scores.latest(target)).toEqual(newest);
  });
}
