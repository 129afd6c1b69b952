import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Sql } from 'postgres';
import type { CheckValue } from '../../model/check.ts';
import { type Beginning, dial, lost, placeOf, secured } from '../dial.ts';
import type { CheckContext } from '../kind.ts';
import { CheckFailure, checkKind } from '../kind.ts';
import { quoted } from '../refusal.ts';
import { MOST_ROWS, rowFacts } from '../row.ts';
import { scramLimit } from '../scram-limit.ts';
import { databaseName, type SqlEntry, sqlFacts, sqlKeys, sqlSecrets } from '../sql-entry.ts';
import { tlsOptions } from '../tls.ts';

interface Entry extends SqlEntry {
  readonly database: string;
}

/** A PostgreSQL server, asked in a transaction that can only read. */
export const postgres = checkKind({
  kind: 'postgres',
  summary: 'a PostgreSQL server answers a query',
  keys: sqlKeys(5_432, databaseName.default('postgres')),
  facts: sqlFacts({ standby: 'whether it follows another server and can only be read' }),
  expect: () => [],
  secrets: sqlSecrets,
  subject: (entry) => `${placeOf(entry)}/${entry.database}`,
  async run(entry, context) {
    const { signal } = context;
    const socket = await opened(entry, signal);
    const gone = lost(socket, entry, begins, scramLimit());
    context.waitFor('the log-in');
    const parameters: Record<string, string> = {};
    const sql = await client(entry, socket, parameters);
    try {
      const asked = ask(sql, entry, context);
      const answer = await Promise.race([asked, gone]);
      return { facts: { ...answer, ...serverFacts(parameters) } };
    } catch (error) {
      signal.throwIfAborted();
      throw refused(error, entry);
    } finally {
      await sql.end({ timeout: 0 });
      socket.destroySoon();
    }
  },
});

/** A demand for a log-in, a refusal, or an older protocol: a letter, and a length, which is short then. */
const begins: Beginning = (first) => {
  if (first.length < 5) return true;
  const size = first.readUInt32BE(1);
  return 'REv'.includes(first.toString('latin1', 0, 1)) && size >= 4 && size <= 30_000;
};

/** What asks for TLS: https://www.postgresql.org/docs/current/protocol-message-formats.html */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

async function opened(entry: Entry, signal: AbortSignal): Promise<Socket> {
  const options = await tlsOptions(entry, entry.host, signal);
  const socket = await dial(entry, signal);
  if (options === null) return socket;
  socket.write(SSL_REQUEST);
  const said = once(socket, 'data', { signal });
  const [answer] = (await Promise.race([said, lost(socket, entry)])) as [Buffer];
  if (answer.toString('latin1') !== 'S') {
    socket.destroy();
    throw new CheckFailure(`${placeOf(entry)} has no TLS: switch it on there, or remove \`tls\``);
  }
  return secured(socket, options, entry, signal);
}

/** A client of this one connection; it would connect anew whenever the server hangs up. */
async function client(
  { host, port: number, user, password = '', database }: Entry,
  socket: Socket,
  parameters: Record<string, string>,
): Promise<Sql> {
  const { default: connect } = await import('postgres');
  let taken = false;
  const options = {
    ...{ host, port: number, user, password, database },
    ...{ max: 1, ssl: false, max_lifetime: null, fetch_types: false, no_subscribe: true },
    connection: { application_name: 'tocsin' },
    onnotice() {},
    onparameter(name: string, value: string) {
      parameters[name] = value;
    },
    // Without it, whole and exact numbers come as texts.
    types: { number: { to: 701, from: [20, 1_700], serialize: String, parse: Number } },
    socket() {
      if (taken) throw new CheckFailure(`${host}:${number} closed the connection early`);
      taken = true;
      return socket;
    },
  };
  return connect(options as unknown as Parameters<typeof connect>[0]) as unknown as Sql;
}

/** In a transaction, which poolers let through as they do no settings of the log-in. The library's own crashes on a server that hangs up. */
async function ask(
  sql: Sql,
  { query }: Entry,
  { timeout, wanted, waitFor }: CheckContext,
): Promise<Record<string, CheckValue>> {
  await sql.unsafe(`begin read only; set local statement_timeout = ${timeout}`);
  waitFor('the answer to its query');
  const facts = rowFacts(await firstRows(sql, query));
  if (!wanted.includes('connections')) return facts;
  const [row] = await sql`
    select count(*) as connections from pg_stat_activity where backend_type = 'client backend'`;
  return { ...facts, connections: Number(row?.['connections']) };
}

async function firstRows(sql: Sql, query: string) {
  for await (const rows of sql.unsafe(query, [], { prepare: false }).cursor(MOST_ROWS)) return rows;
  return [];
}

function serverFacts(parameters: Readonly<Record<string, string>>): Record<string, CheckValue> {
  const { server_version: version, in_hot_standby: standby } = parameters;
  return {
    ...(version !== undefined && { version }),
    ...(standby !== undefined && { standby: standby === 'on' }),
  };
}

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const REASONS: Readonly<Record<string, (entry: Entry) => string>> = {
  '28P01': ({ user }) =>
    `refuses the user ${user}: the password is wrong, or there is no such user`,
  '28000': ({ user }) => `lets ${user} not in from here: add a line to its pg_hba.conf`,
  '3D000': ({ database }) => `has no database ${database}: mend \`database\``,
  '53300': () => 'has too many connections: close some, or raise max_connections',
  '57P03': () => 'is starting up or shutting down and takes no queries yet',
  '57P01': () => 'is shutting down',
  '57014': () => 'ended the query, since it took longer than the time-out',
  '25006': () => 'was asked to write: a check only reads, mend `query`',
  '42501': ({ user }) => `does not let ${user} read what the query asks for: grant it`,
  SASL_SIGNATURE_MISMATCH: () =>
    'does not prove that it knows the password: it may be another server',
};

function refused(error: unknown, entry: Entry): unknown {
  if (error instanceof CheckFailure || !(error instanceof Error)) return error;
  const { code = '', message } = error as Error & { code?: string };
  const reason = REASONS[code]?.(entry) ?? failure(error.name, message);
  return new CheckFailure(`${placeOf(entry)} ${reason}`, { cause: error });
}

function failure(name: string, message: string): string {
  return name === 'PostgresError'
    ? `says ${quoted(message)}`
    : `does not answer as PostgreSQL does: ${quoted(message)}`;
}
