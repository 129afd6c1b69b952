import type { DetailedPeerCertificate, PeerCertificate, TLSSocket } from 'node:tls';
import type { CheckMetric } from '../model/check.ts';
import type { Instant } from '../model/time.ts';
import { DAY } from '../model/time.ts';

/** What a server showed in its handshake. */
export interface Certificate {
  /** When the first of its chain ends; an authority that signs itself is not asked. */
  readonly ends: Instant;
  readonly subject: string;
  readonly issuer: string;
  /** Such as `TLSv1.3`; null where it is not known. */
  readonly protocol: string | null;
}

/** Of a connection that stands; null when the server showed none. */
export function certificateOf(socket: TLSSocket): Certificate | null {
  const leaf = socket.getPeerCertificate(true);
  // Without one the answer is an empty object, whatever its type says.
  if (leaf.raw === undefined) return null;
  return readCertificate(leaf, socket.getProtocol());
}

export function readCertificate(leaf: PeerCertificate, protocol: string | null): Certificate {
  return {
    ends: Math.min(...chainOf(leaf).map(({ valid_to }) => Date.parse(valid_to))),
    subject: nameOf(leaf.subject),
    issuer: nameOf(leaf.issuer),
    protocol,
  };
}

/** Whole days, rounded down; less than 0 once it is over. */
export function daysLeft({ ends }: Pick<Certificate, 'ends'>, now: Instant): number {
  return Math.floor((ends - now) / DAY);
}

/** Days change rarely, so that a stored series of them costs next to nothing. */
export function daysMetric(days: number): CheckMetric {
  return { metric: 'check.tls_days_left', value: days };
}

/** Certificates that are looked at of a chain, whose length the server decides. */
const MOST = 10;

/** The certificate and those that it stands on, without an authority that signs itself. */
function chainOf(leaf: PeerCertificate): readonly PeerCertificate[] {
  const chain = [leaf];
  let next = (leaf as Partial<DetailedPeerCertificate>).issuerCertificate;
  while (next !== undefined && next.issuerCertificate !== next && chain.length < MOST) {
    chain.push(next);
    next = next.issuerCertificate;
  }
  return chain;
}

function nameOf(name: PeerCertificate['subject'] | undefined): string {
  return [name?.CN ?? name?.O ?? ''].flat().join(', ').slice(0, 200);
}
