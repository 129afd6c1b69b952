import { describe, expect, test } from 'vitest';
import { gatherer } from '../../src/alert/gather.ts';
import { HOUR, SECOND } from '../../src/model/time.ts';
import { often } from '../support/often.ts';
import { aTimeline, targetsNamed } from './by-time.ts';
import { aRule, at, fact } from './world.ts';

const TARGETS = often(200, 1_000);
/** Milliseconds from one to the next: all of them within twenty seconds. */
const STEP = (20 * SECOND) / TARGETS;
const STORM = 8;
const rules = [aRule({ critical: 'm > 1' })];
const broken = [fact('m', 2)];

/** Numbers from 0 to 1, the same every time. */
function steady(seed = 1): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** How many messages stand alone when every target breaks, the round of target n having begun after `began(n)`. */
async function ownMessages(groupBy: 'target' | 'rule', began: (index: number) => number) {
  const gather = { groupWait: 30 * SECOND, groupBy, storm: STORM };
  await using time = await aTimeline(rules, { gather, targets: targetsNamed(TARGETS) });
  for (const [index, target] of time.targets.entries()) {
    await time.see(0, broken, { target, at: at(0) + began(index) });
  }
  const open = await time.open();
  expect(open).toHaveLength(TARGETS);
  return open.filter(({ lead }) => lead === null).length;
}

describe.each([
  { groupBy: 'target', most: STORM + 1 },
  { groupBy: 'rule', most: 1 },
] as const)(`${TARGETS} alerts within twenty seconds, by $groupBy`, ({ groupBy, most }) => {
  test.each([0, 50, 300, 5_000])('that began up to %d ms out of order', async (jitter) => {
    const random = steady();
    const own = await ownMessages(groupBy, (index) => index * STEP - random() * jitter);
    expect(own).toBe(most);
  });

  test('half of which refuse at once, and half began five seconds earlier', async () => {
    const own = await ownMessages(groupBy, (index) => (index % 2 === 0 ? 0 : -5 * SECOND));
    expect(own).toBe(most);
  });

  test('of which every second one took its twenty seconds', async () => {
    const own = await ownMessages(groupBy, (index) => index * STEP - (index % 2) * 20 * SECOND);
    expect(own).toBe(most);
  });
});

test('a round that began earlier lets nothing be said twice', () => {
  const made = gatherer(() => ({ groupWait: 0, groupBy: 'none', storm: 1 }));
  const said = [0, -5, -20].map((seconds) => made.maySay(1, 'raised', at(0) + seconds * SECOND));
  expect(said).toEqual([true, false, false]);
});

test('a clock that was set back by an hour forgets what was opened before', async () => {
  const gather = { groupWait: 30 * SECOND, groupBy: 'target', storm: 2 } as const;
  await using time = await aTimeline(rules, { gather, targets: targetsNamed(5) });
  for (const [index, target] of time.targets.entries()) {
    await time.see(0, broken, { target, at: at(0) - (index < 3 ? 0 : HOUR) });
  }
  expect((await time.open()).map(({ lead, life }) => [lead, life.storm])).toEqual([
    [null, false],
    [null, false],
    [null, true],
    [null, false],
    [null, false],
  ]);
});
