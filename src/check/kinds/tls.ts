import { once } from 'node:events';
import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { checkServerIdentity, connect } from 'node:tls';
import { z } from 'zod';
import { hostName, port } from '../../config/fields.ts';
import type { CheckValue } from '../../model/check.ts';
import type { Instant } from '../../model/time.ts';
import { certificateOf, daysLeft, daysMetric } from '../certificate.ts';
import { placeOf } from '../dial.ts';
import type { Observation } from '../kind.ts';
import { CheckFailure, checkKind } from '../kind.ts';
import { guardedLookup } from '../lookup.ts';
import { reached, reasonFor } from '../reach.ts';
import { secureContext, tlsKeys, wrongPair } from '../tls.ts';

/** A certificate and what TLS is spoken with it. */
export const tls = checkKind({
  kind: 'tls',
  summary: 'a port speaks TLS that can be trusted',
  keys: {
    host: hostName,
    port: port.default(443),
    servername: hostName.optional(),
    verify: z.boolean('write true or false').default(true),
    ca: tlsKeys.ca,
    cert: tlsKeys.cert,
    key: tlsKeys.key,
  },
  facts: {
    'tls.valid': 'whether all of it is well: trusted, in its time and for this name',
    'tls.trusted': 'whether the chain leads to an authority that is known here',
    'tls.days_left':
      'whole days until the first certificate of the chain ends, less than 0 afterwards',
    'tls.name_matches': 'whether the certificate is for this name',
    'tls.protocol': 'such as `TLSv1.3`',
    'tls.cipher': 'such as `TLS_AES_256_GCM_SHA384`',
    'tls.weak':
      'whether the protocol is older than TLS 1.2, or the cipher is broken or keeps no past secret',
    'tls.issuer': 'name of who signed the certificate',
    'tls.subject': 'name of whom it is for',
    latency_ms: 'milliseconds until the handshake was done',
  },
  expect: () => [],
  problem: wrongPair,
  subject: (entry) => placeOf(entry),
  async run(entry, { signal, clock, waitFor }) {
    const { host, servername = host } = entry;
    const place = placeOf(entry);
    // Whatever the server speaks: what is wrong with it is told, and no byte follows the handshake.
    const context = await secureContext(entry, WEAKEST, signal);
    const socket = connect({
      ...{ host, port: entry.port, lookup: guardedLookup('any') },
      ...{ secureContext: context, rejectUnauthorized: false },
      ...(isIP(servername) === 0 && { servername }),
    });
    const stop = () => socket.destroy();
    signal.addEventListener('abort', stop, { once: true });
    socket.on('error', stop);
    waitFor('the connection');
    socket.once('connect', () => waitFor('the TLS handshake'));
    const started = clock.monotonic();
    try {
      await once(socket, 'secureConnect', { signal });
      const latency = clock.monotonic() - started;
      const looked = { place, servername, now: clock.now(), verify: entry.verify };
      return { ...seen(socket, looked), latency };
    } catch (error) {
      signal.throwIfAborted();
      throw reached(error, place);
    } finally {
      signal.removeEventListener('abort', stop);
      socket.destroy();
    }
  },
});

/** OpenSSL's lowest security level, at which nothing is refused: https://docs.openssl.org/3.0/man3/SSL_CTX_set_security_level */
const WEAKEST = { minVersion: 'TLSv1', ciphers: 'ALL:eNULL:@SECLEVEL=0' } as const;

const OLD: readonly string[] = ['SSLv3', 'TLSv1', 'TLSv1.1'];

/** Ciphers whose key exchange leaves nothing with which what was said could be read later. */
const KEEPS_SECRETS = /^(TLS_|ECDHE-|DHE-)/;

const BROKEN = /RC4|DES|MD5|NULL|EXP|ADH|AECDH/;

interface Looked {
  readonly place: string;
  readonly servername: string;
  readonly now: Instant;
  readonly verify: boolean;
}

function seen(socket: TLSSocket, { place, servername, now, verify }: Looked): Observation {
  const certificate = certificateOf(socket);
  if (certificate === null) throw new CheckFailure(`${place} shows no certificate`);
  const { ends, subject, issuer, protocol } = certificate;
  const wrongName = checkServerIdentity(servername, socket.getPeerCertificate());
  const distrust = distrustOf(socket);
  const { name: cipher } = socket.getCipher();
  const weak = OLD.includes(protocol ?? '') || !KEEPS_SECRETS.test(cipher) || BROKEN.test(cipher);
  const days = daysLeft(certificate, now);
  const facts: Record<string, CheckValue> = {
    'tls.valid': distrust === null && wrongName === undefined,
    'tls.trusted': distrust === null,
    'tls.days_left': days,
    'tls.name_matches': wrongName === undefined,
    ...{ 'tls.protocol': protocol, 'tls.cipher': cipher, 'tls.weak': weak },
    ...{ 'tls.issuer': issuer, 'tls.subject': subject },
  };
  const ended = new Date(ends).toISOString().slice(0, 10);
  const reasons = [
    ...(ends < now ? [`${place} has a certificate that ended on ${ended}: renew it`] : []),
    ...(distrust === null || ends < now ? [] : [`${place} ${distrust}`]),
    ...(wrongName === undefined
      ? []
      : [`${place} has a certificate for ${subject}, not for ${servername}`]),
  ];
  const base = { facts, metrics: [daysMetric(days)] };
  if (!verify || (reasons.length === 0 && !weak)) return base;
  const [status, reason] =
    reasons.length > 0
      ? (['unhealthy', reasons.join('; ')] as const)
      : (['degraded', `${place} agrees to ${protocol} with ${cipher}, which is weak`] as const);
  return { ...base, verdict: { status, reason } };
}

/** Why the chain is not trusted, its time and its name left aside; null when it is. */
function distrustOf(socket: TLSSocket): string | null {
  // A code, although its type says an error.
  const code = String(socket.authorizationError ?? '');
  if (socket.authorized || code === 'ERR_TLS_CERT_ALTNAME_INVALID') return null;
  return reasonFor(code) ?? `has a certificate that is not trusted (${code})`;
}
