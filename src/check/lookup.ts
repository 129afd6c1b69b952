import type { LookupAddress } from 'node:dns';
import { lookup, Resolver } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import type { Network } from './address-policy.ts';
import { refusedAddress } from './address-policy.ts';
import { CheckFailure } from './kind.ts';

/** Of the four threads that the system's resolver shares with the disk: https://nodejs.org/api/dns.html#implementation-considerations */
const MOST_THREADS = 2;

let threads = 0;

/**
 * Resolves names for connections, and gives only addresses that a check may reach, so that between the look and the
 * connection no name can come to mean another.
 */
export function guardedLookup(network: Network): LookupFunction {
  return (hostname, { family = 0, all = false }, callback) => {
    const wanted = Number(String(family).replace('IPv', ''));
    addressesOf(hostname).then(
      (found) => {
        const fitting = found.filter((one) => wanted === 0 || one.family === wanted);
        const allowed = fitting.filter(({ address }) => refusedAddress(address, network) === null);
        const [first] = allowed;
        if (first !== undefined) {
          return all ? callback(null, allowed) : callback(null, first.address, first.family);
        }
        callback(nothingFor(hostname, fitting, network), '');
      },
      (error: unknown) => callback(error as Error, ''),
    );
  };
}

function nothingFor(hostname: string, found: readonly LookupAddress[], network: Network): Error {
  const [first] = found;
  const reason = first === undefined ? null : refusedAddress(first.address, network);
  const message =
    reason === null ? 'has no address' : `leads to an address that is refused: ${reason}`;
  return new CheckFailure(`${hostname} ${message}`);
}

/** As the system resolves it; while names that hang hold its threads, of DNS alone, so that they hold up no other. */
async function addressesOf(hostname: string): Promise<readonly LookupAddress[]> {
  if (threads >= MOST_THREADS) return askedApart(hostname);
  threads += 1;
  try {
    return await lookup(hostname, { all: true });
  } finally {
    threads -= 1;
  }
}

async function askedApart(hostname: string): Promise<readonly LookupAddress[]> {
  const resolver = new Resolver({ timeout: 5_000, tries: 2 });
  const [four, six] = await Promise.allSettled([
    resolver.resolve4(hostname),
    resolver.resolve6(hostname),
  ]);
  if (four.status === 'rejected' && six.status === 'rejected') throw four.reason;
  return [
    ...(four.status === 'rejected' ? [] : four.value.map((address) => ({ address, family: 4 }))),
    ...(six.status === 'rejected' ? [] : six.value.map((address) => ({ address, family: 6 }))),
  ];
}
