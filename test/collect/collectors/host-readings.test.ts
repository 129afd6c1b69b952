import { describe, expect, test } from 'vitest';
import {
  cgroupReadings,
  throttledShare,
  throttlingOf,
} from '../../../src/collect/collectors/cgroup.ts';
import { clockOffset, hostTime } from '../../../src/collect/collectors/clock-offset.ts';
import { pressureReadings } from '../../../src/collect/collectors/pressure.ts';
import {
  parseProcesses,
  snapshotOf,
  topProcesses,
} from '../../../src/collect/collectors/processes.ts';
import { serviceReadings } from '../../../src/collect/collectors/services-part.ts';
import { temperatureReadings } from '../../../src/collect/collectors/temperature.ts';
import { labelText, type Reading } from '../../../src/model/sample.ts';

function byName(readings: readonly Reading[]): Record<string, number> {
  return Object.fromEntries(
    readings.map(({ metric, labels, value }) => [`${metric} ${labelText(labels)}`.trim(), value]),
  );
}

test('pressure: as a busy Debian 12 said it, without what has no meaning', () => {
  const files = new Map([
    [
      '/proc/pressure/cpu',
      'some avg10=96.35 avg60=95.94 avg300=90.74 total=5789414949\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n',
    ],
    [
      '/proc/pressure/io',
      'some avg10=3.83 avg60=1.47 avg300=3.02 total=472391052\nfull avg10=0.10 avg60=0.00 avg300=0.05 total=119284660\n',
    ],
    ['/proc/pressure/memory', 'some avg10=101.00 avg60=x'],
  ]);
  expect(byName(pressureReadings(files))).toEqual({
    'system.pressure.cpu.some.avg10': 96.35,
    'system.pressure.cpu.some.avg60': 95.94,
    'system.pressure.io.some.avg10': 3.83,
    'system.pressure.io.some.avg60': 1.47,
    'system.pressure.io.full.avg10': 0.1,
    'system.pressure.io.full.avg60': 0,
  });
});

describe('limits of a container', () => {
  const MEMORY = 1_000_000;
  const ROOT = '/sys/fs/cgroup';
  const second = (more: Record<string, string>) =>
    new Map(Object.entries(more).map(([name, text]) => [`${ROOT}/${name}`, text]));

  test.each([
    {
      name: 'second version: caches that can be dropped are not in use',
      files: {
        'memory.max': '500000\n',
        'memory.current': '400000\n',
        'memory.stat': 'inactive_file 150000\ninactive_filex 1\n',
        'cpu.max': '150000 100000\n',
      },
      gives: {
        'system.cgroup.memory': 50,
        'system.cgroup.memory.max_bytes': 500_000,
        'system.cgroup.cpu_limit': 1.5,
      },
    },
    {
      name: 'no limit is none',
      files: { 'memory.max': 'max\n', 'cpu.max': 'max 100000\n' },
      gives: {},
    },
    {
      name: 'a limit above the memory of the machine is none',
      files: { 'memory.max': '2000000\n', 'memory.current': '1' },
      gives: {},
    },
    {
      name: 'first version',
      files: {
        'memory/memory.limit_in_bytes': '200000\n',
        'memory/memory.usage_in_bytes': '90000\n',
        'memory/memory.stat': 'total_inactive_file 40000\n',
        'cpu/cpu.cfs_quota_us': '50000\n',
        'cpu/cpu.cfs_period_us': '100000\n',
      },
      gives: {
        'system.cgroup.memory': 25,
        'system.cgroup.memory.max_bytes': 200_000,
        'system.cgroup.cpu_limit': 0.5,
      },
    },
    {
      name: 'first version on a machine that is no container',
      files: {
        'memory/memory.limit_in_bytes': '9223372036854771712\n',
        'memory/memory.usage_in_bytes': '90000\n',
        'cpu/cpu.cfs_quota_us': '-1\n',
        'cpu/cpu.cfs_period_us': '100000\n',
      },
      gives: {},
    },
  ])('$name', ({ files, gives }) => {
    expect(byName(cgroupReadings(second(files), MEMORY))).toEqual(gives);
  });

  test('throttling is a share of the periods between two readings', () => {
    const at = (periods: number, throttled: number) =>
      throttlingOf(
        second({ 'cpu.stat': `usage_usec 1\nnr_periods ${periods}\nnr_throttled ${throttled}\n` }),
      );
    expect(byName(throttledShare(at(100, 10), at(200, 60)))).toEqual({
      'system.cgroup.throttled': 50,
    });
    expect(throttledShare(at(200, 60), at(10, 0)), 'counters that began anew').toEqual([]);
    expect(throttledShare(at(200, 60), at(200, 60)), 'no limit').toEqual([]);
    expect(throttledShare(null, at(1, 1))).toEqual([]);
  });
});

