import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const ROOT = join(import.meta.dirname, '..');

/** Tests of `npm test` that try more here. */
const OFTEN = globSync('test/**/*.test.ts', { cwd: ROOT }).filter((file) =>
  readFileSync(join(ROOT, file), 'utf8').includes('/support/often.ts'),
);

/** Tests that take minutes to hours: `npm run test:long`. */
export default defineConfig({
  test: {
    root: ROOT,
    include: ['test/long/**/*.test.ts', ...OFTEN],
    testTimeout: 3_600_000,
    maxWorkers: 1,
    env: { TOCSIN_TESTS: 'long' },
  },
});
