import { expect, test } from 'vitest';
import { renderForConsole } from '../../src/chat/console/render.ts';
import type { CheckView } from '../../src/model/check.ts';
import { MINUTE } from '../../src/model/time.ts';
import { checkReply, checksReply } from '../../src/report/check-text.ts';
import { testedReply } from '../../src/report/target-test-text.ts';
import { NOON } from './alerts.ts';

const SCREEN = { width: 80, colour: false, zone: 'UTC', now: NOON };

function aCheck(
  name: string,
  last: Partial<NonNullable<CheckView['state']['last']>> = {},
  off: CheckView['off'] = null,
): CheckView {
  const status = last.status ?? 'healthy';
  const seen = { latency: 1_204, reasons: [], details: {}, metrics: [], ...last };
  return {
    id: 1,
    check: {
      ...{ name, kind: 'http', target: 'checks', criticality: 'normal', interval: MINUTE },
      ...{ timeout: 5_000, retries: 0, failAfter: 2, okAfter: 1, off: false, options: {} },
      ...{ expect: ['status == 200'], warn: ['latency_ms < 300'], depends: [], slo: null },
    },
    state: {
      ...{ status, since: NOON - 14 * MINUTE, against: 0, lastOk: NOON - 15 * MINUTE, held: null },
      last: { ...seen, status, at: NOON },
    },
    off,
  };
}

test('what is not well stands first, each with why, and the rest in a table', () => {
  const views = [
    aCheck('api'),
    aCheck('push', { latency: null }),
    aCheck('old', {}, 'configured'),
    aCheck('shop', { status: 'unhealthy', reasons: ['no answer'] }),
  ];
  expect(renderForConsole(checksReply(views, NOON), SCREEN).split('\n')).toEqual([
    '■ 4 checks, 1 not well',
    'shop unhealthy for 14 min: no answer',
    expect.stringMatching(/^check +state +for +time$/),
    expect.stringMatching(/^api +healthy +14 min +1.2 s$/),
    expect.stringMatching(/^push +healthy +14 min +-$/),
    expect.stringMatching(/^old +off +14 min +-$/),
    'data just now',
  ]);
});

test('one check in few lines, and when it was last well only where it is not', () => {
  const shown = (view: CheckView) =>
    renderForConsole(checkReply(view, 'GET https://example.com/', NOON), SCREEN).split('\n');
  expect(shown(aCheck('api', { details: { status: 200, 'tls.days_left': 61 } }))).toEqual([
    '● api: healthy for 14 min',
    'http GET https://example.com/',
    '1.2 s · every 1 min',
    'Expects status == 200',
    'Degraded unless latency_ms < 300',
    expect.stringMatching(/^seen +value$/),
    expect.stringMatching(/^status +200$/),
    expect.stringMatching(/^tls.days_left +61$/),
    'data just now',
  ]);
  expect(shown(aCheck('shop', { status: 'unhealthy', latency: null }))).toContain(
    'every 1 min · last ok 15 min ago',
  );
});

test('a row that does not count yet, what never ran, and what others move is said so', () => {
  const heading = (view: CheckView) => {
    const [first, , third] = renderForConsole(checkReply(view, '', NOON), SCREEN).split('\n');
    return [first, third];
  };
  const { state, check, ...rest } = aCheck('shop');
  const late = { ...state, against: 1 };
  expect(heading({ ...rest, check, state: late })[0]).toBe(
    '● shop: healthy for 14 min, 1 of 2 failed runs',
  );
  const back = { ...late, status: 'unhealthy' } as const;
  expect(heading({ ...rest, check: { ...check, okAfter: 3 }, state: back })[0]).toBe(
    '■ shop: unhealthy for 14 min, 1 of 3 good runs',
  );
  expect(heading({ ...rest, check, state: { ...state, status: 'unknown', last: null } })).toEqual([
    '○ shop: unknown for 14 min',
    'It has not run yet.',
  ]);
  expect(heading({ ...rest, check: { ...check, kind: 'group' }, state })[1]).toBe('1.2 s');
});

test('steps that were skipped for the same reason stand together', () => {
  const step = (name: 'TCP' | 'echo' | 'clock', state: 'failed' | 'skipped', detail: string) =>
    ({ name, state, detail }) as const;
  const steps = [
    step('TCP', 'failed', 'nobody answers'),
    step('echo', 'skipped', 'a step before it failed'),
    step('clock', 'skipped', 'a step before it failed'),
  ];
  const shown = renderForConsole(testedReply('web-1', { steps, unknownKey: null }), SCREEN);
  expect(shown).toContain('➖ echo, clock: a step before it failed');
});
