import { describe, expect, test } from 'vitest';
import type { CatalogueParts, Source } from '../../src/model/catalogue.ts';
import { catalogue } from '../../src/model/catalogue.ts';
import type { MetricSaid, RegisteredMetric } from '../../src/model/metric-said.ts';
import { readSaid } from '../../src/model/metric-said.ts';

const PRESETS = [
  { name: 'system.cpu', title: 'CPU', unit: 'percent', aliases: ['cpu_usage'] },
  { name: 'orders.rate', title: 'Orders', unit: 'ratio' },
  { name: 'up', title: 'Up', unit: 'none', isTruth: true },
] as const;

function registered(source: RegisteredMetric['source'], said: MetricSaid): RegisteredMetric {
  return { said, source, by: { id: 'x', name: 'X' }, at: 0 };
}

function of(parts: Partial<CatalogueParts>) {
  return catalogue({ presets: PRESETS, configured: [], registered: [], ...parts });
}

const QUEUE = { name: 'queue', unit: 'count', aliases: ['queue_length'] } as const;

describe('what is in force', () => {
  test('the configuration is believed before people, and people before programs', () => {
    const program = registered('program', { name: 'queue', title: 'by program', unit: 'ms' });
    const person = registered('person', { name: 'queue', title: 'by person', unit: 'seconds' });
    expect(of({ registered: [program] }).find('queue')).toMatchObject({ title: 'by program' });
    expect(of({ registered: [program, person] }).find('queue')).toMatchObject({
      title: 'by person',
      unit: 'seconds',
    });
    const configured = [{ ...QUEUE, title: 'by file' }];
    expect(of({ configured, registered: [person] }).find('queue')).toMatchObject({
      title: 'by file',
      unit: 'count',
    });
  });

  test('what a mapping of events makes is believed before programs, and after people and the file', () => {
    const mapped = [{ name: 'orders', type: 'counter' }] as const;
    const gauge = { name: 'orders', type: 'gauge', title: 'Orders' } as const;
    const registeredBy = (source: RegisteredMetric['source']) =>
      of({ mapped, registered: [registered(source, gauge)] }).find('orders');
    expect(registeredBy('program')).toMatchObject({ type: 'counter', title: 'Orders' });
    expect(registeredBy('person')).toMatchObject({ type: 'gauge' });
    expect(of({ mapped, configured: [gauge] }).find('orders')).toMatchObject({ type: 'gauge' });
    expect(of({ mapped }).contradiction(gauge, 'program')).toContain('counter as `events`');
    expect(of({ mapped }).contradiction(gauge, 'person')).toBeNull();
    const alias = [{ name: 'cpu_usage', type: 'counter' }] as const;
    expect(of({ mapped: alias }).canonical('cpu_usage')).toBe('system.cpu');
  });

  test('people say more of what is built in, programs do not, and nobody changes its unit', () => {
    const say = (source: RegisteredMetric['source']) =>
      of({ registered: [registered(source, { name: 'system.cpu', title: 'Ours', unit: 'ms' })] });
    expect(say('person').find('system.cpu')).toMatchObject({ title: 'Ours', unit: 'percent' });
    expect(say('program').find('system.cpu')).toMatchObject({ title: 'CPU', unit: 'percent' });
  });

  test('another name stands for the metric, also one that was registered', () => {
    const known = of({ registered: [registered('person', QUEUE)] });
    expect(known.canonical('cpu_usage')).toBe('system.cpu');
    expect(known.canonical('queue_length')).toBe('queue');
    expect(known.unitOf('queue_length')).toBe('count');
    expect(known.canonical('nobody.knows')).toBe('nobody.knows');
    expect(known.unitOf('nobody.knows')).toBeUndefined();
  });

  test('a state holds or does not', () => {
    const known = of({ configured: [{ name: 'door', type: 'state' }] });
    expect(known.find('door')).toMatchObject({ isTruth: true, unit: 'none' });
    expect(known.find('up')).toMatchObject({ isTruth: true });
  });
});

