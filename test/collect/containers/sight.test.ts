import { describe, expect, test } from 'vitest';
import { containerReadings } from '../../../src/collect/containers/readings.ts';
import { fitsPattern } from '../../../src/collect/containers/select.ts';
import {
  EVERYTHING,
  MAX_CONTAINERS,
  nextSight,
  type Service,
} from '../../../src/collect/containers/sight.ts';
import type { Container, ContainerSight, ContainerWatch } from '../../../src/model/container.ts';
import { aContainer, ended, ofService, troubles, watching } from './seen.ts';

/** As `docker compose run` makes it. */
function aTask(more: Partial<Container>): Container {
  const { compose } = ofService('migrate');
  return aContainer({ compose: compose && { ...compose, isOneOff: true }, ...more });
}

interface Given {
  readonly watch?: ContainerWatch;
  readonly services?: readonly Service[];
}

/** Looks at each list of containers, one after the other. */
function looks(lists: readonly (readonly Container[])[], given: Given = {}) {
  const { watch = EVERYTHING, services = null } = given;
  let sight: ContainerSight | null = null;
  let news: ReturnType<typeof nextSight>['news'] = new Map();
  for (const [index, containers] of lists.entries()) {
    const next = nextSight(sight, { at: index, containers, services }, watch);
    ({ sight, news } = next);
  }
  if (sight === null) throw new Error('nobody looked');
  const found = news.get(sight.containers[0]?.name ?? '')?.restarts ?? 0;
  return { sight, news, found, restarts: sight.containers[0]?.restarts };
}

const later = { startedAt: Date.UTC(2026, 10, 26, 13) };

describe('restarts between two looks', () => {
  const up = aContainer();
  test.each([
    { name: 'one that goes on', lists: [[up], [up]], restarts: 0, found: 0 },
    {
      name: 'restarts by the engine',
      lists: [[up], [aContainer({ ...later, restartCount: 2 })]],
      ...{ restarts: 2, found: 2 },
    },
    {
      name: 'a restart by a person, who sets the count back',
      lists: [[aContainer({ restartCount: 5 })], [aContainer(later)]],
      ...{ restarts: 6, found: 1 },
    },
    {
      name: 'one that was seen down and started again was told as down',
      lists: [[up], [ended(1)], [aContainer(later)]],
      ...{ restarts: 0, found: 0 },
    },
    {
      name: 'one that is seen for the first time keeps what its engine counted',
      lists: [[aContainer({ restartCount: 4 })]],
      ...{ restarts: 4, found: 0 },
    },
    {
      name: 'a new one under the same name begins anew',
      lists: [[aContainer({ restartCount: 4 })], [aContainer({ ...later, id: 'cd'.repeat(32) })]],
      ...{ restarts: 0, found: 0 },
    },
    {
      name: 'a new one that was restarted already',
      lists: [[up], [aContainer({ ...later, id: 'cd'.repeat(32), restartCount: 1 })]],
      ...{ restarts: 1, found: 1 },
    },
  ])('$name', ({ lists, restarts, found }) => {
    expect(looks(lists)).toMatchObject({ restarts, found });
  });

  test('kills for want of memory are counted once each', () => {
    const first = ended(137, { isOomKilled: true });
    const second = { ...first, finishedAt: 5 };
    const counts = [[first], [first, first], [first, first, second]].map((lists) => {
      const { sight } = looks(lists.map((one) => [one]));
      return sight.containers[0]?.oomKills;
    });
    expect(counts).toEqual([1, 1, 2]);
  });
});

