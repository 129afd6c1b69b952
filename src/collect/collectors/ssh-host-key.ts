import { readFile } from 'node:fs/promises';
import type { SshAddress } from '../../model/target.ts';
import {
  fingerprint,
  type HostKeys,
  hostKeys,
  judge,
  keyType,
  knownHostLine,
  knownHostName,
  parseKnownHosts,
} from '../known-hosts.ts';
import { HOST_KEY_ALGORITHMS, type HostKeyAlgorithm } from './ssh-algorithms.ts';

export interface HostKeyRefusal {
  readonly reason: 'unknown host key' | 'host key changed';
  /** What was seen and what to do. */
  readonly message: string;
}

/** What is expected of a server before it learns who asks. */
export interface HostKeyCheck {
  /** Algorithms to ask for: those of the known keys, so that a server with several shows one that is known. */
  readonly algorithms: HostKeyAlgorithm[];
  /** null when the key is good. */
  refusal(shown: Buffer): HostKeyRefusal | null;
  /** The line for a server that has no key of the known types any more. */
  readonly missing: string;
  /** What is expected, as text: as long as it is the same, a refused key stays refused. */
  readonly expected: string;
}

function algorithmsFor(keys: HostKeys): HostKeyAlgorithm[] {
  const types = new Set(keys.trusted.map((key) => keyType(Buffer.from(key, 'base64'))));
  const wanted = HOST_KEY_ALGORITHMS.filter((name) =>
    types.has(name.startsWith('rsa-') ? 'ssh-rsa' : name),
  );
  return wanted.length === 0 ? [...HOST_KEY_ALGORITHMS] : wanted;
}

function changed(message: string): HostKeyRefusal {
  return { reason: 'host key changed', message };
}

function pinned(expected: string): HostKeyCheck {
  return {
    algorithms: [...HOST_KEY_ALGORITHMS],
    expected,
    refusal(shown) {
      const seen = fingerprint(shown);
      if (seen === expected.replace(/=+$/, '')) return null;
      return changed(
        `host key changed: ${expected} is configured, the server shows ${keyType(shown)} ${seen}; log-in was not tried. If the change is yours, set host_key: ${seen}`,
      );
    },
    missing: `host key changed: the server has no key of a type that can match ${expected}`,
  };
}

function unknownKey(keys: HostKeys, address: SshAddress, shown: Buffer): HostKeyRefusal {
  const { host, port, knownHosts } = address;
  const seen = `${keyType(shown)} ${fingerprint(shown)}`;
  const authority = keys.hasAuthority
    ? ' (known_hosts trusts a certificate authority for it, @cert-authority, which is not supported: a key of its own is needed)'
    : '';
  const message = `host key not known: the server shows ${seen}${authority}; log-in was not tried. Compare it with "ssh-keyscan -p ${port} ${host} | ssh-keygen -lf -" run on a trusted network, then set host_key: ${fingerprint(shown)}, or add this line to ${knownHosts}: ${knownHostLine(host, port, shown)}`;
  return { reason: 'unknown host key', message };
}

function listed(keys: HostKeys, address: SshAddress): HostKeyCheck {
  const { host, port, knownHosts } = address;
  const remedy = `if the change is yours, run: ssh-keygen -R '${knownHostName(host, port)}' -f ${knownHosts}`;
  return {
    algorithms: algorithmsFor(keys),
    expected: JSON.stringify(keys),
    refusal(shown) {
      const seen = `${keyType(shown)} ${fingerprint(shown)}`;
      switch (judge(keys, shown)) {
        case 'trusted':
          return null;
        case 'unknown':
          return unknownKey(keys, address, shown);
        case 'changed':
          return changed(
            `host key changed: the server shows ${seen}, which is not the one in ${knownHosts}; log-in was not tried. Find out why; ${remedy}`,
          );
        case 'revoked':
          return changed(
            `host key revoked: ${seen} is marked @revoked in ${knownHosts}; log-in was not tried`,
          );
      }
    },
    missing: `host key changed: the server has no key of the types in ${knownHosts}; ${remedy}`,
  };
}

/**
 * What is known about the server at `address`: its configured fingerprint, else its lines in known_hosts.
 *
 * @throws Error when a file of known hosts cannot be read.
 */
export async function hostKeyCheck(address: SshAddress): Promise<HostKeyCheck> {
  if (address.hostKey !== null) return pinned(address.hostKey);
  const texts: string[] = [];
  for (const path of [address.knownHosts, ...(address.moreKnownHosts ?? [])]) {
    texts.push(await textOf(path));
  }
  return listed(hostKeys(parseKnownHosts(texts.join('\n')), address.host, address.port), address);
}

/** No file is an empty file: the refusal then says which line to write. */
async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return '';
    throw new Error(`${path} cannot be read (${code ?? 'unknown error'})`, { cause });
  }
}
