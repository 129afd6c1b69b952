import type { z } from 'zod';
import { hostName, line, port } from '../config/fields.ts';
import { type TlsEntry, tlsKeys } from './tls.ts';

/** What every server that is asked in SQL needs. */
export interface SqlEntry extends TlsEntry {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password?: string | undefined;
  readonly query: string;
}

export const databaseName = line('write the name of the database');

/** Keys of an entry, with the port that such servers mostly have. */
export function sqlKeys<Database extends z.ZodType>(usual: number, database: Database) {
  return {
    host: hostName,
    port: port.default(usual),
    user: line('write the user to log in as'),
    password: line('write the password').optional(),
    database,
    query: line('write one query, such as SELECT count(*) FROM orders', 10_000).default('SELECT 1'),
    ...tlsKeys,
  };
}

/** What can be expected of such a server, beside what is its own. */
export function sqlFacts(own: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return {
    'row.*': 'a column of the first row, by its name',
    rows: 'rows of the answer, 1000 at most',
    version: "the server's version",
    ...own,
    connections: 'connections of clients to the server',
    latency_ms: 'milliseconds of the whole run: connection, log-in and query',
  };
}

export function sqlSecrets({ password }: { readonly password?: string | undefined }) {
  return password === undefined ? [] : [password];
}
