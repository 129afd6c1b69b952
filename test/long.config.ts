import { defineConfig } from 'vitest/config';

/** Tests that take minutes to hours: `npm run test:long`. */
export default defineConfig({
  test: {
    root: `${import.meta.dirname}/..`,
    include: ['test/long/**/*.test.ts'],
    testTimeout: 3_600_000,
    maxWorkers: 1,
  },
});