describe('what is down, and why', () => {
  const always = { restartPolicy: 'always' };
  const up = aContainer();
  test.each<{ name: string; lists: Container[][]; watch?: ContainerWatch; why: object }>([
    { name: 'one that runs is not', lists: [[up]], why: {} },
    {
      name: 'one that was killed',
      lists: [[up], [ended(137)]],
      why: { worker: 'ended by SIGKILL, exit code 137' },
    },
    {
      name: 'one that was stopped',
      lists: [[up], [ended(143)]],
      why: { worker: 'ended by SIGTERM, exit code 143' },
    },
    {
      name: 'one that failed',
      lists: [[up], [ended(3)]],
      why: { worker: 'ended with exit code 3' },
    },
    {
      name: 'one that took too much memory',
      lists: [[up], [ended(137, { isOomKilled: true })]],
      why: { worker: 'killed for want of memory (OOM), exit code 137' },
    },
    { name: 'a job that is done is not', lists: [[up], [ended(0)]], why: {} },
    {
      name: 'what compose ran for one task is not',
      lists: [[aTask({})], [aTask({ state: 'exited', exitCode: 1 })]],
      why: {},
    },
    { name: 'what ended before anybody looked is not', lists: [[ended(1)]], why: {} },
    {
      name: 'one that its policy wants, even if nobody saw it run',
      lists: [[ended(0, always)]],
      why: { worker: 'ended with exit code 0' },
    },
    {
      name: 'one that cannot be started',
      lists: [[aContainer({ ...always, state: 'created', error: 'no such file: /app' })]],
      why: { worker: 'it was made and never started (no such file: /app)' },
    },
    {
      name: 'one in a restart loop',
      lists: [[aContainer({ state: 'restarting', exitCode: 7 })]],
      why: { worker: 'it is restarted again and again, ended with exit code 7' },
    },
    {
      name: 'one that is paused',
      lists: [[up], [aContainer({ state: 'paused' })]],
      why: { worker: 'it is paused' },
    },
    { name: 'one that was removed is not', lists: [[up], []], why: {} },
    {
      name: 'one that is expected and missing',
      lists: [[]],
      watch: watching({ expected: ['worker'] }),
      why: { worker: 'there is no such container' },
    },
    {
      name: 'an expected job too',
      lists: [[ended(0)]],
      watch: watching({ expected: ['worker'] }),
      why: { worker: 'ended with exit code 0' },
    },
    {
      name: 'an expected service keeps the name that it had',
      lists: [[ofService('web')], []],
      watch: watching({ expected: ['web'] }),
      why: { 'shop-web-1': 'there is no such container' },
    },
    {
      name: 'what is left out is not',
      lists: [[up], [ended(1)]],
      watch: watching({ exclude: ['work*'] }),
      why: {},
    },
    {
      name: 'what is not included is not',
      lists: [
        [up, ofService('web')],
        [ended(1), ofService('web', { state: 'paused' })],
      ],
      watch: watching({ include: ['web'] }),
      why: { 'shop-web-1': 'it is paused' },
    },
  ])('$name', ({ lists, watch = EVERYTHING, why }) => {
    const { sight, news } = looks(lists, { watch });
    expect(troubles(sight)).toEqual(why);
    const readings = containerReadings({ sight, news }, new Map());
    const down = readings.find(({ metric }) => metric === 'containers.down');
    expect(down?.value).toBe(Object.keys(why).length);
    expect(
      readings.filter(({ metric, value }) => metric === 'container.up' && !value),
    ).toHaveLength(Object.keys(why).length);
  });
});

describe('services of compose without a container', () => {
  const services = [
    { project: 'shop', service: 'web' },
    { project: 'shop', service: 'db' },
  ];
  const [web, db] = [ofService('web'), ofService('db')];

  test('one that ran and is gone is down; one that never ran is not', () => {
    expect(troubles(looks([[web, db], [web]], { services }).sight)).toEqual({
      'shop-db-1': 'there is no such container',
    });
    expect(troubles(looks([[web]], { services }).sight)).toEqual({});
  });

  test('it stays down while it is missing, and is well when it is back', () => {
    expect(troubles(looks([[web, db], [web], [web]], { services }).sight)).toHaveProperty(
      'shop-db-1',
    );
    expect(troubles(looks([[web, db], [web], [web, db]], { services }).sight)).toEqual({});
  });
});

test('more containers than are looked at: those that must run come first', () => {
  const many = Array.from({ length: MAX_CONTAINERS + 30 }, (_, index) =>
    aContainer({ name: `c${index}`, id: index.toString(16).padStart(64, '0') }),
  );
  const last = ended(1, { name: 'zz' });
  const { sight } = looks([[...many, last]], { watch: watching({ expected: ['zz'] }) });
  expect(sight.containers).toHaveLength(MAX_CONTAINERS);
  expect(sight.more).toBe(31);
  expect(troubles(sight)).toEqual({ zz: 'ended with exit code 1' });
});

test.each([
  ['shop-*', 'shop-web-1', true],
  ['shop-*', 'my-shop-web', false],
  ['*-web-*', 'shop-web-1', true],
  ['*', '', true],
  ['a*a', 'a', false],
  ['web', 'web', true],
  ['web', 'web-1', false],
  [`${'*a'.repeat(50)}b`, 'a'.repeat(5_000), false],
])('pattern %s and name %s', (pattern, name, fits) => {
  expect(fitsPattern(pattern, name)).toBe(fits);
});
