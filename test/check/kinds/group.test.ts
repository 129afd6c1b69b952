import { describe, expect, test } from 'vitest';
import { group } from '../../../src/check/kinds/group.ts';
import type { CheckStatus } from '../../../src/model/check.ts';
import { ask } from '../asking.ts';

type Others = Readonly<Record<string, CheckStatus>>;

function standing(need: string | number, others: Others, of = ['a', 'b', 'c']) {
  return ask(group, { of, need }, { other: (name) => others[name] ?? null, expect: [] });
}

const WELL = { a: 'healthy', b: 'healthy', c: 'healthy' } as const;

describe('a group', () => {
  test.each<[string, string | number, Others, CheckStatus, string[]]>([
    ['all are well', 'all', WELL, 'healthy', []],
    ['one is down', 'all', { ...WELL, b: 'unhealthy' }, 'unhealthy', ['b is down']],
    [
      'two are down',
      'all',
      { ...WELL, a: 'error', b: 'unhealthy' },
      'unhealthy',
      ['a, b are down'],
    ],
    ['one is degraded', 'all', { ...WELL, c: 'degraded' }, 'degraded', ['c is degraded']],
    ['one is unknown', 'all', { ...WELL, c: 'unknown' }, 'unknown', ['nothing is known of c']],
    [
      'one is unknown and one down',
      'all',
      { ...WELL, b: 'unhealthy', c: 'unknown' },
      'unhealthy',
      ['b is down'],
    ],
    ['enough are well', 2, { ...WELL, b: 'unhealthy' }, 'healthy', []],
    [
      'too few are well',
      2,
      { ...WELL, a: 'unhealthy', b: 'error' },
      'unhealthy',
      ['a, b are down; 2 of 3 must be well'],
    ],
    ['one will do', 'any', { a: 'unhealthy', b: 'unhealthy', c: 'degraded' }, 'healthy', []],
    ['what is switched off does not count', 'all', { a: 'healthy' }, 'healthy', []],
    ['all are switched off', 'any', {}, 'unknown', ['all of them are switched off']],
  ])('where %s', async (_, need, others, status, reasons) => {
    const seen = await standing(need, others);
    expect([seen.status, seen.reasons, seen.latency]).toEqual([status, reasons, null]);
  });
});

test('more than there are cannot be needed', () => {
  expect(group.problem?.({ of: ['a'], need: 2 } as never)?.key).toBe('need');
});
