import { connect } from 'node:net';
import type { Config } from '../config/config.ts';
import { SECOND } from '../model/time.ts';

/** Longest time a place may take to answer. */
const DEADLINE = 3 * SECOND;

/** Asks places that answer while the monitor is online; null when there is none to ask. */
export async function probe(config: Config, signal: AbortSignal): Promise<boolean | null> {
  const places = placesOf(config);
  if (places.length === 0) return null;
  const answers = await Promise.all(places.map((place) => isAnswering(place, signal)));
  return answers.includes(true);
}

/** The configured places, else the chats' own servers. */
function placesOf({ alerting, discord, telegram }: Config): readonly string[] {
  if (alerting.quorum.length > 0) return alerting.quorum;
  const urls = [discord?.apiUrl, telegram?.apiRoot].filter((url) => url !== undefined);
  return urls.map((url) => {
    const { hostname, port, protocol } = new URL(url);
    return `${hostname}:${port || (protocol === 'http:' ? 80 : 443)}`;
  });
}

/** Whether a TCP connection to `host:port` comes about. */
function isAnswering(place: string, signal: AbortSignal): Promise<boolean> {
  const colon = place.lastIndexOf(':');
  const host = place.slice(0, colon).replaceAll(/[[\]]/g, '');
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(place.slice(colon + 1)), timeout: DEADLINE });
    const end = (answered: boolean) => {
      signal.removeEventListener('abort', stop);
      socket.destroy();
      resolve(answered);
    };
    const stop = () => end(false);
    signal.addEventListener('abort', stop, { once: true });
    socket.once('connect', () => end(true));
    socket.once('timeout', stop);
    socket.once('error', stop);
  });
}
