import { expect, test } from 'vitest';
import { running, yamlWith } from '../app/running.ts';
import { NOON, openDesk, reading } from '../support/desk.ts';
import { stubDesk } from './stub-context.ts';

test('/snapshot shows what the newest round measured, and nothing older', async () => {
  const desk = await openDesk();
  await desk.measured('web-1', NOON, [reading('system.cpu', 11), reading('old.metric', 1)]);
  await desk.measured('web-1', NOON + 60_000, [
    ...[reading('system.cpu', 12), reading('system.disk', 40, { mount: '/' })],
    ...[reading('system.disk', 91, { mount: '/var' }), reading('app.queue', 3)],
  ]);
  const reply = await desk.ask('snapshot web-1');
  const { metrics } = reply.data as { metrics: { metric: string; value: number }[] };
  expect(metrics).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ metric: 'system.cpu', value: 12 }),
      expect.objectContaining({ metric: 'system.disk', value: 91, labels: { mount: '/var' } }),
      expect.objectContaining({ metric: 'app.queue', value: 3 }),
    ]),
  );
  expect(metrics.map(({ metric }) => metric)).not.toContain('old.metric');
  const file = reply.blocks.find((block) => block.kind === 'attachment');
  expect(JSON.parse(file?.content ?? '')).toEqual(reply.data);
  expect(desk.shown(await desk.ask('snapshot'))).toContain('Which target? web-1, web-2.');
  await desk.missed('web-1', NOON + 120_000, 'connection refused');
  expect(desk.shown(await desk.ask('snapshot web-1'))).toContain('connection refused');
  expect(desk.shown(await desk.ask('snapshot web-2'))).toContain('Nothing was measured');
});

test('/top shows names and never arguments, by CPU and by memory', async () => {
  const one = { pid: 7, name: 'postgres', cpu: 12.5, memory: 1_000_000 };
  const two = { pid: 9, name: 'node', cpu: null, memory: 3_000_000 };
  const processes = { at: NOON, byCpu: [one, two], byMemory: [two, one] };
  const desk = stubDesk({ context: { processes: () => processes } });
  const shown = await desk.answer('top web-1');
  expect(shown).toMatch(/By CPU[\s\S]*postgres +7 +12\.5 %[\s\S]*By memory[\s\S]*node +9 +- +3 MB/);
  const none = stubDesk({ context: { processes: () => null } });
  expect(await none.answer('top web-1')).toContain('ask again in a moment');
});

test('/jobs and /top of a running process', async () => {
  const one = await running(yamlWith());
  const jobs = await one.asked('jobs');
  const { jobs: all } = jobs.data as { jobs: { name: string; state: string; next_run: string }[] };
  expect(all.length).toBeGreaterThan(1);
  expect(all.every(({ next_run }) => Date.parse(next_run) > Date.now())).toBe(true);
  expect(await one.ask('top here')).toMatch(/top processes|ask again/);
});

test('/jobs says what failed and what nobody does', async () => {
  const last = { startedAt: NOON - 60_000, finishedAt: NOON - 58_000, error: 'disk full' };
  const job = { name: 'backup', at: '0 3 * * *', zone: 'UTC', last, state: 'failed' as const };
  const desk = stubDesk({ context: { jobs: async () => [{ ...job, next: NOON + 3_600_000 }] } });
  expect(await desk.answer('jobs')).toMatch(
    /backup +failed +1 min ago +2 s +14:00[\s\S]*disk full/,
  );
  const stopped = stubDesk({ context: { jobs: async () => null } });
  expect(await stopped.answer('jobs')).toContain('is not running');
});
