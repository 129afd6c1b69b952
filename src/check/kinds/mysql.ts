import type { Socket } from 'node:net';
import type { Connection, QueryError } from 'mysql2';
import type { CheckValue } from '../../model/check.ts';
import { SECOND } from '../../model/time.ts';
import { clientOf } from '../client.ts';
import { type Beginning, dial, lost, placeOf } from '../dial.ts';
import type { CheckContext } from '../kind.ts';
import { CheckFailure, checkKind } from '../kind.ts';
import { reached } from '../reach.ts';
import { quoted } from '../refusal.ts';
import { MOST_ROWS, rowFacts } from '../row.ts';
import { databaseName, type SqlEntry, sqlFacts, sqlKeys, sqlSecrets } from '../sql-entry.ts';
import { tlsOptions } from '../tls.ts';

interface Entry extends SqlEntry {
  readonly database?: string | undefined;
}

type Row = Readonly<Record<string, unknown>>;

/** A MySQL or MariaDB server, asked in transactions that can only read. */
export const mysql = checkKind({
  kind: 'mysql',
  client: 'mysql2',
  summary: 'a MySQL or MariaDB server answers a query',
  keys: sqlKeys(3_306, databaseName.optional()),
  facts: sqlFacts({ read_only: 'whether it refuses changes, as replicas do' }),
  expect: () => [],
  secrets: sqlSecrets,
  subject: (entry) =>
    `${placeOf(entry)}${entry.database === undefined ? '' : `/${entry.database}`}`,
  async run(entry, context) {
    const { signal } = context;
    const { createConnection } = (await clientOf('mysql2', () => import('mysql2'))).default;
    const tls = await tlsOptions(entry, entry.host, signal);
    const socket = await dial(entry, signal);
    const gone = lost(socket, entry, begins);
    // Without it, the certificate of an address without a name is held against `localhost`.
    if (tls !== null) Object.assign(socket, { _host: entry.host });
    context.waitFor('the log-in');
    const { host, port: number, user, password = '', database = '' } = entry;
    const { ca, cert, key } = (tls ?? {}) as Record<string, Buffer | undefined>;
    const connection = createConnection({
      ...{ host, port: number, user, password, stream: () => socket, connectTimeout: 0 },
      ...{ decimalNumbers: true, dateStrings: true, disableEval: true },
      // A server may not ask for files of this machine.
      flags: ['-LOCAL_FILES'],
      ...(database !== '' && { database }),
      ...(tls !== null && {
        ssl: {
          ...{ rejectUnauthorized: true, verifyIdentity: true },
          ...(ca && { ca }),
          ...(cert && { cert }),
          ...(key && { key }),
        },
      }),
    });
    try {
      const facts = await Promise.race([ask(connection, socket, entry, context), gone]);
      connection.end();
      return { facts };
    } catch (error) {
      signal.throwIfAborted();
      throw refused(error, entry);
    } finally {
      socket.destroySoon();
    }
  },
});

/** The greeting of version 10, or a refusal, behind a head of four bytes. */
const begins: Beginning = (first) => first.length < 5 || first[4] === 10 || first[4] === 255;

async function ask(
  connection: Connection,
  socket: Socket,
  { query }: Entry,
  { timeout, wanted, waitFor }: CheckContext,
): Promise<Record<string, CheckValue>> {
  const version = await loggedIn(connection);
  const rowsOf = (text: string) => firstRows(connection, socket, text);
  waitFor('the answer to its query');
  await rowsOf('SET SESSION TRANSACTION READ ONLY');
  await rowsOf(
    /mariadb/i.test(version)
      ? `SET SESSION max_statement_time = ${timeout / SECOND}`
      : `SET SESSION max_execution_time = ${timeout}`,
  );
  const facts = { ...rowFacts(await rowsOf(query)), version };
  const more: Record<string, CheckValue> = {};
  if (wanted.includes('read_only')) {
    const [row] = await rowsOf('SELECT @@global.read_only AS value');
    more['read_only'] = Boolean(row?.['value']);
  }
  if (wanted.includes('connections')) {
    const [row] = await rowsOf("SHOW GLOBAL STATUS LIKE 'Threads_connected'");
    more['connections'] = Number(row?.['Value']);
  }
  return { ...facts, ...more };
}

