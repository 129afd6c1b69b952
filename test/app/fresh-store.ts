import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Store } from '../../src/store/ports.ts';
import { openStore } from '../../src/store/sqlite/store.ts';
import { freshFolder } from '../store/fresh-folder.ts';

/** A store that is closed and gone after the test. */
export async function freshStore(
  file = join(freshFolder(), 'tocsin.db'),
): Promise<{ store: Store; file: string }> {
  const store = await openStore(file, { now: Date.now });
  onTestFinished(() => store[Symbol.asyncDispose]());
  return { store, file };
}
