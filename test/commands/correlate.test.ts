import { expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../src/model/time.ts';
import { NOON, openDesk, reading } from '../support/desk.ts';

/** From 0 to 1, and never the same again within an hour. */
function restless(minute: number): number {
  return (((minute + 977) * 7_919) % 1_009) / 1_009;
}

/** Twelve hours: the queue of web-2 follows the load of web-1 by ten minutes; the disk only grows, as uptime does. */
async function desk() {
  const opened = await openDesk({ rules: [] });
  for (let minute = 0; minute <= 720; minute += 5) {
    const at = NOON - 12 * HOUR + minute * MINUTE;
    await opened.measured('web-1', at, [
      reading('system.cpu', 20 + 50 * restless(minute)),
      reading('app.grows', 100 + minute + 10 * restless(minute + 3)),
    ]);
    await opened.measured('web-2', at, [
      reading('queue.length', 5 + 30 * restless(minute - 10)),
      reading('app.grows_too', 300 + 2 * minute + 20 * restless(minute + 400)),
    ]);
  }
  opened.at(NOON);
  return opened;
}

test('/correlate finds what goes with a metric, on other targets too, and by how much it follows', async () => {
  const opened = await desk();
  const reply = await opened.ask('/correlate system.cpu web-1 12h');
  const text = opened.shown(reply);
  expect(text).toContain('What goes with web-1 system.cpu');
  expect(text).toMatch(
    /web-2 queue\.length: strongly together \(Pearson 1\.00, Spearman 1\.00, \d+ steps\); it follows by 10 min/,
  );
  expect(text).toContain('does not say that one causes the other');
  expect(text).not.toContain('app.grows');
  expect(reply.data).toMatchObject({
    step_seconds: 300,
    pairs: [{ target: 'web-2', metric: 'queue.length', lag_seconds: 600, shared_trend: false }],
  });
});

test('/correlate with another metric says that a shared trend means nothing', async () => {
  const opened = await desk();
  const text = opened.shown(await opened.ask('/correlate app.grows app.grows_too window=12h'));
  expect(text).toMatch(/web-2 app\.grows_too: strongly together \(Pearson (1\.00|0\.9\d)/);
  expect(text).toContain('A shared trend: the differences from step to step give');
});

test('/correlate says how many steps are missing', async () => {
  const opened = await desk();
  const text = opened.shown(await opened.ask('/correlate web-1:system.cpu web-2:queue.length 15m'));
  expect(text).toContain('web-1 system.cpu: not enough data: 3 of 20 steps');
});

test.each([
  ['/correlate nope', 'There is no metric “nope”'],
  ['/correlate system.cpu web-2', 'web-2 has reported no system.cpu. It is reported by web-1.'],
  ['/correlate target.reachable', 'Of which target? Write web-1:target.reachable.'],
  ['/correlate system.cpu target=nope', 'There is no target “nope”. Targets: web-1, web-2.'],
  ['/correlate target.reachable web-1', 'does not vary in this window, so nothing can be said'],
  ['/correlate system.cpu 400d', 'write at most 90d'],
])('%s: %s', async (line, text) => {
  const opened = await desk();
  expect(opened.shown(await opened.ask(line))).toContain(text);
});
