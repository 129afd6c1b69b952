import type { Socket } from 'node:net';
import { checkServerIdentity, TLSSocket } from 'node:tls';
import type { buildConnector, Dispatcher } from 'undici';
import type { Clock } from '../../model/time.ts';
import { refusedUrl } from '../address-policy.ts';
import type { Certificate } from '../certificate.ts';
import { certificateOf, readCertificate } from '../certificate.ts';
import type { CheckContext } from '../kind.ts';
import { CheckFailure } from '../kind.ts';
import { guardedLookup } from '../lookup.ts';
import { secureContext } from '../tls.ts';
import type { HttpEntry } from './keys.ts';
import { undici } from './undici.ts';

/** Connections of one check, which outlive a run. */
export interface Connections {
  /** What asks an origin. */
  to(origin: string): Dispatcher;
  /** What making connections took until now; not known of those through a proxy. */
  readonly spent: Readonly<Spent>;
  /** By host, of the newest connection there. */
  readonly certificates: ReadonlyMap<string, Certificate>;
  /** Runs that used them. */
  runs: number;
  /** Hears how far a connection is. */
  waitFor: CheckContext['waitFor'];
  /** Closes all of them at once. */
  end(): void;
}

/** Milliseconds over all connections that were made. */
export interface Spent {
  made: number;
  dns: number;
  connect: number;
  tls: number;
}

/** What a request waits for once it is sent. */
export function firstByteOf(host: string): string {
  return `the first byte of ${host}`;
}

/** Milliseconds that a connection stays open while nobody uses it; most servers close it sooner. */
const LONGEST_IDLE = 330_000;

/**
 * Gets ready to connect as an entry says; whatever is connected is resolved, judged and shaken hands with anew.
 *
 * @throws CheckFailure naming a file or a proxy that cannot be used.
 */
export async function openConnections(
  entry: HttpEntry,
  { timeout, clock, signal, waitFor }: CheckContext,
): Promise<Connections> {
  const { Client, ProxyAgent, buildConnector: connectorOf } = await undici();
  const { http2: allowH2, verify: rejectUnauthorized, proxy, network } = entry;
  const refused = proxy === undefined ? null : refusedUrl(new URL(proxy), network);
  if (refused !== null) throw new CheckFailure(`\`proxy\`: ${refused}`, { status: 'error' });
  const context = await secureContext(entry, {}, signal);
  const any = { secureContext: context, lookup: guardedLookup(network), timeout };
  // A session that is taken up again would show the certificate of long ago.
  const toServer = { ...any, rejectUnauthorized, allowH2, maxCachedSessions: 0 };
  const limits = {
    ...{ allowH2, keepAliveTimeout: LONGEST_IDLE },
    // A run has a deadline of its own.
    ...{ headersTimeout: 0, bodyTimeout: 0 },
  };
  const noted: Noted = {
    ...{ spent: { made: 0, dns: 0, connect: 0, tls: 0 }, certificates: new Map() },
    ...{ runs: 0, waitFor },
  };
  const through =
    proxy === undefined
      ? null
      : new ProxyAgent({
          ...{ ...limits, connections: 1, uri: proxy, connectTimeout: timeout, proxyTls: any },
          requestTls: { ...toServer, checkServerIdentity: noting(noted) },
        });
  const connect = timed(connectorOf(toServer), noted, clock);
  // Runs of a check follow each other: one connection to each origin is enough, and an agent's memory is saved.
  const clients = new Map<string, Dispatcher>();
  return Object.assign(noted, {
    to(origin: string) {
      const client = through ?? clients.get(origin) ?? new Client(origin, { ...limits, connect });
      clients.set(origin, client);
      return client;
    },
    end() {
      for (const client of new Set(clients.values())) client.destroy().catch(() => {});
    },
  });
}

type Noted = Omit<Connections, 'to' | 'end' | 'spent' | 'certificates'> & {
  readonly spent: Spent;
  readonly certificates: Map<string, Certificate>;
};

/** A connector that notes what each connection takes and shows. */
function timed(
  connector: buildConnector.connector,
  noted: Noted,
  clock: Pick<Clock, 'monotonic'>,
): buildConnector.connector {
  return (to, callback) => {
    const started = clock.monotonic();
    let [resolved, stood] = [started, started];
    noted.waitFor(`the connection to ${to.hostname}`);
    // Its type hides that it gives the socket, and that of a failure the second value is left out.
    const socket = connector(to, (...[error]: unknown[]) => {
      if (error != null) return callback(error as Error, null);
      noted.spent.made += 1;
      noted.spent.dns += resolved - started;
      noted.spent.connect += stood - resolved;
      if (socket instanceof TLSSocket) {
        noted.spent.tls += clock.monotonic() - stood;
        const certificate = certificateOf(socket);
        if (certificate !== null) noted.certificates.set(to.hostname, certificate);
      }
      noted.waitFor(firstByteOf(to.host ?? to.hostname));
      callback(null, socket);
    }) as unknown as Socket;
    socket.once('lookup', () => {
      resolved = clock.monotonic();
    });
    // Before the connector itself hears it.
    socket.prependOnceListener('connect', () => {
      stood = clock.monotonic();
      if (to.protocol === 'https:') noted.waitFor('the TLS handshake');
    });
  };
}

/** Checks a name as usual and notes the certificate: of a tunnel nothing else is seen. */
function noting({ certificates }: Noted): typeof checkServerIdentity {
  return (host, leaf) => {
    certificates.set(host, readCertificate(leaf, null));
    return checkServerIdentity(host, leaf);
  };
}
