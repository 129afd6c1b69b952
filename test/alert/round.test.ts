import { describe, expect, test } from 'vitest';
import { compileRule } from '../../src/alert/compile.ts';
import { roundHandler } from '../../src/alert/round.ts';
import { indexFacts } from '../../src/expression/evaluate.ts';
import type { Reading, Round } from '../../src/model/sample.ts';
import { HOUR, MINUTE, SECOND } from '../../src/model/time.ts';
import { base } from '../../src/presets/base.ts';
import { compilePolicy } from '../../src/score/policy.ts';
import { scoreFacts } from '../../src/score/score.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { aWorld } from './world.ts';

/** The base preset on one target, with a clock moved by hand. */
async function aHost() {
  const world = await aWorld(base.rules);
  const policy = compilePolicy(base.policy);
  if (policy.kind === 'problem') throw new Error(policy.message);
  const clock = fakeClock();
  const appended: Reading[] = [];
  const wrote: string[] = [];
  let full = false;
  const handle = roundHandler({
    ...world.deps,
    rounds: world.store.rounds,
    samples: {
      async append(_target, _at, readings) {
        if (full) throw new Error('the disk is full');
        appended.push(...readings);
      },
    },
    clock,
    wrote: (what, error) => wrote.push(`${what}: ${error === null ? 'fine' : 'failed'}`),
  });
  const watched = {
    target: world.target,
    rules: base.rules.map(compileRule),
    score: (facts: Parameters<typeof indexFacts>[0]) => scoreFacts(policy, indexFacts(facts)),
  };
  const said = { target: world.target.id, took: 1 };
  const send = async (round: Round) => {
    await handle(watched, round);
    return (await world.open()).map(({ rule, state }) => `${rule} ${state.kind}`);
  };
  return {
    ...world,
    clock,
    appended,
    wrote,
    fillDisk: () => {
      full = true;
    },
    measured: (values: Readonly<Record<string, number>>) => {
      const readings = Object.entries(values).map(([metric, value]) => {
        return { metric, labels: metric === 'system.disk' ? { mount: '/' } : {}, value };
      });
      return send({ kind: 'measured', ...said, at: clock.now(), readings });
    },
    /** Only disks, by mount. */
    disks: (values: Readonly<Record<string, number>>) =>
      send({
        kind: 'measured',
        ...said,
        at: clock.now(),
        readings: Object.entries(values).map(([mount, value]) => {
          return { metric: 'system.disk', labels: { mount }, value };
        }),
      }),
    missed: (reason: 'failed' | 'timeout' | 'late') =>
      send({ kind: 'missed', ...said, at: clock.now(), reason, detail: reason }),
  };
}

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

  test('a round that came too late neither says that it is reached nor that it is not', async () => {
    await using host = await aHost();
    expect(await host.missed('late')).toEqual([]);
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

test('samples get the score beside the readings, and nothing where nothing was measured', async () => {
  await using host = await aHost();
  await host.measured({ 'system.cpu': 10 });
  await host.missed('failed');
  expect(host.appended.map(({ metric, value }) => [metric, value])).toEqual([
    ['system.cpu', 10],
    ['health.score', 100],
  ]);
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
