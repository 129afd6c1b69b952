import { expect, test } from 'vitest';
import { statusPort } from '../../src/app/status.ts';
import { MINUTE } from '../../src/model/time.ts';
import { NOON, openDesk, reading } from '../support/desk.ts';

test('a target that does not answer has no data, and says since when', async () => {
  const { measured, missed, ...desk } = await openDesk();
  const { status } = statusPort({ ...desk, version: '1.2.3', startedAt: NOON });
  const silent = async () =>
    (await status()).targets.map((one) => [one.status, one.unreachable_since]);
  await measured('web-1', NOON - 2 * MINUTE, [reading('system.cpu', 5)]);
  await missed('web-1', NOON - MINUTE);
  await missed('web-1', NOON);
  expect(await silent()).toEqual([
    ['NO DATA', '2026-03-10T11:59:00.000Z'],
    ['NO DATA', null],
  ]);
  await measured('web-1', NOON + 1, [reading('system.cpu', 5)]);
  expect((await silent())[0]).toEqual(['EXCELLENT', null]);
});
