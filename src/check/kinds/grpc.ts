import { isIP } from 'node:net';
import { checkServerIdentity } from 'node:tls';
import type { Client, ClientOptions, Metadata, ServiceError } from '@grpc/grpc-js';
import { z } from 'zod';
import { hostName, line, port } from '../../config/fields.ts';
import { clientOf } from '../client.ts';
import { dial, placeOf, secured } from '../dial.ts';
import { type CheckContext, CheckFailure, checkKind } from '../kind.ts';
import { quoted } from '../refusal.ts';
import { asksTls, secureContext, type TlsEntry, tlsKeys, tlsOptions, wrongPair } from '../tls.ts';

const SERVICE_HINT = 'write the name of a service such as shop.v1.Orders';

/** https://github.com/grpc/grpc/blob/master/doc/health-checking.md */
const METHOD = '/grpc.health.v1.Health/Check';
const STATES = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'] as const;

interface Entry extends TlsEntry {
  readonly host: string;
  readonly port: number;
  readonly service: string;
}

/** A gRPC server that tells of its health. */
export const grpc = checkKind({
  kind: 'grpc',
  client: '@grpc/grpc-js',
  summary: 'a gRPC server says that it serves',
  keys: {
    host: hostName,
    port,
    service: line(SERVICE_HINT)
      .regex(/^[\w./-]{1,127}$/, SERVICE_HINT)
      .or(z.literal(''))
      .default(''),
    ...tlsKeys,
  },
  facts: {
    serving: 'whether the service, or the server as a whole, says that it serves',
    state: 'what it says: `SERVING`, `NOT_SERVING` or `UNKNOWN`',
    latency_ms: 'milliseconds of the whole run',
  },
  expect: () => ['serving == true'],
  problem: wrongPair,
  subject: (entry) => `${placeOf(entry)}${entry.service === '' ? '' : ` ${entry.service}`}`,
  async run(entry, context) {
    const library = (await clientOf('@grpc/grpc-js', () => import('@grpc/grpc-js'))).default;
    await reachable(entry, context);
    const credentials = asksTls(entry)
      ? library.credentials.createFromSecureContext(
          await secureContext(entry, {}, context.signal),
          {
            checkServerIdentity: (_, certificate) => checkServerIdentity(entry.host, certificate),
          },
        )
      : library.credentials.createInsecure();
    const client = new library.Client(`dns:${placeOf(entry)}`, credentials, {
      ...OPTIONS,
      // An address may not be asked for as a name, which the library would do: https://www.rfc-editor.org/rfc/rfc6066#section-3
      ...(isIP(entry.host) !== 0 && { 'grpc.ssl_target_name_override': 'localhost' }),
    });
    context.waitFor(`the answer of ${placeOf(entry)}`);
    try {
      const state = await healthOf(client, entry, new library.Metadata(), context);
      return { facts: { serving: state === 'SERVING', state } };
    } catch (error) {
      context.signal.throwIfAborted();
      throw inWords(error, entry);
    } finally {
      client.close();
    }
  },
});

const OPTIONS: ClientOptions = {
  'grpc.max_receive_message_length': 4_096,
  'grpc.enable_retries': 0,
  'grpc.enable_http_proxy': 0,
  // Connections of one run end with it.
  'grpc.use_local_subchannel_pool': 1,
  'grpc.service_config_disable_resolution': 1,
};

/** The library tells of a connection that fails in its own words; this one fails in ours. */
async function reachable(entry: Entry, { signal, waitFor }: CheckContext): Promise<void> {
  waitFor(`a connection to ${placeOf(entry)}`);
  const options = await tlsOptions(entry, entry.host, signal);
  let socket = await dial(entry, signal);
  try {
    if (options !== null) socket = await secured(socket, options, entry, signal);
  } finally {
    socket.destroy();
  }
}

function healthOf(
  client: Client,
  { service }: Entry,
  metadata: Metadata,
  { signal }: CheckContext,
): Promise<(typeof STATES)[number]> {
  return new Promise((resolve, reject) => {
    const call = client.makeUnaryRequest(
      METHOD,
      question,
      stateIn,
      service,
      metadata,
      {},
      (error, state) => {
        if (error !== null) reject(error);
        else resolve(state ?? 'UNKNOWN');
      },
    );
    signal.addEventListener('abort', () => call.cancel(), { once: true });
  });
}

/** `HealthCheckRequest`: the first field is a text of less than 128 bytes. */
function question(service: string): Buffer {
  const text = Buffer.from(service);
  return text.length === 0 ? text : Buffer.concat([Buffer.from([0x0a, text.length]), text]);
}

/** `HealthCheckResponse`: the first field is a number, which is left out when it is 0. */
function stateIn(message: Buffer): (typeof STATES)[number] {
  const [field, value = 0] = message;
  const state = field === undefined || field === 0x08 ? STATES[value] : undefined;
  if (state === undefined) throw new Error('this is no answer of grpc.health.v1.Health');
  return state;
}

/** https://grpc.io/docs/guides/status-codes/ */
const REASONS: Readonly<Record<number, (entry: Entry) => string>> = {
  5: ({ service }) => `knows no service ${service}: mend \`service\``,
  7: () => 'does not let us ask for its health (PERMISSION_DENIED)',
  12: () => 'does not tell of its health: let it serve grpc.health.v1.Health',
  16: () => 'asks for a log-in before it tells of its health (UNAUTHENTICATED)',
};

function inWords(error: unknown, entry: Entry): unknown {
  const { code, details = '' } = error as Partial<ServiceError>;
  if (code === undefined) return error;
  const words = LAST_ERROR.exec(details)?.[1] ?? details;
  const reason = REASONS[code]?.(entry) ?? `does not answer as gRPC does: ${quoted(words)}`;
  return new CheckFailure(`${placeOf(entry)} ${reason}`, { cause: error });
}

/** The library writes the time beside it, which would make one failure another in each run. */
const LAST_ERROR = /Last error: (?:Error: )?(.*?) \(\d{4}-/;
