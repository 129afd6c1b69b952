import type { Block, Reply } from '../chat/reply.ts';
import { code, line, time } from '../chat/reply.ts';
import type { Instant } from '../model/time.ts';

/** Lines of a log that one answer shows, and characters of each: its end says how it went. */
const MOST_LINES = 12;
const MOST_WIDE = 160;

/** What others sent to a check, and for who may know it (`place` is not false) the address to send to, for them alone. */
export function withPings(
  shown: Reply,
  { key, log }: { readonly key: string; readonly log: { at: Instant; text: string } | null },
  place: false | { readonly enabled: boolean; readonly host: string; readonly port: number },
): Reply {
  const blocks = [...shown.blocks];
  if (place !== false) {
    const address = `http://${hostOf(place.host)}:${place.port}/ping/${key}`;
    blocks.push(
      place.enabled
        ? line([
            'The job calls ',
            code(address),
            ` after each run; /start, /fail, /log or its exit code may stand behind that.${reachOf(place.host)}`,
          ])
        : line('Nothing can come: HTTP is switched off. Set ANALYTICS_ENABLED=true.', 'warning'),
    );
  }
  if (log !== null) {
    blocks.push(line(['What was sent last, ', time(log.at), ':'], 'muted'), ...lastLines(log.text));
  }
  const data = { ...(shown.data as object), log: log?.text ?? null };
  return { ...shown, blocks, data, private: place !== false };
}

/** As it stands in an address; where every address is listened on, each job knows this machine by another. */
function hostOf(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '<this machine>';
  return host.includes(':') ? `[${host}]` : host;
}

function reachOf(host: string): string {
  const isOurs = host === 'localhost' || host === '::1' || host.startsWith('127.');
  return isOurs ? ' Only this machine can: ANALYTICS_HOST is its own.' : '';
}

function lastLines(text: string): readonly Block[] {
  const lines = text.split(/\r?\n/).filter((one) => one.trim() !== '');
  return lines.slice(-MOST_LINES).map((one) => line([code(one.slice(0, MOST_WIDE))]));
}
