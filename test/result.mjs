// Reads what Vitest reports. Plain JavaScript that an old Node can parse.

/**
 * Counts the tests of Vitest's JSON report. A file that could not be loaded, and a run that failed although every
 * test passed (an error outside the tests), count as one failure each.
 *
 * @param {any} report null when none was written
 * @param {boolean} ended whether Vitest ended well
 * @returns {{ passed: number, failed: number, skipped: string[] }}
 */
export function countTests(report, ended) {
  if (report === null) return { passed: 0, failed: 1, skipped: [] };
  const files = report.testResults;
  const tests = files.flatMap((file) => file.assertionResults);
  const broken = files.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some(isFailed),
  );
  const failed = tests.filter(isFailed).length + broken.length;
  return {
    passed: tests.filter((test) => test.status === 'passed').length,
    failed: failed === 0 && !ended ? 1 : failed,
    skipped: tests
      .filter((test) => test.status !== 'passed' && !isFailed(test))
      .map((test) => test.fullName),
  };
}

/**
 * The last line of a run.
 *
 * @param {{ passed: number, failed: number, skipped: number }} counts
 */
export function closingLine({ passed, failed, skipped }) {
  const line = `${passed} passed, ${failed} failed`;
  return skipped === 0 ? line : `${line}, ${skipped} skipped`;
}

/** @param {{ status: string }} test */
function isFailed(test) {
  return test.status === 'failed';
}
