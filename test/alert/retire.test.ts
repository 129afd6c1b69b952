import { describe, expect, test } from 'vitest';
import { retire, vanishedSeries } from '../../src/alert/retire.ts';
import { HOUR, MINUTE } from '../../src/model/time.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { aRule, at, aWorld, disk } from './world.ts';

const full = aRule('system.disk > 90', { name: 'full', cooldown: HOUR });

/** A world in which every change waits a little before it is written, as on a busy disk. */
async function aBusyWorld() {
  const world = await aWorld([full]);
  const clock = fakeClock(at(0));
  const end = vanishedSeries({ ...world.deps, clock });
  return {
    ...world,
    clock,
    /** A round in which only the root disk is reported. */
    missing: () =>
      end({
        ...{ kind: 'measured', target: world.target.id, at: clock.now(), took: 1 },
        readings: [{ metric: 'system.disk', labels: { mount: '/' }, value: 1 }],
      }),
  };
}

describe('while an acknowledgement is in work', () => {
  test('the rule that is taken out ends its alert all the same', async () => {
    await using world = await aBusyWorld();
    await world.see(0, [disk('/data', 95)]);
    const [acked] = await Promise.all([
      world.ack(1, 1),
      acknowledging(world, () => retire(world.deps, { at: at(1), rules: () => false })),
    ]);
    expect(acked.kind).toBe('done');
    expect(await world.shown()).toEqual([]);
    expect([...world.book.open(null)]).toEqual([]);
    expect(await world.history(1)).toEqual(['fired', 'acknowledged', 'resolved']);
  });

  test('the series that is gone ends its alert all the same', async () => {
    await using world = await aBusyWorld();
    await world.see(0, [disk('/data', 95)]);
    await world.missing();
    await world.clock.advance(10 * MINUTE);
    await Promise.all([world.ack(1, 10), acknowledging(world, world.missing)]);
    expect(await world.shown()).toEqual([]);
  });
});

/** Does `work` as soon as something else that will change alerts waits for its turn or has it. */
async function acknowledging<T>({ book }: Pick<World, 'book'>, work: () => Promise<T>) {
  const { exclusive } = book;
  const isAsked = Promise.withResolvers<void>();
  book.exclusive = (one) => {
    isAsked.resolve();
    return exclusive(one);
  };
  await isAsked.promise;
  return work();
}
type World = Awaited<ReturnType<typeof aBusyWorld>>;

test('a series that was missing when its alert ended otherwise counts anew when that comes back', async () => {
  await using world = await aBusyWorld();
  await world.see(0, [disk('/data', 95)]);
  await world.missing();
  await world.see(1, [disk('/data', 10)]);
  await world.missing();
  await world.see(2, [disk('/data', 95)]);
  await world.clock.advance(10 * MINUTE);
  await world.missing();
  expect((await world.open()).map(({ id }) => id)).toEqual([1]);
  await world.clock.advance(10 * MINUTE);
  await world.missing();
  expect(await world.open()).toEqual([]);
});

test('a series that is known to be no more ends its alert at once, also when it was the last one', async () => {
  await using world = await aWorld([full]);
  const round = { kind: 'measured', target: world.target.id, at: at(1), took: 1 } as const;
  let gone = ['/other'];
  const end = vanishedSeries({
    ...world.deps,
    clock: fakeClock(at(0)),
    isGone: (_, __, { mount }) => gone.includes(mount ?? ''),
  });
  await world.see(0, [disk('/data', 95)]);
  await end({ ...round, readings: [] });
  expect([...world.book.open(null)]).toHaveLength(1);
  gone = ['/data'];
  await end({
    ...round,
    readings: [{ metric: 'system.disk', labels: { mount: '/data' }, value: 9 }],
  });
  expect([...world.book.open(null)]).toHaveLength(1);
  await end({ ...round, readings: [] });
  expect([...world.book.open(null)]).toEqual([]);
});
