import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import {
  type ContainerPlace,
  groupsProbe,
  parseGroups,
  placeOf,
} from '../../../src/collect/containers/cgroup-use.ts';
import { damaged } from '../mutations.ts';

const ID = '0123456789abcdef'.repeat(4);
const PLACE: ContainerPlace = { id: ID, pid: 4_242, hasNetwork: true };

const lines = (files: Readonly<Record<string, readonly string[]>>) =>
  Object.entries(files)
    .flatMap(([path, texts]) => texts.map((text) => `${path}:${text}\n`))
    .join('');

const NET = [
  '    lo:     100 1 0 0 0 0 0 0     100 1',
  '  eth0: 5000 9 0 0 0 0 0 0 700 3',
  'eth1:1 0 0 0 0 0 0 0 2 0',
];
const host = (uptime: string) => ({
  '/proc/uptime': [`${uptime} 99.00`],
  '/proc/meminfo': ['MemTotal:    1000 kB'],
});
const V2 = `/sys/fs/cgroup/system.slice/docker-${ID}.scope`;
const second = (uptime: string, usage: number) =>
  lines({
    ...host(uptime),
    [`${V2}/cpu.stat`]: [`usage_usec ${usage}`],
    [`${V2}/memory.current`]: ['300000'],
    [`${V2}/memory.max`]: ['max'],
    [`${V2}/memory.stat`]: ['inactive_file 100000'],
    [`${V2}/io.stat`]: [
      '8:0 rbytes=10 wbytes=20 rios=1 wios=1',
      '8:16 rbytes=1 wbytes=2 rios=1 wios=1',
    ],
    '/proc/4242/net/dev': NET,
  });
const first = (uptime: string, usage: number) =>
  lines({
    ...host(uptime),
    [`/sys/fs/cgroup/memory/docker/${ID}/memory.usage_in_bytes`]: ['300000'],
    [`/sys/fs/cgroup/memory/docker/${ID}/memory.limit_in_bytes`]: ['600000'],
    [`/sys/fs/cgroup/memory/docker/${ID}/memory.stat`]: [
      'inactive_file 1',
      'total_inactive_file 100000',
    ],
    [`/sys/fs/cgroup/cpuacct/docker/${ID}/cpuacct.usage`]: [`${usage * 1_000}`],
    [`/sys/fs/cgroup/blkio/docker/${ID}/blkio.throttle.io_service_bytes`]: [
      '8:0 Read 11',
      '8:0 Write 22',
    ],
    '/proc/4242/net/dev': NET,
  });

describe.each([
  { version: 'the second', text: second, limit: 1_024_000 },
  { version: 'the first', text: first, limit: 600_000 },
])('$version version of cgroups', ({ text, limit }) => {
  test('what a container takes, and how busy it was between two looks', () => {
    const before = parseGroups(text('100.00', 1_000_000), [PLACE], new Map());
    expect(before.uses.get(ID)?.cpu).toBeNull();
    const { uses } = parseGroups(text('110.00', 6_000_000), [PLACE], before.cpu);
    expect(uses.get(ID)).toEqual({
      ...{ cpu: 50, memory: 200_000, memoryLimit: limit },
      ...{ received: 5_001, sent: 702, read: 11, written: 22 },
    });
  });

  test('a container that began anew, and one with the network of its host', () => {
    const before = parseGroups(text('100.00', 9_000_000), [PLACE], new Map());
    const place = { ...PLACE, hasNetwork: false };
    const use = parseGroups(text('110.00', 5), [place], before.cpu).uses.get(ID);
    expect(use).toMatchObject({ cpu: null, received: null, sent: null });
  });
});

test('a container that the host does not show is left out', () => {
  expect(parseGroups(lines(host('1.00')), [PLACE], new Map()).uses.size).toBe(0);
});

test.each([
  { name: 'one that runs', given: { Id: ID, State: { Pid: 7 } }, pid: 7 },
  { name: 'one that does not', given: { Id: ID, State: { Pid: 0 } }, pid: undefined },
  { name: 'an id that is none', given: { Id: '../x', State: { Pid: 7 } }, pid: undefined },
  { name: 'a process that is none', given: { Id: ID, State: { Pid: '7; ls' } }, pid: undefined },
])('$name', ({ given, pid }) => {
  expect(placeOf(given)?.pid).toBe(pid);
});

test('a process whose groups are not the container’s is not read', () => {
  const { script, args = [] } = groupsProbe([{ ...PLACE, pid: process.pid }]);

  const text = execFileSync('/bin/sh', ['-c', `{ ${script}; } 2>/dev/null`, 'sh', ...args], {
    encoding: 'utf8',
  });
  expect(text).toMatch(/^\/proc\/uptime:/m);
  expect(text).not.toContain('/sys/fs/cgroup');
});

test('damaged answers give no number that cannot be', () => {
  const before = parseGroups(second('100.00', 1), [PLACE], new Map());
  for (const text of damaged(second('110.00', 6_000_000), 1_000, 1)) {
    for (const use of parseGroups(text, [PLACE], before.cpu).uses.values())
      for (const value of Object.values(use)) {
        expect(value === null || (Number.isFinite(value) && value >= 0)).toBe(true);
      }
  }
});
