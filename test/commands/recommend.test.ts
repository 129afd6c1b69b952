import { expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/model/time.ts';
import { adviceFor } from '../../src/report/advice/all.ts';
import { NOON, openDesk, reading } from '../support/desk.ts';

type Desk = Awaited<ReturnType<typeof openDesk>>;

/** Every half hour over `days`; `at` gives the values, from 0 at the start to 1 now. */
async function measured(
  desk: Desk,
  { name, days, at }: { name: string; days: number; at: (part: number) => Record<string, number> },
) {
  const from = NOON - days * DAY;
  for (let now = from; now <= NOON; now += 30 * MINUTE) {
    const values = Object.entries(at((now - from) / (NOON - from)));
    await desk.measured(
      name,
      now,
      values.map(([metric, value]) => reading(metric, value)),
    );
  }
  desk.at(NOON);
}

test('/recommend: what fills up, and that nobody is told of alerts', async () => {
  const desk = await openDesk();
  // 40 % to 80 % in 4 days is 10 % a day: 20 % are left for 2 days.
  await measured(desk, {
    name: 'web-1',
    days: 4,
    at: (part) => ({ 'system.disk': 40 + 40 * part }),
  });
  const reply = await desk.ask('/recommend');
  const text = desk.shown(reply);
  expect(text).toContain(
    'web-1 system.disk grows by 10 % a day, from 40 % to 80 %, and is full in about 2 d, by a straight line (confidence fair: 193 points over 4 d) → /trend system.disk 7d web-1',
  );
  expect(text).toMatch(/a critical alert reaches nobody: there is no channel but the terminal/);
  expect(text).toContain('there is no backup');
  expect(reply.data).toMatchObject({
    recommendations: [
      { kind: 'nobody is told', severity: 'critical', command: '/channels' },
      { kind: 'filling up', severity: 'critical', target: 'web-1' },
      { kind: 'backups', severity: 'warning' },
      { kind: 'quiet source', text: 'web-2 has never given any data' },
    ],
  });
  const buttons = reply.blocks.flatMap((one) => (one.kind === 'buttons' ? one.buttons : []));
  expect(buttons[1]).toMatchObject({ command: 'trend', input: 'system.disk 7d web-1' });
});

test('/recommend of one target says nothing of the monitor itself', async () => {
  const desk = await openDesk();
  await desk.measured('web-1', NOON, [reading('system.cpu', 20)]);
  expect(desk.shown(await desk.ask('/recommend web-1'))).toContain(
    'Nothing to recommend for web-1',
  );
  expect(desk.shown(await desk.ask('/recommend nope'))).toContain('nope');
});

test.each([
  { days: 8, cpu: 10, memory: 20, kinds: ['too large'] },
  { days: 8, cpu: 10, memory: 60, kinds: [] },
  { days: 8, cpu: 95, memory: 60, kinds: ['too small'] },
  { days: 5, cpu: 95, memory: 20, kinds: [] },
])('a host at $cpu % CPU and $memory % memory for $days days: $kinds', async (one) => {
  const desk = await openDesk({ rules: [] });
  const at = () => ({ 'system.cpu': one.cpu, 'system.memory': one.memory });
  await measured(desk, { name: 'web-1', days: one.days, at });
  const found = await adviceFor(
    { alerts: desk.store.alerts, samples: desk.samples },
    { targets: [desk.targetNamed('web-1')], isFleet: false, now: NOON + HOUR },
  );
  expect(found.map(({ kind }) => kind)).toEqual(one.kinds);
});
