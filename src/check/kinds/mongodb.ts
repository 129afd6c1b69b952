import type { Document, MongoClient, ServerHeartbeatFailedEvent } from 'mongodb';
import { line } from '../../config/fields.ts';
import type { CheckValue } from '../../model/check.ts';
import { clientOf } from '../client.ts';
import type { CheckContext } from '../kind.ts';
import { CheckFailure, checkKind } from '../kind.ts';
import { guardedLookup } from '../lookup.ts';
import { limitMessages } from '../mongo-limit.ts';
import { reached } from '../reach.ts';
import { quoted } from '../refusal.ts';
import { tlsKeys } from '../tls.ts';

const URL_HINT = 'write an address such as mongodb://user:password@192.0.2.10:27017/';
/** Before the hosts, and the hosts: https://www.mongodb.com/docs/manual/reference/connection-string/ */
const ADDRESS = /^mongodb(?:\+srv)?:\/\/(?:([^@/]*)@)?([^@/?]+)/;

/** A MongoDB server, or a set of them. */
export const mongodb = checkKind({
  kind: 'mongodb',
  client: 'mongodb',
  summary: 'a MongoDB server lets us in and answers ping',
  keys: {
    url: line(URL_HINT).regex(ADDRESS, URL_HINT),
    ca: tlsKeys.ca,
  },
  facts: {
    version: "the server's version",
    primary: 'whether it takes changes',
    set: 'name of its replica set',
    connections: 'connections of clients to the server',
    latency_ms: 'milliseconds of the whole run: connection, log-in and ping',
  },
  expect: () => [],
  secrets: ({ url }) => secretsIn(url),
  subject: ({ url }) => hostsOf(url),
  async run({ url, ca }, context) {
    const { signal, timeout } = context;
    const { MongoClient: Client } = await clientOf('mongodb', () => import('mongodb'));
    await limitMessages();
    const client = opened(() => {
      return new Client(url, {
        ...{ appName: 'tocsin', maxPoolSize: 1, retryReads: false, connectTimeoutMS: timeout },
        ...{
          lookup: guardedLookup('any'),
          serverSelectionTimeoutMS: timeout,
          socketTimeoutMS: timeout,
        },
        ...(ca !== undefined && { tls: true, tlsCAFile: ca }),
      });
    });
    const stop = () => void client.close(true).catch(() => {});
    signal.addEventListener('abort', stop, { once: true });
    context.waitFor('the log-in');
    try {
      const facts = await Promise.race([ask(client, context), unreached(client)]);
      return { facts };
    } catch (error) {
      signal.throwIfAborted();
      throw refused(error, url);
    } finally {
      signal.removeEventListener('abort', stop);
      await client.close(true);
    }
  },
});

function opened(open: () => MongoClient): MongoClient {
  try {
    return open();
  } catch (cause) {
    const message = `\`url\`: ${quoted((cause as Error).message)}`;
    throw new CheckFailure(message, { status: 'error', cause });
  }
}

/** The client itself goes on trying until its time is over: this ends when every host that `url` names has failed once. */
function unreached(client: MongoClient): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => {});
  const failed = new Set<string>();
  client.on('serverHeartbeatFailed', ({ connectionId, failure }: ServerHeartbeatFailedEvent) => {
    failed.add(connectionId);
    if (failed.size >= client.options.hosts.length) reject(failure);
  });
  return promise;
}

async function ask(
  client: MongoClient,
  { wanted, waitFor }: CheckContext,
): Promise<Record<string, CheckValue>> {
  const admin = client.db('admin');
  await client.connect();
  waitFor('the answer to ping');
  await admin.command({ ping: 1 });
  const hello = await admin.command({ hello: 1 });
  const facts = {
    primary: hello['isWritablePrimary'] === true,
    ...(typeof hello['setName'] === 'string' && { set: hello['setName'] }),
  };
  const more = wanted.includes('version') ? await versionOf(admin) : {};
  if (!wanted.includes('connections')) return { ...facts, ...more };
  const status: Document = await admin.command({ serverStatus: 1 });
  return { ...facts, ...more, connections: Number(status['connections']?.current) };
}

async function versionOf(
  admin: ReturnType<MongoClient['db']>,
): Promise<Record<string, CheckValue>> {
  return { version: String((await admin.command({ buildInfo: 1 }))['version']) };
}

function hostsOf(url: string): string {
  return ADDRESS.exec(url)?.[2] ?? '';
}

function secretsIn(url: string): readonly string[] {
  // A password may hold colons that nobody escaped.
  const [, ...rest] = (ADDRESS.exec(url)?.[1] ?? '').split(':');
  const password = rest.join(':');
  return password === '' ? [] : [...new Set([password, decoded(password)])];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml */
const REASONS: Readonly<Record<number, string>> = {
  13: 'does not let our user do that: grant it the role clusterMonitor',
  18: 'refuses the log-in: the user or the password is wrong, or `authSource` is missing',
  91: 'is shutting down',
  189: 'has no primary at the moment',
  10107: 'has no primary at the moment',
  11600: 'is shutting down',
  13436: 'is starting up or recovering and takes no questions yet',
};

function refused(error: unknown, url: string): unknown {
  const place = hostsOf(url);
  const known = reached(error, place);
  if (known instanceof CheckFailure || !(error instanceof Error)) return known;
  const { code } = error as { code?: unknown };
  const reason = (typeof code === 'number' ? REASONS[code] : undefined) ?? plain(error);
  return new CheckFailure(`${place} ${reason}`, { cause: error });
}

function plain({ name, message }: Error): string {
  if (/^connection .* closed$/.test(message)) return 'closed the connection early';
  const words = quoted(message);
  return name === 'MongoServerError'
    ? `says ${words}`
    : `does not answer as MongoDB does: ${words}`;
}
