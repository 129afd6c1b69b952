import { describe, expect, test } from 'vitest';
import type { Rule } from '../../src/model/rule.ts';
import { DAY, MINUTE, SECOND } from '../../src/model/time.ts';
import { aRule } from '../commands/stub-context.ts';
import { aTarget, NOON, openDesk, reading } from '../support/desk.ts';
import { often } from '../support/often.ts';

/** Mulberry32: the same seed gives the same numbers, https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
function randomFrom(seed: number) {
  let state = seed;
  return (below: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const own = (name: string, when: string, more: Partial<Rule> = {}) =>
  aRule({ name, levels: [{ severity: 'warning', when }], for: 0, ...more });

const RULES = [
  own('plain', 'a.load > 75', { cooldown: 0 }),
  own('patient', 'a.load > 60', { for: 2 * MINUTE, clearFor: 3 * MINUTE, cooldown: 4 * MINUTE }),
  own('apart', 'a.load > 90', { clear: 'a.load < 40' }),
  own('back', "avg('a.load', '5m') > 55", { for: MINUTE }),
  own('both', "a.load > 50 and max('b.wait', '3m') > 80", { cooldown: 0 }),
  own('silent', "absent('b.wait', '3m')", { cooldown: 0 }),
  own('away', 'target.reachable == false', { for: MINUTE, cooldown: 2 * MINUTE }),
  own('disks', 'a.disk > 80', { for: MINUTE, cooldown: 0 }),
  aRule({
    name: 'levels',
    levels: [
      { severity: 'warning', when: 'a.load > 70' },
      { severity: 'critical', when: 'a.load > 92' },
    ],
    for: 0,
  }),
];

const ROUNDS = often(250, 2_000);

type Random = ReturnType<typeof randomFrom>;

/** Blips and plateaus, and readings that are missing. */
function readingsFrom(random: Random, load: number) {
  const isThere = (of: number) => random(of) !== 0;
  return [
    ...(isThere(10) ? [reading('a.load', load)] : []),
    ...(isThere(3) ? [] : [reading('b.wait', random(100))]),
    reading('a.disk', random(100), { mount: '/' }),
    ...(isThere(4) ? [reading('a.disk', random(5) < 3 ? 90 : 10, { mount: '/var' })] : []),
  ];
}

/** Rounds, with spans without an answer and without a round between them. */
async function lived(seed: number) {
  const desk = await openDesk({ targets: [aTarget({ name: 'web-1' })], rules: RULES });
  const random = randomFrom(seed);
  let at = NOON - ROUNDS * 30 * SECOND - DAY;
  let [load, away] = [50, 0];
  for (let round = 0; round < ROUNDS; round++) {
    at += 30 * SECOND + (random(40) === 0 ? random(400) * SECOND : 0);
    away = away > 0 ? away - 1 : Math.max(0, random(240) - 232);
    load = random(6) === 0 ? random(100) : Math.max(0, Math.min(100, load + random(21) - 10));
    if (away > 0) await desk.missed('web-1', at);
    else await desk.measured('web-1', at, readingsFrom(random, load));
  }
  desk.at(at + SECOND);
  return desk;
}

type Desk = Awaited<ReturnType<typeof lived>>;

async function liveEpisodes({ store }: Desk, name: string): Promise<string[]> {
  const all = await store.alerts.between(0, 2 * NOON, null);
  return all
    .filter(({ rule }) => rule === name)
    .map(({ state, labels }) => {
      const fired = 'firedAt' in state && state.firedAt !== null ? iso(state.firedAt) : null;
      const ended = state.kind === 'resolved' ? iso(state.at) : null;
      return `${fired} ${ended} ${labels['mount'] ?? ''}`;
    })
    .toSorted();
}

const iso = (at: number) => new Date(at).toISOString();

interface Data {
  readonly fired: number;
  readonly moments: readonly {
    readonly fired_at: string;
    readonly ended_at: string | null;
    readonly labels: Readonly<Record<string, string>>;
  }[];
}

describe.each([1, 2])('a past of its own (%i)', (seed) => {
  test('gives the alerts that there were', async () => {
    const desk = await lived(seed);
    const counts: number[] = [];
    for (const { name } of RULES) {
      const { data } = await desk.ask(`/rules backtest ${name} days=3`);
      const { moments } = data as Data;
      const would = moments.map(
        ({ fired_at, ended_at, labels }) => `${fired_at} ${ended_at} ${labels['mount'] ?? ''}`,
      );
      const real = await liveEpisodes(desk, name);
      counts.push(real.length);
      expect(would.toSorted(), name).toEqual(real);
    }
    expect(
      counts.every((count) => count > 0),
      counts.join(' '),
    ).toBe(true);
  });
});

test('of days that were pruned to their hours it says from when on it is exact', async () => {
  const desk = await openDesk({ targets: [aTarget({ name: 'web-1', interval: 10 * MINUTE })] });
  const { id: target } = desk.targetNamed('web-1');
  const rows = Array.from({ length: (9 * DAY) / (10 * MINUTE) }, (_, index) => {
    const at = NOON - 9 * DAY + index * 10 * MINUTE;
    const of = { target, labels: {}, at };
    // Above the limit once a day, at noon.
    const value = at % DAY === NOON % DAY ? 99 : 10;
    return [
      { ...of, metric: 'a.load', value },
      { ...of, metric: 'target.reachable', value: 1 },
    ];
  });
  await desk.samples.ingest(rows.flat());
  desk.at(NOON);
  expect((await desk.ask('/rules backtest a.load > 90 days=9')).data).toMatchObject({
    exact_from: iso(NOON - 9 * DAY),
    fired: 9,
  });
  await desk.samples.settle();
  const kept = Math.floor((NOON - 4 * DAY) / DAY) * DAY;
  await desk.samples.prune(kept);
  const { data } = await desk.ask('/rules backtest a.load > 90 days=9');
  expect(data).toMatchObject({ exact_from: iso(kept), fired: 4 });
  const looking = await desk.ask("/rules backtest avg('a.load', '1d') > 90 days=9");
  expect(looking.data).toMatchObject({ exact_from: iso(kept + DAY), fired: 0 });
});
