import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const ROOT = import.meta.dirname;

/** Files that put stand-ins in the place of modules; any file after them would get these too. */
const ALONE = globSync('test/**/*.test.ts', { cwd: ROOT }).filter((file) =>
  /^vi\.mock\(/m.test(readFileSync(join(ROOT, file), 'utf8')),
);
const LONG = 'test/long/**';

export default defineConfig({
  test: {
    // They say nothing of the product's speed: a busy machine may be ten times slower than a quiet one.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
    maxWorkers: 2,
    env: {
      // Threads of the store, and processes that tests start, run the sources: each would strip their types anew.
      NODE_COMPILE_CACHE: join(ROOT, 'node_modules/.cache/tests'),
    },
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          include: ['test/**/*.test.ts'],
          exclude: [LONG, ...ALONE],
          // A process and its modules for many files; with one each, a tenth of the time went into loading them.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'alone', include: ALONE } },
    ],
  },
});
