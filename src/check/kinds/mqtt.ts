import type { Socket } from 'node:net';
import type { MqttClient } from 'mqtt';
import { hostName, line, port } from '../../config/fields.ts';
import type { CheckValue } from '../../model/check.ts';
import { soon } from '../../model/wait.ts';
import { clientOf } from '../client.ts';
import { dial, lost, placeOf, secured } from '../dial.ts';
import type { CheckContext } from '../kind.ts';
import { CheckFailure, checkKind } from '../kind.ts';
import { cut, quoted } from '../refusal.ts';
import { type TlsEntry, tlsKeys, tlsOptions } from '../tls.ts';

interface Entry extends TlsEntry {
  readonly host: string;
  readonly port: number;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly topic?: string | undefined;
}

/** Characters of a message that are kept. */
const MOST_TEXT = 1_000;

/** A broker of MQTT 3.1.1. */
export const mqtt = checkKind({
  kind: 'mqtt',
  client: 'mqtt',
  summary: 'an MQTT broker lets us in, and a message comes where one is waited for',
  keys: {
    host: hostName,
    port: port.default(1_883),
    user: line('write the user to log in as').optional(),
    password: line('write the password').optional(),
    topic: line('write a topic such as plant/+/temperature').optional(),
    ...tlsKeys,
  },
  facts: {
    message: 'the first message of the topic, as text; one that the broker kept comes at once',
    retained: 'whether the broker had kept it',
    latency_ms: 'milliseconds of the whole run, that for the message included',
  },
  expect: () => [],
  secrets: ({ password }) => (password === undefined ? [] : [password]),
  subject: (entry) => `${placeOf(entry)}${entry.topic === undefined ? '' : `, ${entry.topic}`}`,
  async run(entry, context) {
    const { signal } = context;
    const { MqttClient: Client } = (await clientOf('mqtt', () => import('mqtt'))).default;
    const options = await tlsOptions(entry, entry.host, signal);
    const plain = await dial(entry, signal);
    const socket = options === null ? plain : await secured(plain, options, entry, signal);
    const gone = lost(socket, entry);
    context.waitFor('the log-in');
    const client = new Client(() => socket as never, {
      ...{ reconnectPeriod: 0, keepalive: 0, connectTimeout: context.timeout, queueQoSZero: false },
      ...(entry.user !== undefined && { username: entry.user }),
      ...(entry.password !== undefined && { password: entry.password }),
    });
    try {
      return { facts: await Promise.race([heard(client, entry, context), gone]) };
    } catch (error) {
      signal.throwIfAborted();
      throw refused(error, entry);
    } finally {
      await ended(client, socket);
    }
  },
});

/** What comes of the topic, once we are in. */
function heard(
  client: MqttClient,
  { topic }: Entry,
  { waitFor }: CheckContext,
): Promise<Record<string, CheckValue>> {
  const { promise, resolve, reject } = Promise.withResolvers<Record<string, CheckValue>>();
  client.on('error', reject);
  client.once('connect', () => {
    if (topic === undefined) return resolve({});
    waitFor(`a message of ${topic}`);
    client.subscribe(topic, (error, granted) => {
      const isRefused = (granted ?? []).some(({ qos }) => Number(qos) >= 128);
      if (error !== null || isRefused) reject(new NotGranted(topic));
    });
  });
  client.once('message', (_, payload, { retain }) => {
    resolve({ message: cut(payload.toString('utf8'), MOST_TEXT), retained: retain });
  });
  return promise;
}

class NotGranted extends Error {}

/** That a good-bye may take to leave this machine. */
const GOODBYE = 500;

/**
 * Says good-bye where that is still possible; otherwise the broker would tell of a client that vanished. What it does
 * then is not waited for.
 */
async function ended(client: MqttClient, socket: Socket): Promise<void> {
  if (client.connected && !socket.destroyed) {
    const sent = new Promise((resolve) => {
      socket.once('finish', resolve).once('close', resolve);
    });
    client.end();
    await soon(sent, GOODBYE);
  }
  client.end(true);
  socket.destroy();
}

/** http://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html#_Toc398718035 */
const REASONS: Readonly<Record<number, (entry: Entry) => string>> = {
  1: () => 'does not speak MQTT 3.1.1',
  2: () => 'refuses the id of our connection',
  3: () => 'is not available yet',
  4: ({ user = '' }) => `refuses the user ${user}: the password is wrong, or there is no such user`,
  5: ({ user }) =>
    user === undefined
      ? 'lets nobody in without a log-in: write `user` and `password`'
      : `refuses the user ${user}: the password is wrong, or it may not connect`,
};

function refused(error: unknown, entry: Entry): unknown {
  if (error instanceof CheckFailure || !(error instanceof Error)) return error;
  const { code, message } = error as Error & { code?: unknown };
  const known = typeof code === 'number' ? REASONS[code] : undefined;
  const reason =
    error instanceof NotGranted
      ? `does not let us read the topic ${entry.topic}: grant it`
      : (known?.(entry) ?? `answers, but not as MQTT does: ${quoted(message)}`);
  return new CheckFailure(`${placeOf(entry)} ${reason}`, { cause: error });
}
