import { expect, test } from 'vitest';
import { reply } from '../../src/chat/reply.ts';
import { HOUR, MINUTE, SECOND } from '../../src/model/time.ts';
import { aged } from '../../src/report/aged.ts';
import { aTarget, stubDesk } from '../commands/stub-context.ts';
import { NOON } from './alerts.ts';

test.each([
  { age: 10 * MINUTE - 1, interval: 30 * SECOND, footer: null },
  { age: 10 * MINUTE, interval: 30 * SECOND, footer: ['DELAYED'] },
  { age: HOUR, interval: 30 * SECOND, footer: ['STALE'] },
  // Three rounds of it may be missing.
  { age: 30 * MINUTE - 1, interval: 10 * MINUTE, footer: null },
  { age: HOUR, interval: HOUR, footer: null },
])('what is $age ms old and comes every $interval ms', ({ age, interval, footer }) => {
  const shown = aged(reply([], { asOf: NOON - age }), [{ interval }], NOON);
  expect(shown.footer).toEqual(footer);
});

test('small print stays, and what holds no data has no age', () => {
  const old = { asOf: NOON - HOUR };
  const interval = SECOND;
  expect(aged(reply([], { ...old, footer: 'of web-1' }), [{ interval }], NOON).footer).toEqual([
    ...['STALE', ' · ', 'of web-1'],
  ]);
  const none = reply([]);
  expect(aged(none, [{ interval }], NOON)).toBe(none);
});

test('a card of an old look says so in its small print', async () => {
  const processes = (age: number) => () => ({ at: NOON - age, byCpu: [], byMemory: [] });
  const top = (age: number) =>
    stubDesk({ targets: [aTarget('web-1')], context: { processes: processes(age) } }).answer(
      '/top web-1',
    );
  expect(await top(2 * HOUR)).toContain('STALE');
  expect(await top(20 * MINUTE)).toContain('DELAYED');
  expect(await top(SECOND)).not.toMatch(/STALE|DELAYED/);
});
