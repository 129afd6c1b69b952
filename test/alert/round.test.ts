import { describe, expect, test } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../src/model/time.ts';
import { aHost } from './host.ts';
import { aRule } from './world.ts';

const FINE = { 'system.cpu': 10, 'system.memory': 20, 'system.disk': 30 };
const SICK = { 'system.cpu': 99, 'system.memory': 99, 'system.disk': 99 };

describe('a target that cannot be reached', () => {
  test('is an alert after half a minute, which ends when it answers', async () => {
    await using host = await aHost();
    await host.measured(FINE);
    expect(await host.missed('failed')).toEqual(['target_unreachable pending']);
    await host.clock.advance(30 * SECOND);
    expect(await host.missed('timeout')).toEqual(['target_unreachable firing']);
    expect((await host.open())[0]).toMatchObject({ scoreBefore: 100, scoreNow: null });
    expect(await host.measured(FINE)).toEqual([]);
  });

  test('leaves every other alert as it is, since nothing is known of it', async () => {
    await using host = await aHost();
    await host.measured({ ...FINE, 'system.memory': 90 });
    expect(await host.missed('failed')).toEqual([
      'high_memory firing',
      'target_unreachable pending',
    ]);
  });

  test('a round that came too late, or before there was anything to look at, neither says that it is reached nor that it is not', async () => {
    await using host = await aHost();
    expect(await host.missed('late')).toEqual([]);
    expect(await host.missed('unknown')).toEqual([]);
    await host.missed('failed');
    await host.clock.advance(MINUTE);
    await host.missed('failed');
    expect(await host.missed('late')).toEqual(['target_unreachable firing']);
  });
});

test('a score below 60 is an alert, with the score from before', async () => {
  await using host = await aHost();
  await host.measured(FINE);
  await host.missed('failed');
  await host.measured(SICK);
  const low = (await host.open()).find(({ rule }) => rule === 'score_low');
  expect(low?.state.kind).toBe('firing');
  expect(low?.scoreBefore).toBe(100);
  expect(low?.scoreNow).toBeLessThan(60);
  expect(low?.message).toContain('Health score of web-1 is');
});

test('samples get the score beside the readings, and whether it was reached; of a miss only that', async () => {
  await using host = await aHost();
  await host.measured({ 'system.cpu': 10 });
  await host.missed('failed');
  await host.missed('late');
  expect(host.appended.map(({ metric, value }) => [metric, value])).toEqual([
    ['system.cpu', 10],
    ['health.score', 100],
    ['target.reachable', 1],
    ['target.reachable', 0],
  ]);
});

test('of a target that tells by itself nothing is stored or looked back at again: that was done when it came', async () => {
  const often = aRule("count('system.cpu', '5m') > 0");
  await using host = await aHost({ kind: 'push', rules: [often] });
  expect(await host.measured({ 'system.cpu': 10 })).toEqual([]);
  expect(host.appended.map(({ metric }) => metric)).toEqual(['health.score', 'target.reachable']);
});

test('what was looked for and is not there is absent at once, and leaves no sample', async () => {
  const lost = aRule("absent('heartbeat.age_s', '10m')");
  await using host = await aHost({ rules: [lost] });
  expect(await host.measured({ 'system.cpu': 10, 'heartbeat.age_s': 5 })).toEqual([]);
  expect(await host.measured({ 'system.cpu': 10, 'heartbeat.age_s': null })).toEqual([
    `${lost.name} firing`,
  ]);
  expect(await host.measured({ 'system.cpu': 10, 'heartbeat.age_s': 5 })).toEqual([]);
  const values = host.appended.filter(({ metric }) => metric === 'heartbeat.age_s');
  expect(values.map(({ value }) => value)).toEqual([5, 5]);
});

test('a miss by our own fault leaves no sample', async () => {
  await using host = await aHost({ network: { blamesUs: async () => true } });
  await host.missed('failed');
  expect(host.appended).toEqual([]);
});

