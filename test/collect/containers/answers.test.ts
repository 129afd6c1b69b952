import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseList, parseServices, projectsOf } from '../../../src/collect/containers/answers.ts';
import { parseContainer } from '../../../src/collect/containers/inspect.ts';
import { containerReadings } from '../../../src/collect/containers/readings.ts';
import { EVERYTHING, nextSight } from '../../../src/collect/containers/sight.ts';
import { engineTrouble } from '../../../src/collect/containers/trouble.ts';
import { cpuPercent, parseEngineStats, parseStats } from '../../../src/collect/containers/use.ts';
import type { Container } from '../../../src/model/container.ts';
import { damaged, impossible } from '../mutations.ts';

const fixture = (name: string) =>
  readFileSync(join(import.meta.dirname, '../fixtures/docker-20', name), 'utf8');
const LIST = fixture('containers.txt');
const USE = fixture('use.txt');
const DAMAGED = 3_000;

function listed(text: string): readonly Container[] {
  const found = parseList({ end: 'ended', text });
  if (found.kind !== 'list') throw new Error(found.kind);
  return found.containers;
}

describe('what a real engine listed', () => {
  const containers = new Map(listed(LIST).map((one) => [one.name, one]));

  test('states, exit codes and kills', () => {
    const rows = [...containers.values()].map(({ name, state, exitCode, isOomKilled, health }) => [
      name,
      [state, exitCode, isOomKilled, health],
    ]);
    expect(Object.fromEntries(rows)).toMatchObject({
      worker: ['running', 0, false, null],
      once: ['exited', 3, false, null],
      eater: ['exited', 137, true, null],
      looper: ['restarting', 7, false, null],
      sick: ['running', 0, false, 'unhealthy'],
      made: ['created', 0, false, null],
    });
  });

  test('times, policies, and what compose says', () => {
    expect(containers.get('shop_web_1')).toMatchObject({
      image: 'bb:1',
      startedAt: Date.parse('2026-11-26T16:36:26.011Z'),
      finishedAt: null,
      compose: { project: 'shop', service: 'web', isOneOff: false, folder: '/opt/shop' },
    });
    expect(containers.get('worker')?.restartPolicy).toBe('unless-stopped');
    expect(containers.get('made')?.startedAt).toBeNull();
    expect(projectsOf([...containers.values()], 10)).toEqual([
      { project: 'shop', folder: '/opt/shop', files: 'docker-compose.yml' },
    ]);
  });

  test('the same container by the own interface of the engine', () => {
    const { restartCount, ...same } = parseContainer(JSON.parse(fixture('inspect.json'))) ?? {};
    expect(restartCount).toBe(0);
    expect(containers.get('sick')).toMatchObject(same);
  });
});

test('nothing of a list that was cut off is taken, since what it lacks would look removed', () => {
  const text = LIST.slice(0, LIST.length / 2);
  expect(parseList({ end: 'too long', text })).toMatchObject({ kind: 'trouble' });
  expect(parseList({ end: 'late', text: '' })).toMatchObject({ kind: 'trouble' });
});

test('names, errors and labels cannot move a terminal, and are bounded', () => {
  const line = JSON.parse(LIST.split('\n')[0] ?? '{}');
  line.Name = `/\u001b[31m${'x'.repeat(10_000)}\u202e`;
  line.State.Error = 'bad\nworse\u0007';
  const one = parseContainer(line);
  expect(one?.name).toMatch(/^\[31mx{116}$/);
  expect(one?.error).toBe('bad worse');
});

test('what containers take, from the command line', () => {
  const uses = [...parseStats(USE).values()];
  expect(uses).toHaveLength(5);
  expect(uses[1]).toEqual({
    ...{ cpu: 1.71, memory: 676 * 1024, memoryLimit: Math.round(23.54 * 2 ** 30) },
    ...{ received: 0, sent: 0, read: 0, written: 0 },
  });
});

test.each([
  ['1.5kB / 2MB', 1_500, 2_000_000],
  ['1.23GiB / 4TiB', Math.round(1.23 * 2 ** 30), 4 * 2 ** 40],
  ['0B / --', 0, null],
  ['12 / 1e9B', null, null],
])('sizes %s', (network, received, sent) => {
  const id = 'a'.repeat(64);
  expect(parseStats(`${id}|--|x|${network}|`).get(id)).toMatchObject({ cpu: null, received, sent });
});

test('what a container takes, from the own interface of the engine', () => {
  const { use, times } = parseEngineStats(JSON.parse(fixture('stats.json')));
  expect(use.memory).toBeGreaterThan(0);
  expect(use.memoryLimit).toBeGreaterThan(2 ** 30);
  expect(times).toMatchObject({ cores: expect.any(Number) });
  const before = { own: 1e9, all: 10e9, cores: 2 };
  expect(cpuPercent(before, { own: 2e9, all: 14e9, cores: 2 })).toBe(50);
  expect(cpuPercent(before, { own: 0, all: 14e9, cores: 2 })).toBeNull();
  expect(cpuPercent(undefined, times)).toBeNull();
});

test('disk and network of several devices are added up', () => {
  const io = (op: string, value: number) => ({ op, value });
  const { use } = parseEngineStats({
    networks: { eth0: { rx_bytes: 1, tx_bytes: 2 }, eth1: { rx_bytes: 10, tx_bytes: 20 } },
    blkio_stats: {
      io_service_bytes_recursive: [io('read', 3), io('Write', 4), io('read', 30), io('total', 9)],
    },
    memory_stats: { usage: 100, limit: 200, stats: { inactive_file: 40 } },
  });
  expect(use).toEqual({
    ...{ received: 11, sent: 22, read: 33, written: 4, memory: 60, memoryLimit: 200 },
  });
});

test('services of the projects whose files could be read', () => {
  const [shop, blog] = ['shop', 'blog'].map((project) => ({ project, folder: '/', files: 'c' }));
  if (!shop || !blog) throw new Error('two projects');
  expect(parseServices('noise\n@1\nweb\n$(reboot)\ndb\n@7\nlost\n', [shop, blog])).toEqual([
    { project: 'blog', service: 'web' },
    { project: 'blog', service: 'db' },
  ]);
});

describe('each failure has its own repair', () => {
  test.each([
    {
      said: 'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get ...',
      says: 'usermod -aG docker monitor',
    },
    { said: 'Got permission denied while trying to connect', says: 'usermod -aG docker monitor' },
    {
      said: 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
      says: 'systemctl start docker',
    },
    { said: 'ENOENT connect ENOENT /run/docker.sock', says: 'systemctl start docker' },
    { said: '\nError: disk is full\nmore', says: 'says “Error: disk is full”' },
    { said: '', says: 'gives no answer' },
  ])('$said', ({ said, says }) => {
    expect(engineTrouble(said, 'monitor')).toContain(says);
  });
});

test('damaged answers give no impossible reading, and never throw', () => {
  const uses = damaged(USE, DAMAGED, 2);
  let sight = null;
  for (const text of damaged(LIST, DAMAGED)) {
    const found = parseList({ end: 'ended', text });
    const containers = found.kind === 'list' ? found.containers : [];
    const next = nextSight(sight, { at: Date.now(), containers, services: null }, EVERYTHING);
    sight = next.sight;
    const readings = containerReadings(next, parseStats(uses.next().value ?? ''));
    const wrong = impossible(
      readings.filter(({ metric }) => metric !== 'container.exit_code'),
      /^container\.memory$/,
    );
    expect(wrong).toEqual([]);
  }
});
