import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { numbersIn } from '../collect/logs/rotation.ts';

/** Numbers of the lines of a `numberedWriter` that the product in `folder` has kept, in the order in which it took them. */
export function keptIn(folder: string): number[] {
  const file = join(folder, 'data/logs.db');
  if (!existsSync(file)) return [];
  const raw = new Sqlite(file, { readonly: true });
  try {
    return numbersIn(raw.prepare<[], string>('select text from lines order by id').pluck().all());
  } finally {
    raw.close();
  }
}
