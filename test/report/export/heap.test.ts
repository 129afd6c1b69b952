import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { freshFolder } from '../../store/fresh-folder.ts';

const CHILD = resolve(import.meta.dirname, 'child-export.ts');
/** Megabytes of V8's heap; the text of the export is larger. */
const HEAP = 48;

test(`a million samples are exported with a heap of ${HEAP} MB`, async () => {
  const file = join(freshFolder(), 'samples.db');
  const flags = [`--max-old-space-size=${HEAP}`, CHILD, file];
  const { stdout } = await promisify(execFile)(process.execPath, flags);
  const { rows, bytes } = JSON.parse(stdout);
  expect(rows).toBe(1_000_001);
  expect(bytes).toBeGreaterThan(HEAP * 1_000_000);
});
