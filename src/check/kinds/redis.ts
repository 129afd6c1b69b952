import type { Socket } from 'node:net';
import { hostName, line, port, whole } from '../../config/fields.ts';
import type { CheckValue } from '../../model/check.ts';
import { dial, lost, placeOf, secured } from '../dial.ts';
import { CheckFailure, checkKind } from '../kind.ts';
import { quoted } from '../refusal.ts';
import { type TlsEntry, tlsKeys, tlsOptions } from '../tls.ts';

interface Entry extends TlsEntry {
  readonly host: string;
  readonly port: number;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly database: number;
}

/** A fact, its field of what INFO answers, and how it is read: https://redis.io/docs/latest/commands/info/ */
const INFO: Readonly<Record<string, readonly [field: string, read: (text: string) => CheckValue]>> =
  {
    version: ['redis_version', String],
    role: ['role', String],
    clients: ['connected_clients', Number],
    memory_bytes: ['used_memory', Number],
    memory_limit_bytes: ['maxmemory', Number],
    evicted: ['evicted_keys', Number],
    saved: ['rdb_last_bgsave_status', (text) => text === 'ok'],
    linked: ['master_link_status', (text) => text === 'up'],
  };

/** A Redis or Valkey server. */
export const redis = checkKind({
  kind: 'redis',
  summary: 'a Redis or Valkey server answers PING',
  keys: {
    host: hostName,
    port: port.default(6_379),
    user: line('write the user to log in as').optional(),
    password: line('write the password').optional(),
    database: whole(0, 65_535, 'the number of a database').default(0),
    ...tlsKeys,
  },
  facts: {
    version: "the server's version",
    role: 'master or slave',
    clients: 'connections of clients',
    memory_bytes: 'bytes that its data takes',
    memory_limit_bytes: 'bytes that its data may take; 0: no limit',
    evicted: 'keys that it removed for want of memory since its start',
    saved: 'whether its newest attempt to write a snapshot went well',
    linked: 'whether a replica is connected with its master',
    latency_ms: 'milliseconds of the whole run: connection, log-in and PING',
  },
  expect: () => [],
  problem: ({ user, password }) =>
    user !== undefined && password === undefined
      ? { key: 'user', message: 'a user needs a password — write `password` too' }
      : null,
  secrets: ({ password }) => (password === undefined ? [] : [password]),
  subject: (entry) => placeOf(entry),
  async run(entry, { signal, wanted, waitFor }) {
    const options = await tlsOptions(entry, entry.host, signal);
    const plain = await dial(entry, signal);
    const socket = options === null ? plain : await secured(plain, options, entry, signal);
    const asksInfo = wanted.some((name) => name in INFO);
    const commands = [
      ...logIn(entry),
      ...(entry.database === 0 ? [] : [['SELECT', String(entry.database)]]),
      ['PING'],
      ...(asksInfo ? [['INFO']] : []),
    ];
    waitFor('the answer to PING');
    try {
      const replies = await asked(socket, commands, entry);
      return { facts: asksInfo ? infoFacts(String(replies.at(-1))) : {} };
    } finally {
      socket.destroy();
    }
  },
});

function logIn({ user, password }: Entry): string[][] {
  if (password === undefined) return [];
  return [user === undefined ? ['AUTH', password] : ['AUTH', user, password]];
}

/** Answers in the order of the commands; the library's own client would read without end. */
async function asked(
  socket: Socket,
  commands: readonly string[][],
  entry: Entry,
): Promise<unknown[]> {
  // First of all: a server may hang up while the library is loaded.
  const gone = lost(socket, entry);
  const { Decoder } = (await import('@redis/client/dist/lib/RESP/decoder.js')).default;
  const { promise, resolve, reject } = Promise.withResolvers<unknown[]>();
  const replies: unknown[] = [];
  const refuse = (reason: string) => reject(new CheckFailure(`${placeOf(entry)} ${reason}`));
  const decoder = new Decoder({
    onReply(reply: unknown) {
      if (replies.push(reply) === commands.length) resolve(replies);
    },
    onErrorReply: ({ message }) => refuse(refusal(message, entry)),
    onPush() {},
    getTypeMapping: () => ({}),
  });
  socket.on('data', (chunk: Buffer) => {
    try {
      decoder.write(chunk);
    } catch {
      refuse('answers, but not as Redis does');
    }
  });
  socket.write(commands.map(encoded).join(''));
  return Promise.race([promise, gone]);
}

function encoded(words: readonly string[]): string {
  const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
  return `*${words.length}\r\n${parts.join('')}`;
}

/** https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors has no list; these are the server's own. */
const REASONS: readonly (readonly [start: string, reason: (entry: Entry) => string])[] = [
  ['NOAUTH', () => 'asks for a password: write `password`'],
  [
    'WRONGPASS',
    ({ user = 'default' }) =>
      `refuses the user ${user}: the password is wrong, or there is no such user`,
  ],
  ['ERR invalid password', () => 'refuses the password: it is wrong'],
  ['ERR AUTH', () => 'has no password: remove `password`'],
  ['NOPERM', ({ user = 'default' }) => `does not let ${user} run PING and INFO: grant them`],
  ['LOADING', () => 'is starting up and still loads its data'],
  ['MASTERDOWN', () => 'is a replica that lost its master'],
  ['MISCONF', () => 'cannot write its snapshots and refuses changes: look at its disk and its log'],
  ['BUSY', () => 'is busy with a script that does not end'],
  [
    'DENIED',
    () =>
      'takes connections of its own machine only: give it a password, or end its protected mode',
  ],
  ['ERR max number of clients', () => 'has too many connections: close some, or raise maxclients'],
  ['ERR DB index', ({ database }) => `has no database ${database}`],
];

function refusal(message: string, entry: Entry): string {
  const known = REASONS.find(([start]) => message.startsWith(start));
  return known === undefined ? `says ${quoted(message)}` : known[1](entry);
}

function infoFacts(text: string): Record<string, CheckValue> {
  const fields = new Map(
    text.split('\r\n').map((row): [string, string] => {
      const at = row.indexOf(':');
      return [row.slice(0, at), row.slice(at + 1)];
    }),
  );
  return Object.fromEntries(
    Object.entries(INFO).flatMap(([name, [field, read]]) => {
      const value = fields.get(field);
      return value === undefined ? [] : [[name, read(value)]];
    }),
  );
}
