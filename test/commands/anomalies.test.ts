import { expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../src/model/time.ts';
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
  expect(text).toMatch(
    /web-1 system\.cpu: 96 %, usual 20 % to 26 %, since 12 min ago, score (0\.99\d|1\.000)/,
  );
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

test('/anomalies with a window: what was unusual and is over, with its value then', async () => {
  const opened = await openDesk({ rules: [] });
  for (let minute = 3 * 1_440; minute >= 0; minute -= 5) {
    const isHigh = minute <= 600 && minute > 570;
    const load = isHigh ? 96 : 20 + ((minute / 5) % 7);
    await opened.measured('web-1', NOON - minute * MINUTE, [reading('system.cpu', load)]);
  }
  opened.at(NOON);
  expect(opened.shown(await opened.ask('/anomalies web-1'))).toContain(
    'unusual within the last hour',
  );
  const reply = await opened.ask('/anomalies 24h web-1');
  const text = opened.shown(reply);
  expect(text).toMatch(
    /web-1 system\.cpu: 96 %, usual 20 % to 26 %, from .* 03:0\d to .* 03:\d\d, score/,
  );
  expect(reply.data).toMatchObject({
    window_seconds: 86_400,
    unusual: [
      { metric: 'health.score', value: 85 },
      { metric: 'system.cpu', value: 96, since: new Date(NOON - 10 * HOUR).toISOString() },
    ],
  });
  const buttons = reply.blocks.flatMap((one) => (one.kind === 'buttons' ? one.buttons : []));
  expect(buttons.map(({ input }) => input)).toEqual(['1h web-1', '7d web-1']);
  expect(opened.shown(await opened.ask('/anomalies 30d'))).toContain('write at most 7d');
});
