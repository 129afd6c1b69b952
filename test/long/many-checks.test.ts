import { expect, test } from 'vitest';
import { MINUTE } from '../../src/model/time.ts';
import { runChecks } from '../bench/checks.ts';

test('2,000 checks at 20 s run in their time for ten minutes, and take no more memory', async () => {
  const ran = await runChecks({ kind: 'http', count: 2_000, time: 10 * MINUTE });
  console.log(ran);
  expect(ran.late).toBeLessThan(250);
  expect(ran.memory.after - ran.memory.before).toBeLessThan(10);
});
