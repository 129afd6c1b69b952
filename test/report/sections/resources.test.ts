import { expect, test } from 'vitest';
import { DAY, MINUTE } from '../../../src/model/time.ts';
import { NOON, openDesk, reading } from '../../support/desk.ts';

test('every figure of a resource is of the series with the greatest mean', async () => {
  const desk = await openDesk({ zone: 'UTC' });
  const { id } = desk.targetNamed('web-1');
  const disk = (mount: string, value: number) => reading('system.disk', value, { mount });
  for (let minute = 0; minute < 100; minute++) {
    // /tmp was full for a moment, and was fuller the day before; /var is the fuller one of this day.
    const then = [disk('/var', 60), disk('/tmp', 90)];
    await desk.samples.append(id, NOON - DAY - minute * MINUTE, then);
    const now = [
      reading('health.score', 90),
      disk('/var', 70),
      disk('/tmp', minute === 7 ? 99 : 10),
    ];
    await desk.samples.append(id, NOON - minute * MINUTE, now);
  }
  desk.at(NOON);
  const { data } = await desk.ask('/analyze 2026-03-10 web-1');
  expect(data).toMatchObject({
    resources: [{ labels: 'mount=/var', mean: 70, p95: 70, max: 70, mean_before: 60 }],
  });
});

test('the 95th percentile of a long time is never beyond the greatest value', async () => {
  const desk = await openDesk({ zone: 'UTC' });
  const { id } = desk.targetNamed('web-1');
  const score = [reading('health.score', 90)];
  for (let hour = 1; hour < 600; hour++) {
    await desk.samples.append(id, NOON - hour * 60 * MINUTE, [
      ...score,
      reading('system.cpu', 41.3),
    ]);
  }
  await desk.samples.settle();
  desk.at(NOON);
  const { data } = await desk.ask('/report month web-1');
  const { resources } = data as { resources: readonly { p95: number; max: number }[] };
  expect(resources).toHaveLength(1);
  expect(resources[0]?.p95).toBeLessThanOrEqual(resources[0]?.max ?? 0);
});

test('of one target only answers of its own checks are counted', async () => {
  const desk = await openDesk({ zone: 'UTC' });
  const answer = [reading('check.latency_ms', 5, { name: 'api' })];
  for (const [name, count] of [
    ['web-1', 3],
    ['web-2', 4],
  ] as const) {
    for (let minute = 1; minute <= count; minute++) {
      await desk.measured(name, NOON - minute * MINUTE, [reading('system.cpu', 20), ...answer]);
    }
  }
  desk.at(NOON);
  const runs = async (line: string) => (await desk.ask(line)).data;
  expect(await runs('/report web-1')).toMatchObject({ monitor: { check_runs: 3 } });
  expect(await runs('/report')).toMatchObject({ monitor: { check_runs: 7 } });
});
