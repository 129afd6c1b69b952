import { expect, test } from 'vitest';
import { openOddities } from '../../src/app/oddities.ts';
import { DAY, HOUR, MINUTE } from '../../src/model/time.ts';
import { NOON, openDesk } from '../support/desk.ts';

/** CPU is 20 % by night and 60 % by day, for five weeks. */
async function world() {
  const desk = await openDesk();
  const { id } = desk.targetNamed('web-1');
  const cpu = (at: number, value: number) =>
    desk.samples.append(id, at, [{ metric: 'system.cpu', labels: {}, value }]);
  for (let hour = -35 * 24; hour < 0; hour++) {
    const at = NOON + hour * HOUR + HOUR / 2;
    await cpu(at, at % DAY < DAY / 4 ? 20 : 60);
  }
  desk.at(NOON + 30 * MINUTE);
  return { ...desk, cpu };
}

test('a last hour outside of what is usual in it stands on the card of its target', async () => {
  const desk = await world();
  await desk.measured('web-1', NOON + 30 * MINUTE, [
    { metric: 'system.cpu', labels: {}, value: 20 },
  ]);
  // 20 % is what a night has, not a noon.
  const reply = await desk.ask('/health web-1');
  expect(desk.shown(reply)).toMatch(
    /⚠ Unusual for this hour: CPU (20|40) % \(usual 60 % to 60 %\)\. \/trend shows more\./,
  );
  expect(reply.data).toMatchObject({ unusual: [{ metric: 'system.cpu', low: 60, high: 60 }] });
  const other = desk.shown(await desk.ask('/health web-2'));
  expect(other).not.toContain('Unusual');
});

test('what is usual is learned once an hour, and asked for with patience that ends', async () => {
  const desk = await world();
  await desk.cpu(NOON + 20 * MINUTE, 20);
  let histories = 0;
  const samples = {
    ...desk.samples,
    query: async (asked: Parameters<typeof desk.samples.query>[0]) => {
      if ('step' in asked.when) histories++;
      return desk.samples.query(asked);
    },
  };
  let now = NOON + 30 * MINUTE;
  let spent = 0;
  const clock = { now: () => now, monotonic: () => spent };
  const oddities = openOddities({ ...desk, samples, clock });
  const target = desk.targetNamed('web-1');
  expect(await oddities(target)).toHaveLength(1);
  expect(await oddities(target)).toHaveLength(1);
  expect(histories).toBe(1);
  now += HOUR;
  await oddities(target);
  expect(histories).toBe(2);
  clock.monotonic = () => (spent += 300);
  expect(await oddities(target)).toEqual([]);
});
