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
    const host = place.host.includes(':') ? `[${place.host}]` : place.host;
    const address = `http://${host}:${place.port}/ping/${key}`;
    blocks.push(
      place.enabled
        ? line([
            'The job calls ',
            code(address),
            ' after each run; /start, /fail, /log or its exit code may stand behind that.',
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

function lastLines(text: string): readonly Block[] {
  const lines = text.split(/\r?\n/).filter((one) => one.trim() !== '');
  return lines.slice(-MOST_LINES).map((one) => line([code(one.slice(0, MOST_WIDE))]));
}
