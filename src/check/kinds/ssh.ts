import { hostName, port } from '../../config/fields.ts';
import type { CheckValue } from '../../model/check.ts';
import { dial, placeOf } from '../dial.ts';
import { CheckFailure, checkKind } from '../kind.ts';
import { type Lines, linesOf } from '../lines.ts';
import { quoted } from '../refusal.ts';

/** Lines that a server may say before its version: https://www.rfc-editor.org/rfc/rfc4253#section-4.2 */
const MOST_BEFORE = 50;

const VERSION = /^SSH-([^-\s]+)-(\S+)(?: (.*))?$/;

/** An SSH server, as far as it says without a log-in. */
export const ssh = checkKind({
  kind: 'ssh',
  summary: 'an SSH server says its version',
  keys: {
    host: hostName,
    port: port.default(22),
  },
  facts: {
    protocol: 'version of the protocol, `2.0`; `1.99` where the first is spoken too',
    software: "the server's name and version, such as `OpenSSH_9.2p1`",
    comment: 'what the server adds, such as the version of its package',
    latency_ms: 'milliseconds until the version was there',
  },
  expect: () => ["protocol in ['2.0', '1.99']"],
  subject: (entry) => placeOf(entry),
  async run(entry, { signal, waitFor }) {
    const place = placeOf(entry);
    waitFor(`a connection to ${place}`);
    const socket = await dial(entry, signal);
    try {
      waitFor(`the version of ${place}`);
      const facts = await versionOf(linesOf(socket, entry), place);
      // A server that hears nothing writes into its log that somebody broke off.
      socket.end('SSH-2.0-tocsin\r\n');
      return { facts };
    } finally {
      socket.destroy();
    }
  },
});

async function versionOf(lines: Lines, place: string): Promise<Record<string, CheckValue>> {
  for (let read = 0; read < MOST_BEFORE; read += 1) {
    const said = await lines.next();
    const [, protocol = '', software = '', comment = null] = VERSION.exec(said) ?? [];
    if (software !== '') return { protocol, software, comment };
    if (/^(Exceeded MaxStartups|Not allowed at this time)/.test(said)) {
      throw new CheckFailure(`${place} takes no more log-ins now: ${quoted(said)}`);
    }
    if (read === 0 && /^(HTTP\/|220[ -]|\* OK|\+OK)/.test(said)) {
      throw new CheckFailure(`${place} answers, but not as SSH does: ${quoted(said)}`);
    }
  }
  throw new CheckFailure(`${place} answers, but not as SSH does`);
}
