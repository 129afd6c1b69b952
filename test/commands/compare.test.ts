import { expect, test } from 'vitest';
import type { Target } from '../../src/model/target.ts';
import { HOUR, MINUTE } from '../../src/model/time.ts';
import { leagueReply } from '../../src/report/compare/league.ts';
import { NOON, openDesk, reading } from '../support/desk.ts';

/** 48 hours: the CPU of web-1 is 20, 22 and 24 by turns, and 30 more since midnight UTC; web-2's is 60 all the time. */
async function desk() {
  const opened = await openDesk({ rules: [] });
  for (let minute = 0; minute <= 2_880; minute += 15) {
    const at = NOON - 48 * HOUR + minute * MINUTE;
    const isLate = at > NOON - 12 * HOUR;
    const cpu = 20 + 2 * ((minute / 15) % 3) + (isLate ? 30 : 0);
    await opened.measured('web-1', at, [reading('system.cpu', cpu), reading('system.memory', 40)]);
    await opened.measured('web-2', at, [reading('system.cpu', 60)]);
  }
  opened.at(NOON);
  return opened;
}

test('/compare of two windows of a target: medians, p95, difference and whether it is more than usual', async () => {
  const opened = await desk();
  const reply = await opened.ask('/compare web-1 12h');
  const text = opened.shown(reply);
  expect(text).toContain('last 12h and the 12h before · web-1');
  expect(text).toMatch(
    /system\.cpu +52 % \(p95 54 %\) +22 % \(p95 24 %\) +\+30 points +yes, spread 3 points/,
  );
  expect(text).toMatch(
    /system\.memory +40 % \(p95 40 %\) +40 % \(p95 40 %\) +0 points +no, spread 0 points/,
  );
  const chart = reply.blocks.find((one) => one.kind === 'chart');
  expect(chart).toMatchObject({
    alt: 'system.cpu: median 52 % (p95 54 %) for last 12h, 22 % (p95 24 %) for the 12h before.',
    chart: { series: [{ name: 'last 12h' }, { name: 'the 12h before', isBefore: true }] },
  });
});

test('/compare of two targets', async () => {
  const opened = await desk();
  const text = opened.shown(await opened.ask('/compare web-1 web-2 24h system.cpu'));
  expect(text).toContain('web-1 and web-2 · last 24h');
  expect(text).toMatch(/system\.cpu +\d+ % \(p95 54 %\) +60 % \(p95 60 %\) +-\d+ points +(yes|no)/);
  expect(text).not.toContain('system.memory');
});

test('/compare today yesterday compares as much of yesterday as today has had', async () => {
  const opened = await desk();
  const reply = await opened.ask('/compare today yesterday system.cpu');
  expect(opened.shown(reply)).toContain(
    'As far as both have come: today to Tue 10 Mar 13:00, yesterday to Mon 9 Mar 13:00.',
  );
  expect(reply.data).toMatchObject({
    sides: [
      { window: 'today', from: '2026-03-09T23:00:00.000Z', to: '2026-03-10T12:00:00.000Z' },
      { window: 'yesterday', from: '2026-03-08T23:00:00.000Z', to: '2026-03-09T12:00:00.000Z' },
    ],
    rows: [
      { metric: 'system.cpu', first: { target: 'web-1' }, beyond_usual: true },
      { metric: 'system.cpu', first: { target: 'web-2' }, beyond_usual: false },
    ],
  });
});

test('/compare says what is missing instead of a verdict', async () => {
  const opened = await desk();
  const text = opened.shown(await opened.ask('/compare web-1 web-2 1h system.cpu'));
  expect(text).toContain('not enough data: 4 of 12 steps');
});

test('/compare fleet is a league table', async () => {
  const opened = await desk();
  const reply = await opened.ask('/compare fleet 12h');
  expect(opened.shown(reply)).toContain('2 targets by score · last 12h');
  expect(reply.data).toMatchObject({
    league: [
      { target: 'web-1', score: 100, worst_score: 100, alerts: 0, memory_p95: 40 },
      { target: 'web-2', score: 100, alerts: 0, cpu_p95: 60, memory_p95: null },
    ],
  });
});

test.each([
  ['/compare nope', '“nope” is no target, no window and no metric. Write two targets'],
  ['/compare web-1 web-2 today yesterday', 'Two things can be compared at once.'],
  ['/compare today 400d', '“400d” is too long'],
])('%s: %s', async (line, text) => {
  const opened = await openDesk();
  expect(opened.shown(await opened.ask(line))).toContain(text);
});

test('the fleet by its average score, the worst first, those without a score last', async () => {
  const scores: Readonly<Record<string, readonly (number | null)[]>> = {
    avg: [90, 70, null],
    min: [20, 65, null],
  };
  const samples = {
    query: async ({ metric, fn }: { metric: string; fn: string }) => ({
      ...{ error: 0, lost: 0, shortened: 0 },
      series: (metric === 'health.score' ? (scores[fn] ?? []) : []).flatMap((value, index) =>
        value === null ? [] : [{ target: index, labels: {}, points: [{ at: NOON, value }] }],
      ),
    }),
  };
  const targets = ['a', 'b', 'c'].map((name, id) => ({ id, name }) as Target);
  const window = { word: 'last 6h', from: NOON - 6 * HOUR, to: NOON };
  const reply = await leagueReply(
    { samples, alerts: { between: async () => [] } },
    { targets, window, now: NOON },
  );
  expect(reply.data).toMatchObject({
    league: [
      { target: 'b', score: 70, worst_score: 65 },
      { target: 'a', score: 90, worst_score: 20 },
      { target: 'c', score: null, worst_score: null },
    ],
  });
});
