import { expect, test } from 'vitest';
import { z } from 'zod';
import { redactorOf } from '../../src/app/masking.ts';
import { redactedResult } from '../../src/app/redacted-result.ts';
import { http } from '../../src/check/kinds/http.ts';
import { prometheus } from '../../src/check/kinds/prometheus.ts';
import type { CheckResult } from '../../src/model/check.ts';
import { MINUTE } from '../../src/model/time.ts';
import { aCheck, ask } from '../check/asking.ts';
import { mirror, serving } from '../check/http/serving.ts';
import { checkingWorld } from './checking-world.ts';

test('a server that shows what it was sent gives no secret away', async () => {
  const { url } = await mirror();
  const token = 'abcdef-123456';
  const check = aCheck({
    ...{ kind: 'http', options: z.strictObject(http.keys).parse({ url, token }) },
    expect: ["body.headers.authorization == 'x'"],
  });
  const world = await checkingWorld([check], { more: { secrets: [token] } });
  await world.clock.advance(MINUTE);
  await expect
    .poll(() => world.reasons('shop'))
    .toEqual([
      "body.headers.authorization is “Bearer ***”, expected body.headers.authorization == 'x'",
    ]);
});

test('a secret that is cut off gives no part of itself away', async () => {
  const { url } = await mirror();
  const token = `${'a'.repeat(40)}-${'b'.repeat(40)}`;
  const options = z.strictObject(http.keys).parse({ url, token });
  const result = await ask(http, { url, token }, { expect: ["body.headers.authorization == 'x'"] });
  expect(result.reasons.join()).toContain('aaaaa');
  const check = aCheck({ kind: 'http', options, expect: ["body.headers.authorization == 'x'"] });
  const world = await checkingWorld([check], { more: { secrets: [token] } });
  await world.run('shop');
  expect(world.reasons('shop')).toEqual([
    "body.headers.authorization is “Bearer ***…”, expected body.headers.authorization == 'x'",
  ]);
});

test('labels of what a check measures give no secret away either', () => {
  const result = (label: string): CheckResult => ({
    ...{ status: 'healthy', latency: 1, reasons: [] },
    details: { [`perf.${label}`]: 1 },
    metrics: [
      { metric: 'check.value', value: 1, labels: { label } },
      { metric: 'jobs_total', value: 2, isCounter: true },
    ],
  });
  const redact = redactorOf({ secrets: ['hunter22'] });
  expect(redactedResult(result('load of hunter22'), redact)).toEqual({
    ...result('load of ***'),
  });
  const plain = result('load');
  expect(redactedResult(plain, redact).metrics).toBe(plain.metrics);
});

test('what is stored of a check is masked', async () => {
  const { url } = await serving((_, response) => response.end('jobs{of="abcdef-123456"} 1\n'));
  const options = z.strictObject(prometheus.keys).parse({ url });
  const check = aCheck({ kind: 'prometheus', options });
  const world = await checkingWorld([check], { more: { secrets: ['abcdef-123456'] } });
  await world.run('shop');
  const own = world.book.find('shop');
  expect(own && world.book.state(own).last?.metrics).toMatchObject([{ labels: { of: '***' } }]);
});