/** The server's version; everything that goes wrong on the connection later ends the queries. */
function loggedIn(connection: Connection): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  connection.on('error', reject);
  connection.once('connect', (hello: { serverVersion: string }) =>
    resolve(hello.serverVersion.replace(/^5\.5\.5-/, '')),
  );
  return promise;
}

/** Reads on where there are more rows than are looked at, but never much. */
function firstRows(connection: Connection, socket: Socket, text: string): Promise<Row[]> {
  const { promise, resolve, reject } = Promise.withResolvers<Row[]>();
  const rows: Row[] = [];
  connection
    .query(text)
    .on('error', reject)
    .on('result', (row: Row) => {
      // A statement without rows gives one thing that tells of it.
      if (row.constructor.name === 'ResultSetHeader') return;
      if (rows.length < MOST_ROWS) rows.push(rows.length === 0 ? row : {});
      else socket.destroy();
      if (rows.length === MOST_ROWS) resolve(rows);
    })
    .on('end', () => resolve(rows));
  return promise;
}

/** https://mariadb.com/docs/server/reference/error-codes, https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html */
const REASONS: Readonly<Record<string, (entry: Entry) => string>> = {
  1045: ({ user }) => `refuses the user ${user}: the password is wrong, or there is no such user`,
  1698: ({ user }) => `refuses the user ${user}: it may log in from its own machine only`,
  1044: ({ user, database = '' }) => `does not let ${user} into the database ${database}: grant it`,
  1049: ({ database = '' }) => `has no database ${database}: mend \`database\``,
  1040: () => 'has too many connections: close some, or raise max_connections',
  1203: ({ user }) => `has too many connections of ${user}: close some, or raise its limit`,
  1129: () => 'has blocked this machine after failed connections: run FLUSH HOSTS there',
  1130: ({ user }) => `lets ${user} not in from here: create the user for this machine`,
  1142: ({ user }) => `does not let ${user} read what the query asks for: grant it`,
  1053: () => 'is shutting down',
  1792: () => 'was asked to write: a check only reads, mend `query`',
  1820: ({ user }) => `wants a new password of ${user}: set one`,
  1862: ({ user }) => `says that the password of ${user} has expired: set a new one`,
  1969: () => 'ended the query, since it took longer than the time-out',
  3024: () => 'ended the query, since it took longer than the time-out',
  3118: ({ user }) => `has locked the user ${user}: unlock it`,
  3159: () => 'takes connections with TLS only: write `tls: true`',
  4151: ({ user }) => `has locked the user ${user}: unlock it`,
  HANDSHAKE_NO_SSL_SUPPORT: () => 'has no TLS: switch it on there, or remove `tls`',
};

function refused(error: unknown, entry: Entry): unknown {
  if (error instanceof CheckFailure || !(error instanceof Error)) return error;
  const { errno, code = '', message } = error as QueryError;
  const known = REASONS[errno ?? 0] ?? REASONS[code];
  if (known === undefined && code === 'HANDSHAKE_SSL_ERROR') return distrusted(error, entry);
  const reason =
    known?.(entry) ??
    (errno === undefined || errno < 0
      ? `does not answer as MySQL does: ${quoted(message)}`
      : `says ${quoted(message)}`);
  return new CheckFailure(`${placeOf(entry)} ${reason}`, { cause: error });
}

/** The library puts a code of its own in the place of that of TLS, which the words still tell. */
function distrusted(error: Error, entry: Entry): unknown {
  const said = reached(error, placeOf(entry));
  if (said instanceof CheckFailure) return said;
  const reason = /self.signed|issuer|verify/.test(error.message)
    ? 'has a certificate of an authority that is not known here: name it with `ca`'
    : `cannot be believed over TLS: ${quoted(error.message)}`;
  return new CheckFailure(`${placeOf(entry)} ${reason}`, { cause: error });
}
