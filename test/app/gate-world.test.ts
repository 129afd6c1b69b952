import { describe, expect, test } from 'vitest';
import type { ChannelConfig, Config } from '../../src/config/config.ts';
import { HOUR, MINUTE } from '../../src/model/time.ts';
import { aTarget, NOON } from '../support/desk.ts';
import { acting } from './acting.ts';

function ops(more: Partial<ChannelConfig>): ChannelConfig {
  const plain = { name: 'ops', kind: 'telegram', address: '-1', thread: null } as const;
  return { ...plain, quiet: null, pushesPerHour: null, ...more };
}

/** A desk whose alerts of any severity go to `ops`. */
function toOps(channel: Partial<ChannelConfig>, more: Partial<Config> = {}) {
  const match = { severity: 'info', target: null, rule: null, labels: {} } as const;
  const routes = [{ match, to: ['ops'] }];
  return acting({ channels: [ops(channel)], routes, ...more });
}

describe('quiet hours', () => {
  // Noon in UTC is 13:00 in Berlin.
  const quiet = { from: 12 * 60, to: 14 * 60, zone: 'Europe/Berlin' };

  test('hold what is not critical until their end, and then tell all of it in one summary', async () => {
    const one = await toOps({ quiet });
    await one.disk(1, 90);
    await one.disk(2, 90, 'web-2');
    await one.disk(3, 10, 'web-2');
    await one.sweep(10);
    expect(await one.told()).toEqual([]);
    expect(await one.say('why 1')).toMatch(/quiet hours/i);
    await one.sweep(61);
    const [summary, ...rest] = await one.told();
    expect(summary).toMatch(/^message .*Disk/);
    expect(summary).toMatch(/web-1/);
    expect(summary).toMatch(/web-2/);
    // What is still open gets its card, to be taken and followed.
    expect(rest).toEqual(['card 1']);
  });

  test('let what is critical through at once', async () => {
    const one = await toOps({ quiet });
    await one.disk(1, 97);
    expect(await one.told()).toEqual(['card 1']);
  });
});

describe('messages with a sound', () => {
  test('are bounded per hour, also across a restart; the rest comes without one', async () => {
    const one = await toOps({ pushesPerHour: 2 });
    const spent = (minute: number) => one.alerting.pushes.isSpent('ops', NOON + minute * MINUTE);
    await one.disk(0, 90);
    expect(spent(0)).toBe(false);
    await one.disk(1, 90, 'web-2');
    expect(spent(1)).toBe(true);
    expect(await one.store.outbox.pushes('ops', NOON - HOUR)).toBe(2);
    expect(spent(61)).toBe(false);
  });

  test('a channel without a bound is never spent', async () => {
    const one = await toOps({});
    await one.disk(0, 90);
    expect(one.alerting.pushes.isSpent('ops', NOON)).toBe(false);
    expect(one.alerting.pushes.isSpent('nobody', NOON)).toBe(false);
  });
});

test('a changed host key is told once, and not again as a target that cannot be reached', async () => {
  const ssh = { host: '192.0.2.10', port: 22, user: 'mon', hostKey: null, knownHosts: '/none' };
  const targets = [
    aTarget({ name: 'web-1', kind: 'ssh', ssh: ssh as never }),
    aTarget({ name: 'web-2' }),
  ];
  const one = await toOps({}, { targets });
  const missed = (minute: number, reason: 'host key' | 'failed', name = 'web-1') => {
    const { id } = one.targetNamed(name);
    const at = NOON + minute * MINUTE;
    return one.take(one.targetNamed(name), {
      ...{ kind: 'missed', target: id, at, took: 5, reason, detail: 'no' },
    });
  };
  for (const minute of [0, 0.5, 1]) {
    await missed(minute, 'host key');
    await missed(minute, 'failed', 'web-2');
  }
  await one.sweep(1.5);
  expect(await one.told()).toEqual(['card 2', 'card 3']);
  expect(await one.say('why 1')).toMatch(/#2 web-1 shows another SSH host key/);
});
