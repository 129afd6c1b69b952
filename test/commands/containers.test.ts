import { expect, test } from 'vitest';
import { renderForTelegram } from '../../src/chat/telegram/render.ts';
import { nextSight } from '../../src/collect/containers/sight.ts';
import type { ContainerSight } from '../../src/model/container.ts';
import type { SeriesAnswer, SeriesQuestion } from '../../src/model/series-question.ts';
import { HOUR, MINUTE } from '../../src/model/time.ts';
import { aContainer, ended, ofService, watching } from '../collect/containers/seen.ts';
import { NOON } from '../report/alerts.ts';
import { aTarget, stubDesk } from './stub-context.ts';

const startedAt = NOON - 3 * HOUR - 5 * MINUTE;

function sightOf(more: Partial<ContainerSight> = {}): ContainerSight {
  const containers = [
    ofService('web', { startedAt, health: 'healthy', restartCount: 2 }),
    aContainer({ name: 'cache', id: 'cd'.repeat(32), startedAt, health: 'unhealthy' }),
    ended(137, { isOomKilled: true, restartPolicy: 'always' }),
    ended(0, { name: 'job', id: 'ef'.repeat(32) }),
  ];
  const { sight } = nextSight(
    null,
    { at: NOON, containers, services: null },
    watching({ expected: ['mailer'] }),
  );
  return { ...sight, ...more };
}

const VALUES: Readonly<Record<string, number>> = {
  'container.cpu': 12.5,
  'container.memory_bytes': 300e6,
  'container.memory': 30,
};

async function query({ metric }: SeriesQuestion): Promise<SeriesAnswer> {
  const value = VALUES[metric] ?? 0;
  const series = [{ labels: { name: 'shop-web-1' }, points: [{ at: NOON, value }] }];
  return { series } as unknown as SeriesAnswer;
}

function desk(sights: Readonly<Record<number, ContainerSight>>) {
  return stubDesk({
    targets: [aTarget('web-1'), aTarget('web-2', 2)],
    context: {
      containers: { sight: async (target) => sights[target] ?? null },
      samples: { query } as never,
      rounds: { last: async () => ({ at: NOON, ok: true, detail: '' }) } as never,
    },
  });
}

test('what is down comes first, with the reason', async () => {
  const lines = (await desk({ 1: sightOf() }).answer('/containers web-1')).split('\n');
  const rowOf = (name: string) => lines.findIndex((line) => line.includes(name));
  expect(lines[rowOf('web-1')]).toContain('2 of 4 containers run');
  expect(lines[rowOf('worker')]).toMatch(/worker +■ exit 137 +-/);
  expect(lines[rowOf('mailer')]).toMatch(/mailer +■ missing/);
  expect(lines[rowOf('cache')]).toMatch(/cache +▲ unhealthy +3 h 5 min/);
  expect(lines[rowOf('shop-web-1')]).toMatch(/● healthy +3 h 5 min +12.5 % +300 MB +2/);
  expect(lines[rowOf('job')]).toMatch(/job +○ exit 0/);
  expect(rowOf('worker')).toBeLessThan(rowOf('cache'));
  expect(rowOf('cache')).toBeLessThan(rowOf('shop-web-1'));
  expect(rowOf('shop-web-1')).toBeLessThan(rowOf('job'));
  expect(lines.join('\n')).toContain('worker: killed for want of memory (OOM), exit code 137');
  expect(lines.join('\n')).toContain('mailer: there is no such container');
});

test('all targets that have some; an engine that gives no answer says why', async () => {
  const trouble = 'the container engine does not run';
  const text = await desk({ 2: sightOf({ trouble }) }).answer('/containers');
  expect(text).toContain('web-2: 2 of 4');
  expect(text).not.toContain('web-1:');
  expect(text).toContain('the container engine does not run. What follows is from before.');
});

test('where nobody has looked it says what is needed', async () => {
  expect(await desk({}).answer('/containers web-1')).toContain(
    'No containers of web-1 are known. They are read where docker or podman can be asked',
  );
});

test('for programs, with units in the names', async () => {
  const { data } = await desk({ 1: sightOf({ more: 3 }) }).ask('/containers');
  expect(data).toMatchObject({
    targets: [
      {
        ...{ target: 'web-1', engine_trouble: null, more: 3 },
        containers: [
          { name: 'cache', state: 'running', health: 'unhealthy', exit_code: null },
          { name: 'job', state: 'exited', trouble: null },
          { name: 'mailer', state: 'missing' },
          {
            ...{ name: 'shop-web-1', service: 'web', project: 'shop', cpu_percent: 12.5 },
            ...{ memory_bytes: 300e6, memory_percent: 30, restarts: 2 },
          },
          { name: 'worker', oom_killed: true, exit_code: 137 },
        ],
      },
    ],
  });
});

test('on a phone no row is broken', async () => {
  const reply = await desk({ 1: sightOf() }).ask('/containers');
  const rendered = JSON.stringify(
    renderForTelegram(reply, { zone: 'Europe/Berlin', now: NOON } as never),
  );
  expect(rendered).toContain('<b>worker</b>');
});
