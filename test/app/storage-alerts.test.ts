import { expect, test } from 'vitest';
import { auditOnce } from '../../src/app/audit.ts';
import { MINUTE } from '../../src/model/time.ts';
import { NOON } from '../support/desk.ts';
import { auditing } from './auditing.ts';

test('what does not fit is told, and it clears by itself when it stops', async () => {
  const { deps, found, at, open } = await auditing();
  // Nobody takes the messages here, which is told too.
  const ours = () => open().filter((text) => /series_|storage_/.test(text));
  const audit = async (minute: number, storage: Readonly<Record<string, number>>) => {
    at(NOON + minute * MINUTE);
    found.storage = storage;
    await auditOnce(deps, deps.clock.monotonic());
    return ours();
  };
  expect(await audit(0, { 'self.series_refused': 0, 'self.storage_used': 40 })).toEqual([]);
  const bad = { 'self.series_refused': 12, 'self.storage_used': 96 };
  expect((await audit(1, bad)).toSorted()).toEqual([
    'tocsin: series_refused warning',
    'tocsin: storage_budget critical',
  ]);
  const messages = [...deps.alerting.book.open(null)]
    .map(({ message }) => message)
    .filter((text) => !text.includes('waited'))
    .toSorted();
  expect(messages).toEqual([
    expect.stringMatching(/^12 values of new series were refused/),
    expect.stringMatching(/^Samples will not fit: 96 % of the room/),
  ]);
  const good = { 'self.series_refused': 0, 'self.storage_used': 40 };
  for (let minute = 2; minute <= 9; minute++) await audit(minute, good);
  expect(ours()).toEqual([]);
});
