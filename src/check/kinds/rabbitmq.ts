import type { ChannelModel } from 'amqplib';
import { hostName, line, port } from '../../config/fields.ts';
import type { CheckValue } from '../../model/check.ts';
import { clientOf } from '../client.ts';
import { placeOf } from '../dial.ts';
import { CheckFailure, checkKind } from '../kind.ts';
import { guardedLookup } from '../lookup.ts';
import { reached } from '../reach.ts';
import { quoted } from '../refusal.ts';
import { type TlsEntry, tlsKeys, tlsOptions } from '../tls.ts';

interface Entry extends TlsEntry {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly vhost: string;
  readonly queue?: string | undefined;
}

/** A RabbitMQ server, or another one of AMQP 0-9-1. */
export const rabbitmq = checkKind({
  kind: 'rabbitmq',
  client: 'amqplib',
  summary: 'a RabbitMQ server lets us into a virtual host',
  keys: {
    host: hostName,
    port: port.default(5_672),
    user: line('write the user to log in as').default('guest'),
    password: line('write the password').default('guest'),
    vhost: line('write the name of the virtual host').default('/'),
    queue: line('write the name of a queue').optional(),
    ...tlsKeys,
  },
  facts: {
    version: "the server's version",
    cluster: 'name of its cluster',
    messages: 'messages that wait in `queue`',
    consumers: 'those who take messages from `queue`',
    latency_ms: 'milliseconds of the whole run: connection and log-in',
  },
  expect: () => [],
  secrets: ({ password }) => (password === 'guest' ? [] : [password]),
  subject: (entry) => `${placeOf(entry)}, ${entry.vhost}`,
  async run(entry, { signal, timeout, waitFor }) {
    const { connect } = (await clientOf('amqplib', () => import('amqplib'))).default;
    const tls = await tlsOptions(entry, entry.host, signal);
    const { host, port: number, user, password, vhost } = entry;
    const address = {
      ...{ protocol: tls === null ? 'amqp' : 'amqps', hostname: host, port: number },
      ...{ username: user, password, vhost, heartbeat: 0 },
    };
    waitFor('the log-in');
    // Ended by the signal, and by its own clock should it miss that.
    const options = { ...tls, signal, timeout: timeout + GRACE, lookup: guardedLookup('any') };
    let connection: ChannelModel | null = null;
    try {
      connection = await connect(address, options);
      const gone = failure(connection);
      const facts = await Promise.race([factsOf(connection, entry), gone]);
      waitFor('the server to close');
      await Promise.race([connection.close(), gone]);
      return { facts };
    } catch (error) {
      signal.throwIfAborted();
      connection?.close().catch(() => {});
      throw refused(error, entry);
    }
  },
});

/** Milliseconds. */
const GRACE = 200;

/** An error that nobody listens to would end the process. */
function failure(connection: ChannelModel): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => {});
  connection.on('error', reject);
  return promise;
}

async function factsOf(
  opened: ChannelModel,
  { queue }: Entry,
): Promise<Record<string, CheckValue>> {
  const { version, cluster_name: cluster } = opened.connection.serverProperties;
  const facts = { version: version ?? null, cluster: cluster ?? null };
  if (queue === undefined) return facts;
  const channel = await opened.createChannel();
  channel.on('error', () => {});
  // Looks at it, and makes none.
  const { messageCount, consumerCount } = await channel.checkQueue(queue);
  return { ...facts, messages: messageCount, consumers: consumerCount };
}

const REASONS: readonly (readonly [words: RegExp, reason: (entry: Entry) => string])[] = [
  [
    /ACCESS.REFUSED.*queue|403 .*queue/i,
    ({ user, queue }) => `does not let ${user} look at the queue ${queue}: grant it`,
  ],
  [
    /ACCESS.REFUSED/i,
    ({ user }) =>
      `refuses the user ${user}: the password is wrong, there is no such user${user === 'guest' ? ', or it may log in from its own machine only' : ''}`,
  ],
  [/no queue|NOT.FOUND/i, ({ queue, vhost }) => `has no queue ${queue} in ${vhost}`],
  [
    /Expected ConnectionOpenOk|NOT.ALLOWED/i,
    ({ vhost, user }) =>
      `does not open the virtual host ${vhost}: there is none, ${user} may not enter it, or it has too many connections`,
  ],
  [/CONNECTION.FORCED/i, () => 'is shutting down'],
  [/mechanism PLAIN is not provided/, () => 'takes no log-in with a password'],
  [/abruptly|Unexpected close|Socket closed/, () => 'closed the connection early'],
];

function refused(error: unknown, entry: Entry): unknown {
  const place = placeOf(entry);
  const known = reached(error, place);
  if (known instanceof CheckFailure || !(error instanceof Error)) return known;
  const words = REASONS.find(([pattern]) => pattern.test(error.message));
  const reason = words?.[1](entry) ?? `does not answer as RabbitMQ does: ${quoted(error.message)}`;
  return new CheckFailure(`${place} ${reason}`, { cause: error });
}
