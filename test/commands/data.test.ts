import { expect, test } from 'vitest';
import type { Actor } from '../../src/model/person.ts';
import { busy, root } from '../support/busy-desk.ts';
import { openDesk } from '../support/desk.ts';

/** What a program reads, as it comes out of JSON. */
async function documents() {
  const desk = await busy();
  return async (line: string, actor?: Actor): Promise<unknown> =>
    JSON.parse(JSON.stringify((await desk.ask(line, actor)).data));
}

const MEMORY = {
  id: 2,
  rule: 'high_memory',
  type: 'resource',
  target: 'web-1',
  severity: 'critical',
  state: 'firing',
  message: 'Memory at 97 % on web-1',
  since: '2026-03-10T10:00:00.000Z',
  fired_at: '2026-03-10T10:00:00.000Z',
  acknowledged_by: null,
  resolved_at: null,
  shown_in: null,
  flapping: false,
  noise_by: null,
  labels: {},
  metric: 'system.memory',
  value: 97,
  limit: 95,
};

test('health: the score and all it is made of', async () => {
  const read = await documents();
  expect(await read('/health web-1')).toEqual({
    target: 'web-1',
    score: 65,
    status: 'WARNING',
    at: '2026-03-10T12:00:00.000Z',
    yesterday: 80,
    factors: [
      { name: 'disk_critical', points: 20, value: 97, limit: 95, kind: 'issue' },
      { name: 'memory_critical', points: 15, value: 97, limit: 95, kind: 'issue' },
    ],
    unknown: [],
    unusual: [],
    coverage: { known: 7, all: 7 },
    open_alerts: 2,
    paused: null,
  });
  expect(await read('/health web-2')).toMatchObject({
    score: null,
    status: 'NO DATA',
    at: '2026-03-10T09:00:00.000Z',
    open_alerts: 1,
  });
  expect(await read('/health db')).toMatchObject({ score: null, status: 'NO DATA', at: null });
});

test('status and health without a name: every target, the worst first', async () => {
  const read = await documents();
  const data = await read('/status');
  expect(data).toEqual({
    targets: [
      {
        ...{ name: 'db', score: null, status: 'NO DATA', paused: null, alerts: 0, at: null },
        unreachable_since: null,
      },
      {
        name: 'web-2',
        score: null,
        status: 'NO DATA',
        paused: null,
        alerts: 1,
        at: '2026-03-10T09:00:00.000Z',
        unreachable_since: '2026-03-10T09:00:00.000Z',
      },
      {
        name: 'web-1',
        score: 65,
        status: 'WARNING',
        paused: null,
        alerts: 2,
        at: '2026-03-10T12:00:00.000Z',
        unreachable_since: null,
      },
    ],
  });
  expect(await read('/health')).toEqual(data);
});

test('alerts: how many, and each; also when there are none', async () => {
  const read = await documents();
  expect(await read('/alerts')).toMatchObject({ total: 3, alerts: [{}, {}, {}] });
  expect(await read('/alerts resolved')).toMatchObject({
    total: 1,
    alerts: [{ state: 'resolved', resolved_at: expect.stringMatching(/^2026-03-10T07/) }],
  });
  expect(await read('/alerts emergency')).toEqual({ total: 0, alerts: [] });
});

test('alert and why: one alert with its history', async () => {
  const read = await documents();
  const id = await memory(read);
  const events = [
    { at: MEMORY.since, kind: 'fired', by: expect.any(String), detail: expect.any(String) },
    { at: MEMORY.since, kind: 'told', by: 'rule', detail: 'new: ops' },
  ];
  expect(await read(`/alert ${id}`)).toMatchObject({ ...MEMORY, id, events });
  expect(await read(`/why ${id}`)).toMatchObject({
    ...MEMORY,
    id,
    events,
    definition: { name: 'high_memory' },
  });
});

