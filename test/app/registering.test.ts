import { expect, test } from 'vitest';
import type { MetricSaid } from '../../src/model/metric-said.ts';
import { actorOf, NOON, openDesk, reading } from '../support/desk.ts';

const API = { id: 'api', name: 'API' };
const RATE: MetricSaid = { name: 'orders.ratio', unit: 'ratio', type: 'gauge' };

const admin = actorOf('admin');

test('a program tells once, and again costs nothing; what contradicts is named', async () => {
  const { registered, live, store } = await openDesk();
  expect(await registered.learn([RATE, { ...RATE }], API)).toEqual([
    { kind: 'accepted' },
    { kind: 'duplicate' },
  ]);
  expect(live.catalogue().unitOf(RATE.name)).toBe('ratio');
  expect(await registered.learn([RATE], API)).toEqual([{ kind: 'duplicate' }]);
  const percent = { ...RATE, unit: 'percent' } as const;
  expect(await registered.learn([percent], API)).toEqual([
    { kind: 'rejected', reason: expect.stringMatching(/a ratio is 0 to 1, a percent 0 to 100/) },
  ]);
  expect(await registered.learn([{ ...RATE, title: 'Filled' }], API)).toEqual([
    { kind: 'accepted' },
  ]);
  expect(await store.definitions.list()).toMatchObject([{ said: { ...RATE, title: 'Filled' } }]);
});

test('what a person registered stays, whatever a program tells later', async () => {
  const { registered, live } = await openDesk();
  await registered.learn([{ ...RATE, explanation: 'told' }], API);
  const percent = { name: RATE.name, unit: 'percent' } as const;
  expect(await registered.register(percent, API)).toBeNull();
  expect(live.catalogue().find(RATE.name)).toMatchObject({ unit: 'percent', explanation: 'told' });
  expect(await registered.learn([{ name: RATE.name, title: 'T' }], API)).toEqual([
    { kind: 'duplicate' },
  ]);
  expect(live.catalogue().find(RATE.name)?.title).toBe(RATE.name);
  expect(await registered.forget(RATE.name)).toBe(true);
  expect(live.catalogue().find(RATE.name)).toBeUndefined();
});

test('2,000 are registered, one more is not', async () => {
  const { registered } = await openDesk();
  const many = Array.from({ length: 2_001 }, (_, at) => ({ name: `m${at}`, title: `M ${at}` }));
  const outcomes = await registered.learn(many, API);
  expect(outcomes.filter(({ kind }) => kind === 'accepted')).toHaveLength(2_000);
  expect(outcomes.at(-1)).toMatchObject({ reason: expect.stringContaining('2000 metrics') });
  expect(await registered.learn([{ name: 'm7', unit: 'ms' }], API)).toEqual([{ kind: 'accepted' }]);
});

test('what programs told leaves people their room, and gives way where nobody reports it', async () => {
  const desk = await openDesk();
  const { registered, measured, live } = desk;
  const footer = async () =>
    /(\d+) more are known/.exec(desk.shown(await desk.ask('/metrics', admin)))?.[1];
  const before = await footer();
  const many = Array.from({ length: 2_000 }, (_, at) => ({ name: `m${at}`, title: `M ${at}` }));
  await registered.learn(many, API);
  expect(await footer()).toBe(before);
  await measured('web-1', NOON, [reading('m0', 9)]);
  expect(await registered.register({ name: 'mine', title: 'Mine' }, API)).toBeNull();
  expect(await registered.learn([{ name: 'late', unit: 'ms' }], API)).toEqual([
    { kind: 'accepted' },
  ]);
  const names = [...live.registered().keys()];
  expect(names).toHaveLength(2_001);
  expect(names).toEqual(expect.arrayContaining(['m0', 'mine', 'late']));
  expect(names).not.toContain('m1');
});

test('rules, /metrics and /explain see a metric that was registered, by every name of it', async () => {
  const rule = {
    name: 'many_open',
    levels: [{ severity: 'critical', when: 'open_orders > 5' }],
    ...{ for: 0, clear: null, clearFor: 0, cooldown: 0, escalate: null, remind: null },
    ...{ type: 'custom', message: 'Open: {value}', labels: {}, runbook: null },
    ...{ targets: null, channels: null },
  } as const;
  const desk = await openDesk({ rules: [rule] });
  const { registered, alerting, measured, answer } = {
    ...desk,
    answer: async (text: string) => desk.shown(await desk.ask(text, admin)),
  };
  await measured('web-1', NOON, [reading('orders.open', 9)]);
  expect([...alerting.book.open(null)]).toEqual([]);
  const said = {
    name: 'orders.open',
    unit: 'count',
    category: 'shop',
    aliases: ['open_orders'],
  } as const;
  await registered.register(said, API);
  await measured('web-1', NOON + 1_000, [reading('orders.open', 9)]);
  expect([...alerting.book.open(null)]).toMatchObject([{ rule: 'many_open', message: 'Open: 9' }]);
  expect(await answer('/metrics web-1 shop')).toMatch(/orders\.open +9 +count/);
  expect(await answer('/explain open_orders')).toContain('Also called');
});
