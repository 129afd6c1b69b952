import { describe, expect, test } from 'vitest';
import { expectations } from '../../src/check/expect.ts';
import type { CheckContext, Observation } from '../../src/check/kind.ts';
import { CheckFailure, checkKind } from '../../src/check/kind.ts';
import { runCheck } from '../../src/check/run.ts';
import type { Check, CheckResult } from '../../src/model/check.ts';
import { systemClock } from '../../src/model/time.ts';
import { aCheck } from './asking.ts';

type Run = (context: CheckContext) => Promise<Observation>;

async function ran(run: Run, more: Partial<Check> = {}) {
  const errors: unknown[] = [];
  const check = aCheck(more);
  const kind = checkKind({
    ...{ kind: 'stub', summary: '', keys: {}, facts: {} },
    expect: () => [],
    subject: () => '',
    run: (_, context) => run(context),
  });
  const result = await runCheck(
    check,
    {
      ...{ kind, clock: systemClock, host: null, other: () => null, pings: null },
      expectations: expectations(check),
      onError: (error) => errors.push(error),
    },
    new AbortController().signal,
  );
  return { ...result, errors };
}

const seen = (facts: Observation['facts'], latency: number | null = 5): Run => {
  return async () => ({ facts, latency });
};

describe('what a run gives', () => {
  test.each<{ name: string; run: Run; check?: Partial<Check>; gives: Partial<CheckResult> }>([
    { name: 'nothing expected, and it answers', run: seen({}), gives: { status: 'healthy' } },
    {
      name: 'the value that broke an expectation is named',
      run: seen({ status: 503 }),
      check: { expect: ['status == 200'] },
      gives: { status: 'unhealthy', reasons: ['status is 503, expected status == 200'] },
    },
    {
      name: 'every broken expectation is named',
      run: seen({ status: 503, 'body.ok': false }),
      check: { expect: ['status == 200', 'body.ok == true'] },
      gives: {
        reasons: [
          'status is 503, expected status == 200',
          'body.ok is false, expected body.ok == true',
        ],
      },
    },
    {
      name: 'what is not there does not hold',
      run: seen({ status: 200 }),
      check: { expect: ['body.serverTime > 0'] },
      gives: {
        status: 'unhealthy',
        reasons: ['there is no body.serverTime, expected body.serverTime > 0'],
      },
    },
    {
      name: 'a broken warning degrades',
      run: seen({}, 900),
      check: { warn: ['latency_ms < 800'] },
      gives: { status: 'degraded', reasons: ['latency_ms is 900, expected latency_ms < 800'] },
    },
    {
      name: 'a warning is no news where more is wrong',
      run: seen({ status: 503 }, 900),
      check: { expect: ['status == 200'], warn: ['latency_ms < 800'] },
      gives: { status: 'unhealthy', reasons: ['status is 503, expected status == 200'] },
    },
    {
      name: 'a failure says why',
      run: () => Promise.reject(new CheckFailure('the door is shut')),
      gives: { status: 'unhealthy', reasons: ['the door is shut'], latency: null },
    },
    {
      name: 'what hangs is ended',
      run: () => new Promise(() => {}),
      check: { timeout: 100 },
      gives: { status: 'unhealthy', reasons: ['no answer within 0.1 s'] },
    },
    {
      name: 'what hangs may say at what',
      run({ waitFor }) {
        waitFor('the bell');
        return new Promise(() => {});
      },
      check: { timeout: 100 },
      gives: { reasons: ['no answer within 0.1 s: still waiting for the bell'] },
    },
  ])('$name', async ({ run, check = {}, gives }) => {
    const { errors, ...result } = await ran(run, check);
    expect(result).toMatchObject(gives);
    expect(errors).toEqual([]);
  });

  test('a kind that throws is an error by itself, and is told', async () => {
    const fault = new TypeError('no such thing');
    const { status, errors } = await ran(() => Promise.reject(fault));
    expect({ status, errors }).toEqual({ status: 'error', errors: [fault] });
  });

  test('a try more may save a run', async () => {
    let tries = 0;
    const flaky: Run = async () => {
      tries += 1;
      if (tries < 3) throw new CheckFailure('not yet');
      return { facts: {} };
    };
    expect(await ran(flaky, { retries: 2 })).toMatchObject({ status: 'healthy' });
    expect(tries).toBe(3);
  });
});