describe('what contradicts is refused with the reason', () => {
  const parts = {
    configured: [QUEUE],
    registered: [
      registered('person', { name: 'own', unit: 'ratio' }),
      registered('program', { name: 'told', unit: 'ms' }),
    ],
  };
  test.each<{ name: string; said: MetricSaid; source: Source; why: RegExp | null }>([
    {
      name: 'a preset',
      said: { name: 'system.cpu', unit: 'ratio' },
      source: 'configuration',
      why: /^unit: system\.cpu is percent built in, not ratio — a ratio is 0 to 1/,
    },
    {
      name: 'a preset by its type',
      said: { name: 'system.cpu', type: 'counter' },
      source: 'person',
      why: /^type: system\.cpu is gauge built in/,
    },
    {
      name: 'the file, by a person',
      said: { name: 'queue', unit: 'ms' },
      source: 'person',
      why: /in tocsin\.yaml, not ms/,
    },
    {
      name: 'a person, by a program',
      said: { name: 'own', unit: 'percent' },
      source: 'program',
      why: /is ratio as a person registered it, not percent — .*send ratios/,
    },
    {
      name: 'a person, by a person',
      said: { name: 'own', unit: 'percent' },
      source: 'person',
      why: /as a person registered it/,
    },
    {
      name: 'a program, by a program',
      said: { name: 'told', unit: 'seconds' },
      source: 'program',
      why: /as a program told/,
    },
    {
      name: 'not a program, by a person',
      said: { name: 'told', unit: 'seconds' },
      source: 'person',
      why: null,
    },
    {
      name: 'not a person, by the file',
      said: { name: 'own', unit: 'percent' },
      source: 'configuration',
      why: null,
    },
    {
      name: 'another name',
      said: { name: 'cpu_usage' },
      source: 'program',
      why: /another name of system\.cpu/,
    },
    {
      name: 'a name that is taken',
      said: { name: 'x', aliases: ['queue_length'] },
      source: 'person',
      why: /queue_length names queue already/,
    },
    {
      name: 'a metric as an alias',
      said: { name: 'x', aliases: ['up'] },
      source: 'person',
      why: /up names up already/,
    },
    {
      name: 'a limit that a ratio never reaches',
      said: { name: 'own', bands: [{ level: 'warning', of: 'value', operator: '>', limit: 80 }] },
      source: 'person',
      why: /never 80/,
    },
    {
      name: 'a state with a unit',
      said: { name: 'x', type: 'state', unit: 'ms' },
      source: 'person',
      why: /a state has none/,
    },
    { name: 'nothing, said again', said: QUEUE, source: 'person', why: null },
  ])('$name', ({ said, source, why }) => {
    const found = of(parts).contradiction(said, source);
    if (why === null) expect(found).toBeNull();
    else expect(found).toMatch(why);
  });
});

describe('what is read of a definition', () => {
  test('everything, in other words too', () => {
    const bands = { warning: '> 75', critical: ['>= 90', 'p95 > 80.5'] };
    const row = { name: 'a.b', type: 'Gauge', unit: 'By/s', category: 'Shop', bands, key: true };
    expect(readSaid({ ...row, tags: 'queue', title: ' Mails ', explanation: null })).toEqual({
      ...{ name: 'a.b', type: 'gauge', unit: 'bytes/s', category: 'shop', isKey: true },
      ...{ tags: ['queue'], title: 'Mails' },
      bands: [
        { level: 'warning', of: 'value', operator: '>', limit: 75 },
        { level: 'critical', of: 'value', operator: '>=', limit: 90 },
        { level: 'critical', of: 'p95', operator: '>', limit: 80.5 },
      ],
    });
  });

  test.each([
    { row: {}, why: /^name is missing/ },
    { row: { name: '1x' }, why: /^name: write a name/ },
    { row: { name: '__proto__' }, why: /^name: / },
    { row: { name: 'a', unit: '1' }, why: /^unit: write one of percent, ratio/ },
    { row: { name: 'a', unit: 7 }, why: /^unit: / },
    { row: { name: 'a', type: 'summary' }, why: /^type: write one of gauge/ },
    { row: { name: 'a', title: 'x'.repeat(101) }, why: /^title: .*at most 100/ },
    { row: { name: 'a', explanation: 'a\u0000b' }, why: /control characters/ },
    { row: { name: 'a', tags: Array.from({ length: 21 }, (_, n) => `t${n}`) }, why: /at most 20/ },
    { row: { name: 'a', aliases: ['not ok'] }, why: /^aliases: / },
    { row: { name: 'a', bands: { warning: 'high' } }, why: /^bands: write limits/ },
    { row: { name: 'a', bands: { bad: '> 1' } }, why: /^bands: / },
    { row: { name: 'a', key: 'yes' }, why: /^key: write true or false/ },
  ])('$row is refused', ({ row, why }) => expect(readSaid(row)).toMatch(why));
});
