import { describe, expect, test } from 'vitest';
import type { AlertLog } from '../../src/alert/ports.ts';
import { record } from '../../src/alert/record.ts';
import type { Applied } from '../../src/model/alert-change.ts';
import { SECOND } from '../../src/model/time.ts';
import { change, win } from '../store/fixtures.ts';
import { aTimeline } from './by-time.ts';
import { aRule, at, fact } from './world.ts';

const gather = { groupWait: 60 * SECOND, groupBy: 'target', storm: 1_000 } as const;
const first = aRule('a > 1', { name: 'first' });
const second = aRule({ critical: 'b > 1' }, { name: 'second', for: 30 * SECOND });
const A = fact('a', 2);
const B = fact('b', 2);

type Timeline = Awaited<ReturnType<typeof aTimeline>>;

/** Two alerts of one target: `ops` hears of the first, and `phone` of the second too, which fires half a minute later. */
async function aGroup() {
  const channels = ({ rule }: { rule: string }) => (rule === 'second' ? ['ops', 'phone'] : ['ops']);
  const time = await aTimeline([first, second], { gather, channels });
  await time.see(0, [A]);
  await time.see(0, [A, B]);
  expect(await time.does()).toEqual(['post #1']);
  return time;
}

/** What makes the next change come to nothing. */
const REASONS = {
  async 'somebody else was first'({ store }: Timeline) {
    const found = (await store.alerts.get(2))?.alert;
    if (!found) throw new Error('no alert');
    await win(store, change(found, { on: found }));
    return async (round: () => Promise<readonly Applied[]>) => {
      expect(await round()).toEqual([{ kind: 'lost' }]);
    };
  },
  async 'the store is full'({ book }: Timeline) {
    const log = book.log as { -readonly [Key in keyof AlertLog]: AlertLog[Key] };
    const { apply } = log;
    return async (round: () => Promise<readonly Applied[]>) => {
      log.apply = () => Promise.reject(new Error('disk full'));
      await expect(round()).rejects.toThrow('disk full');
      log.apply = apply;
    };
  },
};
const reasons = Object.entries(REASONS).map(([name, prepare]) => ({ name, prepare }));

describe('an alert whose change comes to nothing is made and told at the next round', () => {
  test.each(reasons)('that joins a message, when $name', async ({ prepare }) => {
    await using time = await aGroup();
    const fails = await prepare(time);
    await fails(() => time.see(0.5, [A, B]));
    await time.see(0.6, [A, B]);
    expect(await time.shown()).toEqual(['firing warning', 'firing critical']);
    // Stronger than what was shown, so that it is said, and aloud where the message had not come to.
    expect(await time.heard()).toEqual(['note #1: raised critical']);
    expect(await time.doesBy(0.6, 'phone')).toEqual(['post #1']);
  });

  test.each(reasons)('that leads a message, when $name', async ({ prepare }) => {
    await using time = await aTimeline(
      [
        { ...first, for: 30 * SECOND },
        { ...second, for: 0 },
      ],
      {
        gather: { ...gather, groupBy: 'rule' },
      },
    );
    await time.see(-1, [B]);
    await time.see(0, [A, B]);
    await time.does();
    const fails = await prepare(time);
    await fails(() => time.see(0.5, [A, B]));
    const place = { target: 9, rule: 'first' };
    expect(time.deps.gather.place(place, at(0.5), ['ops']).kind).toBe('own');
    await time.see(0.6, [A, B]);
    expect(await time.heard()).toEqual(['post #2']);
    expect(time.deps.gather.place(place, at(0.6), ['ops'])).toMatchObject({ lead: 2 });
  });
});

test('an end that was overtaken is not among those of which the last says that all is over', async () => {
  await using time = await aTimeline([first, { ...second, for: 0 }], { gather });
  await time.see(0, [A, B]);
  await time.does();
  const stale = [...time.book.open(null)];
  await time.ack(1, 0.5);
  await time.does();
  const results = await record(
    time.deps,
    stale.map((before) => ({
      alert: {
        ...before,
        state: {
          ...{ kind: 'resolved', since: at(0), firedAt: at(0), at: at(1), note: null },
          by: { id: 'rule', name: 'rule' },
        },
      },
      before,
      occasion: 'resolved' as const,
      events: [],
    })),
    at(1),
  );
  expect(results.map(({ kind }) => kind)).toEqual(['lost', 'applied']);
  expect(await time.heard()).toEqual([]);
});
