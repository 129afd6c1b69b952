import { describe, expect, test } from 'vitest';
import { changed, hasSettled } from '../../src/alert/flap.ts';
import type { AlertLife } from '../../src/model/alert.ts';
import { MAX_CHANGES, NEW_LIFE } from '../../src/model/alert.ts';
import { MINUTE } from '../../src/model/time.ts';
import { aTimeline } from './by-time.ts';
import { aRule, at, fact } from './world.ts';

const busy = aRule('system.cpu > 75', { cooldown: 5 * MINUTE });
const high = [fact('system.cpu', 80)];
const low = [fact('system.cpu', 10)];

/** Fires and clears by turns at these minutes, the first time it fires. */
function changesAt(minutes: readonly number[]): AlertLife {
  return minutes.reduce(
    (life, minute, index) => changed(life, at(minute), index % 2 === 0),
    NEW_LIFE,
  );
}

describe('when an alert keeps changing its mind', () => {
  test.each([
    { name: 'five changes are not enough', minutes: [0, 1, 2, 3, 4], since: null },
    {
      name: 'the sixth is a clear, at which nothing begins',
      minutes: [0, 1, 2, 3, 4, 5],
      since: null,
    },
    { name: 'the seventh fires', minutes: [0, 1, 2, 3, 4, 5, 6], since: 6 },
    { name: 'six within ten minutes', minutes: [0, 1, 6, 7, 8, 9, 10], since: 10 },
    { name: 'six in more than ten minutes', minutes: [0, 1, 5, 8, 10, 12, 15], since: null },
  ])('$name', ({ minutes, since }) => {
    expect(changesAt(minutes).flappingSince).toBe(since === null ? null : at(since));
  });

  test('it has settled five minutes after the last change', () => {
    const life = changesAt([0, 1, 2, 3, 4, 5, 6]);
    expect(hasSettled(life, at(10.9))).toBe(false);
    expect(hasSettled(life, at(11))).toBe(true);
    expect(hasSettled({ ...life, flappingSince: null }, at(11))).toBe(false);
  });

  test('only the newest changes are kept', () => {
    const life = changesAt(Array.from({ length: 100 }, (_, index) => index));
    expect(life.changes).toHaveLength(MAX_CHANGES);
    expect(life.changes.at(-1)).toBe(at(99));
  });
});

type Timeline = Awaited<ReturnType<typeof aTimeline>>;

/** Changes every half minute; the seventh change, at minute 3, fires. */
async function flap(time: Timeline, until: number): Promise<void> {
  for (let half = 0; half / 2 <= until; half++) {
    await time.see(half / 2, half % 2 === 0 ? high : low);
    await time.sweep(half / 2);
  }
}

describe('people', () => {
  test('hear once that it flaps, then only its card changes, and once that it has settled', async () => {
    await using time = await aTimeline([busy]);
    await flap(time, 3);
    const first = await time.heard();
    expect(first.filter((one) => one.includes('flapping'))).toEqual(['note #1: flapping warning']);
    await flap(time, 20);
    expect(await time.heard()).toEqual([]);
    expect(await time.history(1)).toContain('flapping');
    await time.sweep(24.9);
    expect(await time.heard()).toEqual([]);
    for (const minute of [25, 25.1, 40]) await time.sweep(minute);
    expect(await time.does()).toEqual(['edit #1', 'note #1: settled warning']);
    expect((await time.history(1)).filter((kind) => kind === 'settled')).toHaveLength(1);
  });

  test.each([
    { name: 'open', last: 3, state: 'firing' },
    { name: 'over', last: 3.5, state: 'resolved' },
  ])('are told of the true end of one that settles $name', async ({ last, state }) => {
    await using time = await aTimeline([busy]);
    await flap(time, last);
    await time.does();
    await time.sweep(last + 5);
    expect(await time.heard()).toEqual(['note #1: settled warning']);
    const found = await time.store.alerts.get(1);
    expect(found?.alert.state.kind).toBe(state);
    expect(found?.alert.life.flappingSince).toBeNull();
  });

  test('find its changes on the card, which is edited at most every 15 seconds', async () => {
    await using time = await aTimeline([busy]);
    await flap(time, 3);
    await time.does();
    await time.see(3.5, low);
    expect(await time.store.outbox.nextDue('ops')).toBe(at(3.75));
    expect((await time.store.alerts.get(1))?.alert.life.changes).toHaveLength(8);
  });

  test('hear of a silenced one when it has settled', async () => {
    await using time = await aTimeline([busy]);
    await time.silence({}, { to: 4 });
    await flap(time, 4);
    for (const minute of [4, 5, 8.9]) await time.sweep(minute);
    await time.sweep(9);
    await time.sweep(9.1);
    expect(await time.heard()).toEqual(['post #1']);
  });

  test('who resolve it themselves hear no more of it', async () => {
    await using time = await aTimeline([busy]);
    await flap(time, 3);
    await time.resolve(1, 3.2);
    await time.heard();
    await time.sweep(30);
    expect(await time.heard()).toEqual([]);
  });
});
