import { expect, test } from 'vitest';
import { MINUTE } from '../../src/model/time.ts';
import { aTarget, NOON, openDesk, reading } from '../support/desk.ts';

async function desk() {
  const opened = await openDesk({ targets: [aTarget({ name: 'web-1' }), aTarget({ name: 'db' })] });
  for (let minute = 400; minute >= 0; minute--) {
    const load = minute <= 12 ? 96 : 20 + (minute % 7);
    await opened.measured('web-1', NOON - minute * MINUTE, [
      reading('system.cpu', load),
      reading('system.memory', 50 + (minute % 3)),
    ]);
  }
  opened.at(NOON);
  return opened;
}

test('/anomalies: what is unusual, what is usual there, and since when', async () => {
  const opened = await desk();
  const text = opened.shown(await opened.ask('/anomalies'));
  expect(text).toMatch(/2 of 4 series unusual within the last hour/);
  expect(text).toMatch(/web-1 system\.cpu: 96 %, usual 20 % to 26 %, since 12 min ago/);
  expect(text).not.toContain('system.memory');
  expect((await opened.ask('/anomalies')).data).toMatchObject({
    not_judged: 0,
    unusual: [
      { target: 'web-1', metric: 'health.score', value: 85, usual: { low: 100, high: 100 } },
      { target: 'web-1', metric: 'system.cpu', value: 96, usual: { low: 20, high: 26 } },
    ],
  });
});

test('/anomalies of one target', async () => {
  const opened = await desk();
  expect(opened.shown(await opened.ask('/anomalies db'))).toContain('0 of 0 series unusual');
  expect(opened.shown(await opened.ask('/anomalies nope'))).toContain('nope');
});
