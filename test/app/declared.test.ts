import { expect, test } from 'vitest';
import { declaredOf } from '../../src/app/declared.ts';
import type { OwnProbe } from '../../src/model/declared-probe.ts';
import { aProbe } from '../collect/probes/declaring.ts';

const page = (port: number) => ({ kind: 'http', port, path: '/', headers: {} }) as const;
const PRESET = [
  aProbe(page(80), {
    name: 'stats',
    format: 'json',
    metrics: [{ metric: 'a', from: 'a', as: 'value' }],
  }),
  aProbe({ kind: 'run', command: 'x' }, { name: 'jobs' }),
];
const probesOf = (probes: readonly OwnProbe[], path: string | null = '/opt/app') =>
  declaredOf({ declared: { path, probes } }, PRESET).probes;

test('the probes of a preset need to know where the application is', () => {
  expect(declaredOf({}, PRESET)).toEqual({ path: null, probes: [] });
  expect(probesOf([], null)).toEqual([]);
  expect(probesOf([])).toEqual(PRESET);
});

test('one of the same name keeps what it does not say anew, and one can be left out', () => {
  expect(probesOf([{ name: 'stats', source: page(9_000) }])).toEqual([
    { ...PRESET[0], source: page(9_000) },
    PRESET[1],
  ]);
  expect(probesOf([{ name: 'stats', off: true }])).toEqual([PRESET[1]]);
});

test('one of its own is read as is usual for what it asks', () => {
  expect(probesOf([{ name: 'own', source: page(1) }], null)).toEqual([
    aProbe(page(1), { name: 'own', format: 'json' }),
  ]);
});
