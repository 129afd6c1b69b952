import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { Session, Varbind } from 'net-snmp';
import { z } from 'zod';
import { hostName, line, port } from '../../config/fields.ts';
import type { CheckValue } from '../../model/check.ts';
import { clientOf } from '../client.ts';
import { placeOf } from '../dial.ts';
import { resolveHost } from '../host-resolver.ts';
import { type CheckContext, CheckFailure, checkKind } from '../kind.ts';
import { reached } from '../reach.ts';
import { snmpValue } from '../snmp-value.ts';

const OIDS_HINT = 'write names and object identifiers such as {uptime: 1.3.6.1.2.1.1.3.0}';

/** Objects of one question, whose answer must fit into one packet. */
const MOST_OIDS = 20;

/** Tries of one run, since packets get lost. */
const TRIES = 3;

interface Entry {
  readonly host: string;
  readonly port: number;
  readonly community: string;
  readonly oids: Readonly<Record<string, string>>;
}

/** An agent of SNMP version 2c, which is only read. */
export const snmp = checkKind({
  kind: 'snmp',
  client: 'net-snmp',
  summary: 'an SNMP agent tells values of its objects',
  keys: {
    host: hostName,
    port: port.default(161),
    community: line('write the community').default('public'),
    oids: z
      .record(
        z.string().regex(/^[A-Za-z_]\w{0,62}$/, OIDS_HINT),
        z
          .string(OIDS_HINT)
          .regex(/^\.?[0-2](\.\d{1,10}){2,127}$/, OIDS_HINT)
          .transform((text) => text.replace(/^\./, '')),
        OIDS_HINT,
      )
      .refine((oids) => Object.keys(oids).length > 0, OIDS_HINT)
      .refine(
        (oids) => Object.keys(oids).length <= MOST_OIDS,
        `write at most ${MOST_OIDS} objects`,
      ),
  },
  facts: {
    'oid.*':
      'the value of an object by its name in `oids`; bytes that are no text as `00:1a:2b`. One that is not there fails unless it is asked for',
    latency_ms: 'milliseconds until the answer was there',
  },
  expect: () => [],
  // The usual one is no secret, and an ordinary word.
  secrets: ({ community }) => (community === 'public' ? [] : [community]),
  subject: (entry) => placeOf(entry),
  async run(entry, context) {
    const library = (await clientOf('net-snmp', () => import('net-snmp'))).default;
    const socket = await socketTo(entry, context);
    // Before the session, which would take the place of what it throws.
    const failed = failing(socket, placeOf(entry), context.signal);
    const session = library.createSession(entry.host, entry.community, {
      ...{
        version: library.Version2c,
        port: entry.port,
        dgramModule: { createSocket: () => socket },
      },
      ...{ retries: TRIES - 1, timeout: Math.ceil(context.timeout / TRIES) },
    });
    context.waitFor(`the answer of ${placeOf(entry)}, which a wrong community does not get`);
    try {
      const found = await Promise.race([read(session, entry), failed]);
      const missing = Object.keys(entry.oids).filter(
        (name) => found[`oid.${name}`] === null && !context.wanted.includes(`oid.${name}`),
      );
      if (missing.length === 0) return { facts: found };
      const named = missing.map((name) => `${name} (${entry.oids[name]})`).join(', ');
      const reason = `${placeOf(entry)} has no ${named}, or does not show it to this community`;
      return { facts: found, verdict: { status: 'unhealthy', reason } };
    } finally {
      session.close();
    }
  },
});

/** A socket that hears nobody but the agent, and hears that nothing listens there. */
async function socketTo(entry: Entry, { signal, waitFor }: CheckContext): Promise<Socket> {
  const place = placeOf(entry);
  waitFor(`the address of ${entry.host}`);
  const [found] = await resolveHost(entry.host).catch((error: unknown) => {
    throw reached(error, place);
  });
  if (found === undefined) throw new CheckFailure(`${place} has no address`);
  const socket = createSocket(found.family === 6 ? 'udp6' : 'udp4');
  try {
    socket.connect(entry.port, found.address);
    await once(socket, 'connect', { signal });
  } catch (error) {
    socket.close();
    signal.throwIfAborted();
    throw reached(error, place);
  }
  // The library names the address with each packet, which a connected socket refuses.
  const send = socket.send.bind(socket);
  const sendTo = (bytes: Buffer, from: number, size: number, ...rest: unknown[]) =>
    send(bytes, from, size, rest.at(-1) as () => void);
  return Object.assign(socket, { send: sendTo });
}

function failing(socket: Socket, place: string, signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => {});
  socket.on('error', (error) => reject(reached(error, place)));
  signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  return promise;
}

async function read(session: Session, entry: Entry): Promise<Record<string, CheckValue>> {
  const { promise, resolve, reject } = Promise.withResolvers<Varbind[]>();
  const names = Object.keys(entry.oids);
  session.on('error', (cause) => reject(unreadable(entry, cause)));
  session.get(Object.values(entry.oids), (error: Error | null, told = []) => {
    if (error === null) resolve(told);
    else reject(inWords(error, entry));
  });
  const found = await promise;
  return Object.fromEntries(
    names.map((name, place) => {
      const { type = 128, value } = found[place] ?? {};
      return [`oid.${name}`, snmpValue(type, value)];
    }),
  );
}

function unreadable(entry: Entry, cause: unknown): CheckFailure {
  return new CheckFailure(`${placeOf(entry)} answers, but not as SNMP does`, { cause });
}

/** Never in the library's words, which name the community. */
function inWords(error: Error, entry: Entry): unknown {
  if (error.name === 'RequestTimedOutError') {
    const why = 'nothing listens there, or the community is wrong';
    return new CheckFailure(`${placeOf(entry)} does not answer: ${why}`, { cause: error });
  }
  if (error.name === 'RequestFailedError') {
    const [what = ''] = error.message.split(':');
    return new CheckFailure(`${placeOf(entry)} refuses the question (${what})`, { cause: error });
  }
  const known = reached(error, placeOf(entry));
  return known === error ? unreadable(entry, error) : known;
}
