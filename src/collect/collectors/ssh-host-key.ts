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

/** What is expected of a server before it learns who asks. */
export interface HostKeyCheck {
  /** Algorithms to ask for: those of the known keys, so that a server with several shows one that is known. */
  readonly algorithms: HostKeyAlgorithm[];
  /** null when the key is good, else one line that says what was seen and what to do. */
  refusal(shown: Buffer): string | null;
  /** The line for a server that has no key of the known types any more. */
  readonly missing: string;
}

function algorithmsFor(keys: HostKeys): HostKeyAlgorithm[] {
  const types = new Set(keys.trusted.map((key) => keyType(Buffer.from(key, 'base64'))));
  const wanted = HOST_KEY_ALGORITHMS.filter((name) =>
    types.has(name.startsWith('rsa-') ? 'ssh-rsa' : name),
  );
  return wanted.length === 0 ? [...HOST_KEY_ALGORITHMS] : wanted;
}

function pinned(expected: string): HostKeyCheck {
  return {
    algorithms: [...HOST_KEY_ALGORITHMS],
    refusal(shown) {
      const seen = fingerprint(shown);
      if (seen === expected.replace(/=+$/, '')) return null;
      return `host key changed: ${expected} is configured, the server shows ${keyType(shown)} ${seen}; log-in was not tried. If the change is yours, set host_key: ${seen}`;
    },
    missing: `host key changed: the server has no key of a type that can match ${expected}`,
  };
}

function listed(keys: HostKeys, address: SshAddress): HostKeyCheck {
  const { host, port, knownHosts } = address;
  const remedy = `if the change is yours, run: ssh-keygen -R '${knownHostName(host, port)}' -f ${knownHosts}`;
  return {
    algorithms: algorithmsFor(keys),
    refusal(shown) {
      const seen = `${keyType(shown)} ${fingerprint(shown)}`;
      switch (judge(keys, shown)) {
        case 'trusted':
          return null;
        case 'unknown':
          return `host key not known: the server shows ${seen}; log-in was not tried. Compare it with "ssh-keyscan -p ${port} ${host} | ssh-keygen -lf -" run on a trusted network, then set host_key: ${fingerprint(shown)}, or add this line to ${knownHosts}: ${knownHostLine(host, port, shown)}`;
        case 'changed':
          return `host key changed: the server shows ${seen}, which is not the one in ${knownHosts}; log-in was not tried. Find out why; ${remedy}`;
        case 'revoked':
          return `host key revoked: ${seen} is marked @revoked in ${knownHosts}; log-in was not tried`;
      }
    },
    missing: `host key changed: the server has no key of the types in ${knownHosts}; ${remedy}`,
  };
}

/** What is known about the server at `address`: its configured fingerprint, else its lines in known_hosts. */
export async function hostKeyCheck(address: SshAddress): Promise<HostKeyCheck> {
  if (address.hostKey !== null) return pinned(address.hostKey);
  let text = '';
  try {
    text = await readFile(address.knownHosts, 'utf8');
  } catch (error) {
    // No file is an empty file: the refusal then says which line to write.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return listed(hostKeys(parseKnownHosts(text), address.host, address.port), address);
}