test('ack and resolve: what became of each alert', async () => {
  const read = await documents();
  const id = await memory(read);
  const taken = { ...MEMORY, id, state: 'acknowledged', acknowledged_by: 'Ana' };
  expect(await read(`/ack ${id} 99`)).toEqual({
    outcomes: [
      { id, outcome: 'done', why: null, alert: taken },
      { id: 99, outcome: 'unknown', why: null, alert: null },
    ],
  });
  expect(await read(`/ack ${id}`)).toEqual({
    outcomes: [{ id, outcome: 'unchanged', why: expect.stringContaining('by Ana'), alert: taken }],
  });
  expect(await read(`/resolve ${id}`)).toMatchObject({
    outcomes: [
      { outcome: 'done', alert: { state: 'resolved', resolved_at: '2026-03-10T12:00:00.000Z' } },
    ],
  });
});

test('targets: never how to log in', async () => {
  const read = await documents();
  const data = await read('/targets');
  expect(data).toMatchObject({
    targets: [
      {
        name: 'db',
        kind: 'ssh',
        address: 'mon@[2001:db8::1]:2222',
        interval_seconds: 30,
        preset: 'base',
        last_round: null,
      },
      { name: 'web-1', address: null, last_round: { at: '2026-03-10T12:00:00.000Z', ok: true } },
      { name: 'web-2', last_round: { ok: false, detail: 'connection refused' } },
    ],
  });
  expect(JSON.stringify(data)).not.toContain('hunter2');
});

test('trend: the figures of every series', async () => {
  const read = await documents();
  expect(await read('/trend system.memory 1h')).toEqual({
    metric: 'system.memory',
    unit: 'percent',
    window: '1h',
    series: [
      {
        target: 'web-1',
        labels: {},
        min: 97,
        average: 97,
        max: 97,
        last: 97,
        last_at: '2026-03-10T12:00:00.000Z',
        slope: null,
        against_yesterday: 47,
        against_last_week: null,
        usual: null,
        unusual: false,
      },
    ],
    more: 0,
  });
});

test('report: the figures of every target', async () => {
  const read = await documents();
  expect(await read('/report')).toMatchObject({
    date: '2026-03-10',
    zone: 'Europe/Berlin',
    targets: [
      { name: 'db', score: null, rounds: { measured: 0, missed: 0 }, disk: null },
      {
        name: 'web-1',
        score: { min: 65, last: 65 },
        alerts: { opened: 2, resolved: 1 },
        gaps: { count: 0, seconds: 0 },
      },
      { name: 'web-2', gaps: { count: 1, seconds: 10_800 } },
    ],
  });
});

test('about, help and pair', async () => {
  const read = await documents();
  expect(await read('/about')).toMatchObject({
    version: '1.2.3',
    started_at: '2026-03-10T11:00:00.000Z',
    chats: [{ name: 'discord', state: 'connected' }],
  });
  expect(await read('/help ack')).toMatchObject({
    name: 'ack',
    arguments: [{ name: 'ids', required: true }, { name: 'for' }, { name: 'note' }],
  });
  expect(await read('/pair', root)).toEqual({
    code: expect.stringMatching(/^[A-Z2-9]+$/),
    expires: '2026-03-10T12:15:00.000Z',
  });
});

test('nothing watched is data too, a refusal is none', async () => {
  const { ask } = await openDesk({ targets: [] });
  for (const name of ['status', 'targets', 'health']) {
    expect((await ask(`/${name}`)).data).toEqual({ targets: [] });
  }
  for (const line of ['/alert 9', '/health nope', '/report never', '/ack', '/nope']) {
    expect((await ask(line)).data).toBe(null);
  }
});

async function memory(read: (line: string) => Promise<unknown>): Promise<number> {
  const { alerts } = (await read('/alerts')) as { alerts: { id: number; rule: string }[] };
  return alerts.find(({ rule }) => rule === 'high_memory')?.id ?? 0;
}
