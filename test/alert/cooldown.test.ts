import { describe, expect, test } from 'vitest';
import { openBook } from '../../src/alert/book.ts';
import { DAY, HOUR, MINUTE } from '../../src/model/time.ts';
import { aTimeline } from './by-time.ts';
import { aRule, at, disk, fact } from './world.ts';

const low = [fact('system.cpu', 10)];
const high = [fact('system.cpu', 80)];
const hours = (count: number) => count * 60;

describe.each([
  { cooldown: 5 * MINUTE, ended: 4, id: 1 },
  { cooldown: 5 * MINUTE, ended: 6, id: 2 },
  { cooldown: 4 * HOUR, ended: hours(3), id: 1 },
  { cooldown: 4 * HOUR, ended: hours(5), id: 2 },
  { cooldown: 6 * DAY, ended: hours(5 * 24), id: 1 },
  { cooldown: 30 * DAY, ended: hours(8 * 24), id: 2 },
])('what cleared $ended min ago, with a cooldown of $cooldown ms', ({ cooldown, ended, id }) => {
  const rule = aRule('system.cpu > 75', { cooldown });

  test(`is alert ${id} when it comes back`, async () => {
    await using time = await aTimeline([rule]);
    await time.see(0, high);
    await time.see(1, low);
    for (let minute = 2; minute < ended; minute += 59) await time.sweep(minute);
    await time.see(1 + ended, high);
    expect((await time.open()).map((one) => one.id)).toEqual([id]);
  });

  test(`is alert ${id} after a restart too`, async () => {
    const first = await aTimeline([rule]);
    // A world is opened at minute 0.
    await first.see(-ended, high);
    await first.see(-ended, low);
    await first[Symbol.asyncDispose]();
    await using time = await aTimeline([rule], { file: first.file });
    await time.sweep(0);
    await time.see(0, high);
    expect((await time.open()).map((one) => one.id)).toEqual([id]);
  });
});

test('what no rule would take up again is kept for an hour, and is not among what ended of late after it', async () => {
  await using time = await aTimeline([aRule('system.disk > 90', { cooldown: 3 * HOUR })]);
  await time.see(0, [disk('/', 95)]);
  await time.see(1, [disk('/', 10)]);
  const [alert] = time.book.ended(at(2));
  if (!alert) throw new Error('no alert');
  const ids = [alert.target];
  const found = async (cooldown: number, minute: number) => {
    const book = await openBook(time.store.alerts, ids, at(2), () => cooldown);
    expect(book.ended(at(minute))).toHaveLength(minute > 61 ? 0 : 1);
    return book.find(alert.target, alert.fingerprint) !== null;
  };
  expect(await found(0, 60)).toBe(true);
  expect(await found(0, 62)).toBe(false);
  expect(await found(2 * HOUR, 62)).toBe(true);
});
