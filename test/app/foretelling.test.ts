import { expect, test } from 'vitest';
import { forecastJob } from '../../src/app/foretelling.ts';
import { DAY, HOUR } from '../../src/model/time.ts';
import { NOON, openDesk } from '../support/desk.ts';

/** 60 % now, and one percent more each day. */
async function filling() {
  const desk = await openDesk();
  const { id } = desk.targetNamed('web-1');
  const fill = (hour: number) =>
    desk.samples.append(id, NOON + hour * HOUR + HOUR / 2, [
      { metric: 'system.disk', labels: { mount: '/' }, value: 60 + hour / 24 },
      { metric: 'nobody.defined', labels: {}, value: hour },
    ]);
  for (let hour = -20 * 24; hour < 0; hour++) await fill(hour);
  desk.at(NOON);
  const job = forecastJob({ ...desk, now: desk.clock.now });
  return { ...desk, id, fill, job };
}

const signal = new AbortController().signal;

test('each night what runs out is foretold for a day and a week ahead, once', async () => {
  const desk = await filling();
  await desk.job.run(NOON + 20_000, signal);
  await desk.job.run(NOON + 20_000, signal);
  const due = await desk.store.forecasts.due(NOON + 30 * DAY, 99);
  expect(due).toMatchObject([
    {
      target: desk.id,
      metric: 'system.disk',
      labels: { mount: '/' },
      madeAt: NOON,
      dueAt: NOON + DAY,
    },
    { dueAt: NOON + 7 * DAY },
  ]);
  expect(due[0]?.expected).toBeCloseTo(61, 1);
  expect(due[1]?.expected).toBeCloseTo(67, 1);
});

test('what is due is settled with what was measured, and what was not counts for nothing', async () => {
  const desk = await filling();
  await desk.job.run(NOON, signal);
  desk.at(NOON + DAY);
  await desk.fill(23);
  await desk.job.run(NOON + DAY, signal);
  const of = { target: desk.id, metric: 'system.disk' };
  const record = await desk.store.forecasts.record(of);
  expect(record.settled).toBe(1);
  expect(record.medianError).toBeCloseTo(0, 1);
  desk.at(NOON + 7 * DAY);
  await desk.job.run(NOON + 7 * DAY, signal);
  expect((await desk.store.forecasts.record(of)).settled).toBe(1);
  expect(desk.shown(await desk.ask('/forecast system.disk'))).toContain('1 past forecast within');
});

test('it ends when it is told to', async () => {
  const desk = await filling();
  await expect(desk.job.run(NOON, AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop');
  expect(await desk.store.forecasts.due(NOON + 30 * DAY, 99)).toEqual([]);
});
