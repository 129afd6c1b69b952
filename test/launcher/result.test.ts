import { expect, test } from 'vitest';
// @ts-expect-error plain JavaScript, so that an old Node can run it
import { closingLine, countTests } from '../result.mjs';

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((one, index) => ({ status: one, fullName: `test ${index + 1}` })),
});

test.each([
  {
    name: 'passed, failed and skipped tests',
    report: {
      testResults: [file('failed', 'passed', 'failed'), file('passed', 'skipped', 'todo')],
    },
    ended: false,
    counts: { passed: 1, failed: 1, skipped: ['test 1', 'test 2'] },
  },
  {
    name: 'a file that could not be loaded',
    report: { testResults: [file('failed'), file('passed', 'passed')] },
    ended: false,
    counts: { passed: 1, failed: 1, skipped: [] },
  },
  {
    name: 'an error outside the tests',
    report: { testResults: [file('passed', 'passed')] },
    ended: false,
    counts: { passed: 1, failed: 1, skipped: [] },
  },
  {
    name: 'no report at all',
    report: null,
    ended: true,
    counts: { passed: 0, failed: 1, skipped: [] },
  },
])('$name', ({ report, ended, counts }) => {
  expect(countTests(report, ended)).toEqual(counts);
});

test('the closing line names skipped tests only when there are any', () => {
  expect(closingLine({ passed: 3, failed: 0, skipped: 0 })).toBe('3 passed, 0 failed');
  expect(closingLine({ passed: 3, failed: 1, skipped: 2 })).toBe('3 passed, 1 failed, 2 skipped');
});
