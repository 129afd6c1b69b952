import { expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../src/model/time.ts';
import { NOON, openDesk, reading } from '../support/desk.ts';

const FAST = { check: 'site' };
const SLOW = { check: 'api' };

/** Checks of two hours: `site` takes 20 ms, `api` 100 ms in the hour before and 200 ms in the last. */
async function timed(step = MINUTE) {
  const desk = await openDesk();
  const { id } = desk.targetNamed('web-1');
  for (let at = NOON - 2 * HOUR + step; at <= NOON; at += step) {
    await desk.samples.append(id, at, [
      reading('check.latency_ms', 20, FAST),
      reading('check.latency_ms', at > NOON - HOUR ? 200 : 100, SLOW),
      reading('system.uptime', 9e6),
    ]);
  }
  return desk;
}

test('/perf names what takes longest, and how that changed', async () => {
  const desk = await timed();
  const answer = await desk.ask('/perf 1h web-1');
  const text = desk.shown(answer);
  expect(text).toMatch(/Slowest: Time of a check of web-1 check=api: p50 200.ms, p95 200.ms/);
  expect(text).toContain('p95 100 % more than in the window before');
  expect(answer.data).toMatchObject({
    slowest: { metric: 'check.latency_ms', labels: SLOW, count: 60, p95_before_ms: 100 },
    parts: { length: 2 },
  });
  expect(text).not.toContain('uptime');
});

test('/perf gives no percentile of too little', async () => {
  const desk = await timed(10 * MINUTE);
  expect(desk.shown(await desk.ask('/perf 1h'))).toContain('not enough data: 6 of 20 points');
});

test('/perf says what would measure it', async () => {
  const desk = await openDesk();
  expect(desk.shown(await desk.ask('/perf'))).toContain('Nothing here measures how long');
});
