import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { countProcesses, parseInterfaces } from '../../../src/collect/collectors/proc.ts';
import {
  type Counters,
  countersOf,
  currentReadings,
  type ProcTexts,
  rates,
} from '../../../src/collect/collectors/readings.ts';
import { labelText, type Reading } from '../../../src/model/sample.ts';

const fixture = (name: string) =>
  readFileSync(join(import.meta.dirname, '../fixtures', name), 'utf8');

/** As a Debian 12 machine with two cores printed them. */
const DEBIAN: ProcTexts = {
  stat: fixture('debian-12/stat.txt'),
  loadavg: fixture('debian-12/loadavg.txt'),
  meminfo: fixture('debian-12/meminfo.txt'),
  uptime: fixture('debian-12/uptime.txt'),
  netDev: fixture('debian-12/net-dev.txt'),
  bootId: '00000000-0000-4000-8000-000000000001',
};

function byName(readings: readonly Reading[]): Record<string, number> {
  return Object.fromEntries(
    readings.map(({ metric, labels, value }) => [`${metric} ${labelText(labels)}`.trim(), value]),
  );
}

describe('a reading of /proc', () => {
  test('gives every current value in its unit', () => {
    const [load1, load5, load15] = DEBIAN.loadavg.split(' ').map(Number);
    expect(byName(currentReadings(DEBIAN))).toEqual({
      'system.cores': 2,
      'system.load1': load1,
      'system.load5': load5,
      'system.load15': load15,
      'system.uptime': 3011.39,
      'system.memory': (100 * (24_684_084 - 23_289_256)) / 24_684_084,
      'system.memory.total_bytes': 24_684_084 * 1024,
      'system.memory.available_bytes': 23_289_256 * 1024,
    });
  });

  test('shows swap only where there is some', () => {
    const meminfo = 'MemTotal: 100 kB\nMemAvailable: 40 kB\nSwapTotal: 200 kB\nSwapFree: 150 kB\n';
    const readings = byName(currentReadings({ ...DEBIAN, meminfo }));
    expect(readings).toMatchObject({ 'system.memory': 60, 'system.swap': 25 });
  });

  test('leaves out what cannot be parsed, never zero', () => {
    const texts: ProcTexts = {
      ...{ stat: 'cpu x', loadavg: '', meminfo: 'MemTotal: 0 kB\nMemAvailable: 0 kB' },
      ...{ uptime: '-1', netDev: 'eth0: 1 2', bootId: '' },
    };
    expect(currentReadings(texts)).toEqual([]);
    expect(rates(countersOf(texts), countersOf(texts))).toEqual([]);
  });

  test('counts processes, not the other names in /proc', () => {
    expect(countProcesses(['1', '42', '31337', 'self', 'net', 'sys', 'p9'])).toBe(3);
  });

  test.each([
    ...['eth0', 'ens3', 'enp0s31f6', 'wlan0', 'wg0', 'bond0', 'eth0.12'].map((name) => ({
      name,
      counts: true,
    })),
    ...['lo', 'veth12ab', 'docker0', 'br-9f1c', 'ifb0', 'sit0', 'cali12'].map((name) => ({
      name,
      counts: false,
    })),
  ])('interface $name counts: $counts', ({ name, counts }) => {
    const text = `  ${name}: 100 1 0 0 0 0 0 0 200 2 0 0 0 0 0 0\n`;
    expect([...parseInterfaces(text)]).toEqual(
      counts ? [[name, { received: 100, sent: 200 }]] : [],
    );
  });
});

describe('rates', () => {
  const before: Counters = {
    boot: 'a',
    uptime: 1_000,
    cpu: { busy: 500, total: 1_000 },
    interfaces: new Map([['eth0', { received: 10_000, sent: 5_000 }]]),
  };
  const after: Counters = {
    boot: 'a',
    uptime: 1_010,
    cpu: { busy: 550, total: 1_200 },
    interfaces: new Map([['eth0', { received: 30_000, sent: 5_000 }]]),
  };
  const traffic = { 'net.received interface=eth0': 2_000, 'net.sent interface=eth0': 0 };
  const reset = new Map([['eth0', { received: 5, sent: 6_000 }]]);
  const added = new Map([...after.interfaces, ['eth1', { received: 1, sent: 1 }]] as const);

  test.each<{ name: string; now: Counters; gives: Record<string, number> }>([
    { name: 'what happened between', now: after, gives: { 'system.cpu': 25, ...traffic } },
    { name: 'nothing after a restart of the host', now: { ...after, uptime: 20 }, gives: {} },
    { name: 'nothing of another start of the host', now: { ...after, boot: 'b' }, gives: {} },
    { name: 'nothing within one tick', now: before, gives: {} },
    {
      name: 'no traffic where the counters began anew',
      now: { ...after, interfaces: reset },
      gives: { 'system.cpu': 25 },
    },
    {
      name: 'no traffic of an interface that has just come',
      now: { ...after, interfaces: added },
      gives: { 'system.cpu': 25, ...traffic },
    },
    {
      name: 'no processor use where its ticks began anew',
      now: { ...after, cpu: { busy: 1, total: 10 } },
      gives: traffic,
    },
    {
      name: 'at least 0 % when the kernel takes idle time back',
      now: { ...after, cpu: { busy: 499, total: 1_200 } },
      gives: { 'system.cpu': 0, ...traffic },
    },
    {
      name: 'at most 100 %',
      now: { ...after, cpu: { busy: 900, total: 1_200 } },
      gives: { 'system.cpu': 100, ...traffic },
    },
  ])('$name', ({ now, gives }) => {
    expect(byName(rates(before, now))).toEqual(gives);
  });

  test('time a hypervisor took is busy, time waiting for disks is not', () => {
    const at = (stat: string, uptime: string) =>
      countersOf({ ...DEBIAN, stat, uptime, netDev: '' });
    //                  user nice system idle iowait irq softirq steal guest guest_nice
    const first = at('cpu  100 0 100 100 100 0 0 100 50 0', '10.00 1');
    const second = at('cpu  110 0 110 150 120 0 0 110 60 0', '11.00 1');
    expect(byName(rates(first, second))).toEqual({ 'system.cpu': 30 });
  });
});
