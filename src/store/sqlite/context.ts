import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import type { Database } from '../database.ts';

/** What every part of the store works with. Queries through `db` run inside `write` and `read`. */
export interface Context extends Database {
  readonly db: BetterSQLite3Database;
  /** Random name of this installation, [0-9a-z]. */
  readonly installation: string;
}