describe('how often a target was reached', () => {
  const SHAKY = aRule("share('target.reachable', '5m', '< 1') > 0.3", { name: 'shaky' });
  const SILENT = aRule("age('target.reachable') > 45", { name: 'silent' });
  const FLAPS = aRule("changes('target.reachable', '5m') >= 2", { name: 'flaps' });

  test('is known over a window', async () => {
    await using host = await aHost({ rules: [SHAKY, SILENT, FLAPS] });
    for (let round = 0; round < 12; round += 1) {
      await host.clock.advance(30 * SECOND);
      await host.measured(FINE);
    }
    expect(await host.open()).toEqual([]);
    await host.clock.advance(30 * SECOND);
    await host.missed('failed');
    await host.clock.advance(30 * SECOND);
    expect(await host.measured(FINE)).toEqual(['flaps firing']);
    for (let round = 0; round < 2; round += 1) {
      await host.clock.advance(30 * SECOND);
      await host.missed('failed');
    }
    await host.clock.advance(30 * SECOND);
    expect(await host.missed('failed')).toContain('shaky firing');
    await host.clock.advance(MINUTE);
    expect(await host.missed('late')).toContain('silent firing');
  });

  test('never ends an alert as one whose series is gone', async () => {
    const rule = aRule("min('target.reachable', '1h') < 1", { name: 'gap' });
    await using host = await aHost({ rules: [rule] });
    await host.missed('failed');
    for (let minute = 0; minute < 65; minute += 1) {
      await host.clock.advance(MINUTE);
      await host.measured(FINE);
      const [gap] = await host.open();
      if (gap === undefined) break;
      expect(gap.evidence.metric).toBe('target.reachable');
    }
    const found = await host.store.alerts.get(1);
    expect(found?.alert.state).toMatchObject({ kind: 'resolved', note: null });
  });
});

test('samples that cannot be written are told and keep no alert back', async () => {
  await using host = await aHost();
  host.fillDisk();
  expect(await host.measured({ ...FINE, 'system.disk': 99 })).toContain('disk_high firing');
  expect(host.wrote).toEqual(['rounds: fine', 'samples: failed']);
});

describe('a clock that is set', () => {
  const busy = { ...FINE, 'system.cpu': 80 };

  test.each([HOUR, -HOUR])('by %d ms fires nothing early and holds nothing back', async (jump) => {
    await using host = await aHost();
    await host.measured(busy);
    await host.clock.advance(MINUTE);
    host.clock.jump(jump);
    expect(await host.measured(busy)).toEqual(['high_cpu pending']);
    await host.clock.advance(MINUTE - SECOND);
    expect(await host.measured(busy)).toEqual(['high_cpu pending']);
    await host.clock.advance(SECOND);
    expect(await host.measured(busy)).toEqual(['high_cpu firing']);
  });

  test('resolves nothing', async () => {
    await using host = await aHost();
    await host.measured({ ...FINE, 'system.memory': 90 });
    host.clock.jump(HOUR);
    expect(await host.measured({ ...FINE, 'system.memory': 90 })).toEqual(['high_memory firing']);
  });
});

describe('a series that is reported no more', () => {
  test('ends its alert after ten minutes, when others of its metric are still reported', async () => {
    await using host = await aHost();
    expect(await host.disks({ '/': 20, '/usb': 96 })).toEqual(['disk_high firing']);
    expect(await host.disks({ '/': 20 })).toEqual(['disk_high firing']);
    await host.clock.advance(10 * MINUTE - SECOND);
    expect(await host.disks({ '/': 20 })).toEqual(['disk_high firing']);
    await host.clock.advance(SECOND);
    expect(await host.disks({ '/': 20 })).toEqual([]);
    const found = await host.store.alerts.get(1);
    expect(found?.alert.state).toMatchObject({ note: 'its series is reported no more' });
  });

  test('that comes back in time keeps its alert', async () => {
    await using host = await aHost();
    await host.disks({ '/': 20, '/usb': 96 });
    await host.disks({ '/': 20 });
    await host.clock.advance(9 * MINUTE);
    await host.disks({ '/': 20, '/usb': 96 });
    await host.clock.advance(9 * MINUTE);
    expect(await host.disks({ '/': 20 })).toEqual(['disk_high firing']);
  });

  test('is unknown, not gone, when its whole metric is missing', async () => {
    await using host = await aHost();
    await host.disks({ '/usb': 96 });
    await host.measured({ 'system.cpu': 10 });
    await host.clock.advance(HOUR);
    expect(await host.measured({ 'system.cpu': 10 })).toEqual(['disk_high firing']);
  });
});

describe('a span without data', () => {
  const BUSY = { ...FINE, 'system.cpu': 99 };

  test('longer than three rounds lets a pending alert begin anew', async () => {
    await using host = await aHost();
    expect(await host.measured(BUSY)).toEqual(['high_cpu pending']);
    await host.clock.advance(HOUR);
    expect(await host.measured(BUSY)).toContain('high_cpu pending');
    await host.clock.advance(MINUTE);
    await host.measured(BUSY);
    await host.clock.advance(MINUTE);
    expect(await host.measured(BUSY)).toContain('high_cpu firing');
  });

  test('of a round or two does not', async () => {
    await using host = await aHost();
    await host.measured(BUSY);
    await host.clock.advance(MINUTE);
    await host.measured(BUSY);
    await host.clock.advance(MINUTE);
    expect(await host.measured(BUSY)).toContain('high_cpu firing');
  });
});
