import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type Sqlite from 'better-sqlite3';
import { StoreError } from '../ports.ts';

/** What drizzle-kit writes as `meta/_journal.json`; entries in the order they are applied. */
interface Journal {
  readonly entries: readonly { readonly tag: string }[];
}

/** One SQL script per schema version, first to last. */
export function readMigrations(folder: string): readonly string[] {
  const journal = JSON.parse(readFileSync(join(folder, 'meta/_journal.json'), 'utf8')) as Journal;
  return journal.entries.map(({ tag }) => readFileSync(join(folder, `${tag}.sql`), 'utf8'));
}

/** The repository's migrations, found from the sources and from a bundle in a folder of the repository alike. */
export function findMigrations(start = import.meta.dirname): string {
  for (let folder = start; ; folder = dirname(folder)) {
    const candidate = join(folder, 'drizzle', 'sqlite');
    if (existsSync(join(candidate, 'meta/_journal.json'))) return candidate;
    if (folder === dirname(folder)) {
      throw new StoreError(`no folder drizzle/sqlite above ${start}; install Tocsin again`);
    }
  }
}

/**
 * Brings the schema up to date, each step in one transaction; `user_version` counts the steps taken.
 *
 * @throws StoreError when the file was written by a newer program.
 */
export function migrate(raw: Sqlite.Database, migrations: readonly string[]): void {
  const version = raw.pragma('user_version', { simple: true }) as number;
  if (version > migrations.length) {
    throw new StoreError(
      `${raw.name} was written by a newer Tocsin (schema ${version}, this one knows ${migrations.length}); update Tocsin or restore a backup`,
    );
  }
  // A step may rebuild a table that others refer to; the switch is without effect inside a transaction.
  raw.pragma('foreign_keys = OFF');
  try {
    for (const [index, script] of migrations.entries()) {
      if (index >= version) raw.transaction(() => step(raw, script, index + 1)).immediate();
    }
  } finally {
    raw.pragma('foreign_keys = ON');
  }
}

function step(raw: Sqlite.Database, script: string, version: number): void {
  raw.exec(script);
  const broken = raw.pragma('foreign_key_check') as unknown[];
  if (broken.length > 0) {
    throw new StoreError(
      `schema ${version} would leave ${broken.length} rows without their parent`,
    );
  }
  raw.pragma(`user_version = ${version}`);
}
