import { expect, test } from 'vitest';
import type { Check } from '../../src/model/check.ts';
import { HOUR, MINUTE } from '../../src/model/time.ts';
import { aCheck } from '../check/asking.ts';
import { pushingApp } from '../web/pushing-app.ts';
import { checkingWorld } from './checking-world.ts';
import { yamlWith } from './running.ts';

const backup = (more: Partial<Check> = {}) =>
  aCheck({
    ...{ name: 'backup', kind: 'push', failAfter: 1 },
    options: { period: HOUR, zone: 'UTC', grace: 10 * MINUTE },
    ...more,
  });

test('a job that stays away is down after its grace, and a ping that comes is judged at once', async () => {
  const world = await checkingWorld([backup()]);
  await world.ping('backup', 'success');
  expect(world.status('backup')).toBe('healthy');
  await world.clock.advance(65 * MINUTE);
  expect([world.status('backup'), world.open()]).toEqual(['healthy', []]);
  expect(world.reasons('backup')).toEqual([expect.stringMatching(/^late: a ping was due/)]);
  await world.clock.advance(6 * MINUTE);
  expect(world.open()).toMatchObject([{ rule: 'check_down', name: 'backup' }]);
  await world.ping('backup', 'success');
  expect([world.status('backup'), world.open()]).toEqual(['healthy', []]);
  await world.ping('backup', 'fail', 'no space left');
  expect(world.open()).toMatchObject([{ rule: 'check_down', name: 'backup' }]);
  expect(world.pings.of('backup')?.pings.log?.text).toBe('no space left');
  expect(world.errors).toEqual([]);
});

test('keys and pings outlive the process, and what it missed has its grace', async () => {
  const first = await checkingWorld([backup()]);
  await first.ping('backup', 'start');
  await first.clock.advance(2 * MINUTE);
  await first.ping('backup', 'success', 'done');
  const own = first.book.find('backup');
  expect(own && first.book.state(own).last?.latency).toBe(2 * MINUTE);
  const before = first.pings.of('backup');
  await first.stop();
  await first.clock.advance(3 * HOUR);
  const second = await checkingWorld([backup()], { clock: first.clock, kept: first.kept });
  expect(second.pings.of('backup')).toEqual(before);
  expect(before?.pings).toMatchObject({ runMs: 2 * MINUTE, log: { text: 'done' } });
  await second.clock.advance(9 * MINUTE);
  expect([second.status('backup'), second.open()]).toEqual(['unknown', []]);
  await second.clock.advance(2 * MINUTE);
  expect(second.open()).toMatchObject([{ rule: 'check_down' }]);
});

test('a key of the configuration counts, and one that nobody has opens nothing', async () => {
  const key = '0123456789abcdef';
  const options = { ...backup().options, key };
  const world = await checkingWorld([backup({ options }), backup({ name: 'other' })]);
  expect(world.pings.find(key)).toBe(1);
  expect(world.pings.of('other')?.key).toMatch(/^[\w-]{36}$/);
  expect(['', 'nobodys', '0123456789abcdeF'].map(world.pings.find)).toEqual([null, null, null]);
  await world.put(backup({ name: 'other' }));
  expect(world.pings.find(key)).toBeNull();
});

test('a job is told its address by an admin, and what it sends is shown and told', async () => {
  const checks = 'checks:\n  - {name: backup, kind: push, period: 1h, grace: 5m}\n';
  const app = await pushingApp({ yaml: yamlWith('', checks) });
  const [address = ''] = /http:\S+\/ping\/[\w-]+/.exec(await app.ask('check show backup')) ?? [];
  expect((await fetch(address)).status).toBe(200);
  expect(await app.ask('check show backup')).toMatch(/backup: healthy/);
  await fetch(`${address}/start`, { method: 'HEAD' });
  const body = 'copied 3 files\nno space left: password=hunter2-hunter2';
  expect(await (await fetch(`${address}/3`, { method: 'POST', body })).text()).toBe('OK\n');
  await app.told(/backup.*fails/s);
  const shown = await app.ask('check show backup');
  expect(shown).toMatch(/backup: unhealthy.*ended with exit code 3.*copied 3 files\n.*no space/s);
  expect(shown).not.toContain('hunter2');
  expect(app.log()).not.toContain(new URL(address).pathname.slice(6));
});
