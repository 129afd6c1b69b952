import { isIP } from 'node:net';
import { dial, placeOf, secured } from '../check/dial.ts';
import { repairFor } from '../check/repair.ts';
import type { Finding } from '../model/finding.ts';
import { bad, fine } from '../model/finding.ts';

const PORT = { 'https:': 443, 'http:': 80 } as const;

/**
 * Whether something listens at an address and, of `https`, whether its certificate is to be trusted; nothing is sent.
 *
 * @throws the signal's reason when `signal` aborts first.
 */
export async function reachable(address: string, signal: AbortSignal): Promise<Finding> {
  const { protocol, hostname, port } = new URL(address);
  const host = hostname.replaceAll(/[[\]]/g, '');
  const usual = PORT[protocol as keyof typeof PORT] ?? PORT['https:'];
  const place = { host, port: port === '' ? usual : Number(port) };
  try {
    const plain = await dial(place, signal, 'private');
    const servername = isIP(host) === 0 ? { servername: host } : {};
    const socket =
      protocol === 'https:' ? await secured(plain, { host, ...servername }, place, signal) : plain;
    socket.destroy();
    return fine(`${placeOf(place)} can be reached`);
  } catch (error) {
    signal.throwIfAborted();
    return bad((error as Error).message, repairFor(codeOf(error), placeOf(place)));
  }
}

/** Of the innermost error that has one. */
function codeOf(error: unknown): string {
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown[] };
  const inner = cause ?? errors?.[0];
  if (typeof code === 'string' && code !== '') return code;
  return inner === undefined ? '' : codeOf(inner);
}
