import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { Network } from './address-policy.ts';
import { refusedAddress } from './address-policy.ts';
import { resolveHost } from './host-resolver.ts';
import { CheckFailure } from './kind.ts';

/**
 * Resolves names for connections, and gives only addresses that a check may reach, so that between the look and the
 * connection no name can come to mean another.
 */
export function guardedLookup(network: Network): LookupFunction {
  return (hostname, { family = 0, all = false }, callback) => {
    const wanted = Number(String(family).replace('IPv', ''));
    resolveHost(hostname).then(
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