test('temperatures: named by sensor, the hotter of two with one name, none that cannot be', () => {
  const hwmon = '/sys/class/hwmon/hwmon1';
  const files = new Map([
    ['/sys/class/thermal/thermal_zone0/temp', '27800\n'],
    ['/sys/class/thermal/thermal_zone0/type', 'acpitz\n'],
    ['/sys/class/thermal/thermal_zone1/temp', '30100\n'],
    ['/sys/class/thermal/thermal_zone1/type', 'acpitz\n'],
    ['/sys/class/thermal/thermal_zone2/temp', '-273200\n'],
    [`${hwmon}/name`, 'coretemp\n'],
    [`${hwmon}/temp1_input`, '61000\n'],
    [`${hwmon}/temp1_label`, 'Package id 0\n'],
    [`${hwmon}/temp2_input`, '59000\n'],
  ]);
  expect(byName(temperatureReadings(files))).toEqual({
    'system.temperature sensor=acpitz': 30.1,
    'system.temperature sensor=coretemp Package id 0': 61,
    'system.temperature sensor=coretemp temp2': 59,
  });
});

describe('the clock of a host', () => {
  const asked = { from: 1_763_000_000_000, to: 1_763_000_000_200 };
  test.each([
    { name: 'right', ahead: 0 },
    { name: 'fast', ahead: 42 },
    { name: 'slow', ahead: -42 },
  ])('$name', ({ ahead }) => {
    const stat = `cpu 1\nbtime ${1_762_999_000 + ahead}\n`;
    const [reading] = clockOffset(hostTime(stat, '1000.10 1\n'), asked);
    expect(Math.abs((reading?.value ?? Number.NaN) - ahead)).toBeLessThan(0.6);
  });

  test('is not told from an answer that took long, or that does not say it', () => {
    expect(clockOffset(1, { from: 0, to: 2_001 })).toEqual([]);
    expect(clockOffset(hostTime('cpu 1\n', '1.0 1'), asked)).toEqual([]);
  });
});

describe('the processes that take most', () => {
  const line = (
    pid: number,
    name: string,
    numbers: { ticks: number; started: number; pages: number },
  ) =>
    `${pid} (${name}) S 1 1 1 0 -1 4194304 1 0 0 0 ${numbers.ticks} 0 0 0 20 0 1 0 ${numbers.started} 1000 ${numbers.pages} 1844`;

  test('are compared with the snapshot before, by their start too, whatever their names are', () => {
    const earlier = parseProcesses(
      [
        line(10, 'busy', { ticks: 1_000, started: 5, pages: 10 }),
        line(11, 'reborn', { ticks: 9_000, started: 5, pages: 1 }),
      ].join('\n'),
      100,
    );
    const now = parseProcesses(
      [
        line(10, 'busy', { ticks: 1_500, started: 5, pages: 10 }),
        line(11, 'reborn', { ticks: 100, started: 10_000, pages: 1 }),
        line(12, 'a) S 1 (b', { ticks: 0, started: 5, pages: 300 }),
        '13 (cut) S 1 1',
        '',
      ].join('\n'),
      110,
    );
    const top = topProcesses(now, snapshotOf(earlier), { at: 7, pageSize: 4_096 });
    expect(top.byCpu.map(({ pid, cpu }) => [pid, cpu])).toEqual([
      [10, 50],
      [11, 10],
    ]);
    expect(top.byMemory.map(({ name, memory }) => [name, memory])).toEqual([
      ['a) S 1 (b', 300 * 4_096],
      ['busy', 10 * 4_096],
      ['reborn', 4_096],
    ]);
    expect(top.at).toBe(7);
  });

  test('are ten at most', () => {
    const many = Array.from({ length: 500 }, (_, pid) =>
      line(pid, 'x', { ticks: pid, started: 0, pages: pid }),
    ).join('\n');
    const { byCpu, byMemory } = topProcesses(parseProcesses(many, 10), null, {
      at: 0,
      pageSize: 1,
    });
    expect([byCpu.length, byMemory.length, byMemory[0]?.pid]).toEqual([10, 10, 499]);
  });
});

test.each([
  {
    name: 'failed units by name, with and without a dot before them',
    text: '@units\n● shop.service   loaded failed failed The shop\n  apt-daily@1.timer loaded failed failed x\n@current\n',
    gives: {
      'systemd.failed': 2,
      'systemd.unit_failed unit=shop.service': 1,
      'systemd.unit_failed unit=apt-daily@1.timer': 1,
      'system.reboot_pending': 0,
    },
  },
  {
    name: 'none failed',
    text: '@units\n@reboot\n',
    gives: { 'systemd.failed': 0, 'system.reboot_pending': 1 },
  },
  { name: 'a host without systemd that says nothing of reboots', text: '', gives: {} },
])('services: $name', ({ text, gives }) => {
  expect(byName(serviceReadings(text))).toEqual(gives);
});
