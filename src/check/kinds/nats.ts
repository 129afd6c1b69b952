import type { ServerInfo, TlsOptions } from '@nats-io/transport-node';
import { hostName, line, port } from '../../config/fields.ts';
import type { CheckValue } from '../../model/check.ts';
import { clientOf } from '../client.ts';
import { type Beginning, dial, lost, placeOf } from '../dial.ts';
import { CheckFailure, checkKind } from '../kind.ts';
import { reached } from '../reach.ts';
import { quoted } from '../refusal.ts';
import { type TlsEntry, tlsKeys, tlsOptions } from '../tls.ts';

interface Entry extends TlsEntry {
  readonly host: string;
  readonly port: number;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly token?: string | undefined;
}

/** Milliseconds. */
const GRACE = 200;

/** A NATS server. */
export const nats = checkKind({
  kind: 'nats',
  client: '@nats-io/transport-node',
  summary: 'a NATS server lets us in and answers PING',
  keys: {
    host: hostName,
    port: port.default(4_222),
    user: line('write the user to log in as').optional(),
    password: line('write the password').optional(),
    token: line('write the token').optional(),
    ...tlsKeys,
  },
  facts: {
    version: "the server's version",
    server: "the server's name",
    cluster: 'name of its cluster',
    jetstream: 'whether it keeps messages',
    draining: 'whether it is about to shut down and sends its clients elsewhere',
    latency_ms: 'milliseconds of the whole run: connection, log-in and PING',
  },
  expect: () => [],
  secrets: ({ password, token }) => [password, token].filter((one) => one !== undefined),
  subject: (entry) => placeOf(entry),
  async run(entry, { signal, timeout, waitFor }) {
    const { connect } = await clientOf(
      '@nats-io/transport-node',
      () => import('@nats-io/transport-node'),
    );
    const tls = await tlsOptions(entry, entry.host, signal);
    waitFor('the greeting');
    const greeting = await greeted(entry, signal);
    waitFor('the log-in');
    const { user, password, token } = entry;
    try {
      const connection = await connect({
        // A moment longer than the run, whose own words say more; nothing else ends the attempt.
        ...{ servers: placeOf(entry), name: 'tocsin', timeout: timeout + GRACE, resolve: false },
        ...{ reconnect: false, maxReconnectAttempts: 0, ignoreClusterUpdates: true },
        ...(user !== undefined && { user }),
        ...(password !== undefined && { pass: password }),
        ...(token !== undefined && { token }),
        tls: tls as TlsOptions | null,
      });
      const { info } = connection;
      await connection.close();
      return { facts: factsOf(info) };
    } catch (error) {
      signal.throwIfAborted();
      throw refused(error, entry, greeting);
    }
  },
});

/** https://docs.nats.io/reference/reference-protocols/nats-protocol#info */
const begins: Beginning = (first) => 'INFO '.startsWith(first.toString('latin1', 0, 5));

/** The library keeps whatever comes, and looks through all of it with each piece: who floods it is found out before. */
async function greeted(entry: Entry, signal: AbortSignal): Promise<string> {
  const socket = await dial(entry, signal);
  const { promise, resolve } = Promise.withResolvers<string>();
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
    if (chunk.includes('\n')) resolve(text);
  });
  try {
    return await Promise.race([promise, lost(socket, entry, begins)]);
  } finally {
    socket.destroy();
  }
}

function factsOf(info: (ServerInfo & { ldm?: boolean }) | undefined): Record<string, CheckValue> {
  if (info === undefined) return {};
  return {
    version: info.version,
    server: info.server_name,
    ...(info.cluster !== undefined && { cluster: info.cluster }),
    jetstream: info.jetstream ?? false,
    draining: info.ldm ?? false,
  };
}

/** What it says, in its own words: https://docs.nats.io/reference/reference-protocols/nats-protocol#okerr */
const REASONS: readonly (readonly [words: RegExp, reason: (entry: Entry) => string])[] = [
  [
    /authorization violation|authentication timeout/i,
    ({ user, token }) =>
      user === undefined && token === undefined
        ? 'lets nobody in without a log-in: write `user` and `password`, or `token`'
        : 'refuses the log-in: the password or the token is wrong',
  ],
  [/authentication expired/i, () => 'refuses the log-in: it has expired'],
  [/maximum (account )?(active )?connections/i, () => 'has too many connections'],
  [/does not support 'tls'/, () => 'has no TLS: switch it on there, or remove `tls`'],
  [/undefined error|connection closed/, () => 'closed the connection early'],
];

/** A server that wants our certificate may reset the connection before its reason arrives; its greeting says it too. */
const ASKS_FOR_OURS = /"tls_verify": ?true/;
const CUT_OFF =
  /broke the connection off|closed the connection early|undefined error|connection closed/i;

function refused(error: unknown, entry: Entry, greeting: string): unknown {
  const place = placeOf(entry);
  const known = reached(error, place);
  const isCutOff = error instanceof Error && CUT_OFF.test((known as Error).message);
  if (isCutOff && entry.cert === undefined && ASKS_FOR_OURS.test(greeting)) {
    return new CheckFailure(`${place} asks for our certificate: write \`cert\` and \`key\``, {
      cause: error,
    });
  }
  if (known instanceof CheckFailure || !(error instanceof Error)) return known;
  const words = REASONS.find(([pattern]) => pattern.test(error.message));
  const reason = words?.[1](entry) ?? `does not answer as NATS does: ${quoted(error.message)}`;
  return new CheckFailure(`${place} ${reason}`, { cause: error });
}
