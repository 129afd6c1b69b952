import { expect, test } from 'vitest';
import { renderForConsole, UNBROKEN } from '../../src/chat/console/render.ts';
import { reply as replyOf } from '../../src/chat/reply.ts';
import type { CheckView } from '../../src/model/check.ts';
import { DAY, HOUR } from '../../src/model/time.ts';
import { capacityReply } from '../../src/report/capacity.ts';
import { runningLines } from '../../src/report/running-lines.ts';
import { NOON, openDesk } from '../support/desk.ts';

/** 28 days: one disk fills by one percent a day, one stands still, memory is known for an hour. */
async function world() {
  const desk = await openDesk();
  const { id } = desk.targetNamed('web-1');
  for (let hour = -28 * 24; hour < 0; hour++) {
    await desk.samples.append(id, NOON + hour * HOUR + HOUR / 2, [
      { metric: 'system.disk', labels: { mount: '/' }, value: 60 + hour / 24 },
      { metric: 'system.disk', labels: { mount: '/boot' }, value: 20 },
      { metric: 'system.cpu', labels: {}, value: 100 },
    ]);
  }
  await desk.samples.append(desk.targetNamed('web-2').id, NOON - HOUR, [
    { metric: 'system.memory', labels: {}, value: 40 },
  ]);
  desk.at(NOON);
  return desk;
}

test('what runs out stands on top, with its range, method and error', async () => {
  const desk = await world();
  const reply = await desk.ask('/capacity');
  const text = desk.shown(reply);
  expect(text).toContain('1 thing runs out, first web-1 Disk mount=/');
  expect(text).toContain(
    'web-1 Disk mount=/: 2026-04-19 (2026-04-19 to 2026-04-19); at 59.9 %, straight line ±0 %, tried on 14 days',
  );
  expect(text).toContain('1 more series: not within 90 days');
  expect(text).toContain('web-2 Memory: not enough data: 1 of 12 points');
  expect(text).not.toContain('CPU');
  expect(reply).toMatchObject({
    tone: 'warning',
    data: { runs_out: [{ what: 'web-1 Disk mount=/' }] },
  });
  expect(reply.blocks.map(({ kind }) => kind)).toContain('chart');
});

test('of one target, and how forecasts turned out', async () => {
  const desk = await world();
  const one = {
    ...{
      target: desk.targetNamed('web-2').id,
      metric: 'system.memory',
      labels: {},
      method: 'drift',
    },
    ...{ dueAt: NOON - DAY, expected: 58, low: 57, high: 60 },
  };
  await desk.store.forecasts.put(NOON - 2 * DAY, [one]);
  const [due] = await desk.store.forecasts.due(NOON, 1);
  await desk.store.forecasts.settle([{ id: due?.id ?? 0, actual: 99 }], NOON);
  const text = desk.shown(await desk.ask('/capacity web-2'));
  expect(text).toContain('Nothing can be foretold: not enough data yet');
  expect(text).not.toContain('web-1');
  expect(text).toContain('0 of 1 past forecast within their range.');
  expect(desk.shown(await desk.ask('/capacity web-1'))).toContain('No past forecast is due yet');
});

test('a counter is told by its month, in the zone of the reader', async () => {
  const desk = await world();
  const { id } = desk.targetNamed('web-1');
  // One an hour since 1 February; in Berlin March began at 23:00 UTC the day before.
  for (let hour = -37 * 24; hour <= 0; hour++) {
    await desk.samples.append(id, NOON + hour * HOUR, [
      { metric: 'container.restarts', labels: { name: 'app' }, value: 1_000 + hour },
    ]);
  }
  desk.at(NOON);
  const text = desk.shown(await desk.ask('/forecast container.restarts'));
  // 9 days and 13 hours of March are over: 230 values, 229 steps less the one that spans its beginning. Each day holds 23
  // steps between its 24 values, and 514 hours are left of 743, since the clocks go forward: 228 + 23 * 514 / 24.
  expect(text).toContain(
    'web-1 name=app: 228 this month so far, 721 expected by its end (721 to 721)',
  );
});

test('a certificate ends when it says so, and one of long life is not told of', async () => {
  const check = (name: string, days: number, off: 'configured' | null = null) => ({
    off,
    check: { name, target: 'web-1' },
    state: { last: { at: NOON, details: { 'tls.days_left': days } } },
  });
  const reply = await capacityReply(
    {
      points: async () => [],
      query: async () => ({ series: [], error: 0, lost: 0, shortened: 0 }),
    },
    { metrics: [], series: { series: async () => [] } },
    {
      targets: [],
      checks: [
        check('old', -2),
        check('soon', 12),
        check('far', 91),
        check('idle', 5, 'configured'),
      ] as unknown as readonly CheckView[],
      record: { settled: 0, within: 0, medianError: null },
      ...{ zone: 'Europe/Berlin', now: NOON },
    },
  );
  expect(reply.tone).toBe('bad');
  const text = renderForConsole(reply, { width: UNBROKEN, colour: false, zone: 'UTC', now: NOON });
  expect(text).toContain('certificate of old: now; as it says itself');
  expect(text).toContain('certificate of soon: 2026-03-22; as it says itself');
  expect(text).not.toContain('far');
  expect(text).not.toContain('idle');
});

test('what nobody measures any more is left out, not said to run out now', async () => {
  const desk = await world();
  const { id } = desk.targetNamed('web-2');
  for (let hour = -20 * 24; hour < -24; hour++) {
    await desk.samples.append(id, NOON + hour * HOUR + HOUR / 2, [
      { metric: 'system.disk', labels: { mount: '/old' }, value: 100 },
    ]);
  }
  const reply = await desk.ask('/capacity web-2');
  const text = desk.shown(reply);
  expect(text).toContain('1 series left out: nothing was measured of late.');
  expect(text).not.toContain('/old');
  expect(reply.tone).toBe('muted');
});

test('one format of dates in a line, that of the date which counts', () => {
  const at = (early: number, later: number) => ({
    ...{ what: 'disk', at: later, early, late: null, how: 'at 90 %' },
  });
  const lines = runningLines([at(NOON + DAY, NOON + 40 * DAY), at(NOON + HOUR, NOON + DAY)], {
    ...{ zone: 'UTC', now: NOON },
  });
  const text = renderForConsole(replyOf(lines), {
    ...{ width: UNBROKEN, colour: false, zone: 'UTC', now: NOON },
  });
  expect(text).toContain('disk: 2026-04-19 (2026-03-11 to later); at 90 %');
  expect(text).toContain('disk: Wed 11 Mar 12:00 (Tue 10 Mar 13:00 to later)');
});
