import type { Chart } from '../model/chart.ts';
import { MINUTE } from '../model/time.ts';
import type { Reply } from './reply.ts';

/** Draws pictures; null where one was not drawn. */
export interface Painter {
  /** @throws the signal's reason when `signal` aborts first. */
  png(
    chart: Chart,
    theme: 'dark',
    signal: AbortSignal,
  ): Promise<{ readonly bytes: Uint8Array } | null>;
}

/** A picture as it is sent. */
export interface SentPicture {
  readonly name: string;
  /** What is to be seen, for who cannot see it. */
  readonly alt: string;
  readonly bytes: Uint8Array;
}

/** More would bury the words. */
const MOST = 4;

/** The pictures of a reply, the first few of them. */
async function picturesOf(
  { blocks }: Reply,
  painter: Painter,
  signal: AbortSignal,
): Promise<readonly SentPicture[]> {
  const charts = blocks.filter((block) => block.kind === 'chart').slice(0, MOST);
  const drawn = await Promise.all(
    charts.map(async ({ chart, alt }, index) => {
      const picture = await painter.png(chart, 'dark', signal);
      return picture && { name: `chart-${index + 1}.png`, alt, bytes: picture.bytes };
    }),
  );
  return drawn.filter((one) => one !== null);
}

export function hasPictures({ blocks }: Reply): boolean {
  return blocks.some((block) => block.kind === 'chart');
}

/** What follows messages that people have already: their pictures. It delays nothing, and loses nothing but itself. */
export interface Followers {
  /** Draws the pictures of a reply and has them sent; what followed the same message before is given up. */
  follow(
    message: string,
    reply: Reply,
    send: (pictures: readonly SentPicture[], signal: AbortSignal) => Promise<void>,
  ): void;
  /** The message says something else now. */
  leave(message: string): void;
}

/** Where nothing follows. */
export const NO_FOLLOWERS: Followers = { follow: () => undefined, leave: () => undefined };

/** Longest that pictures may take to follow. */
const DEADLINE = MINUTE;

export function followers(options: {
  readonly painter: Painter | null;
  readonly warn: (line: string) => void;
  readonly signal: AbortSignal;
}): Followers {
  const running = new Map<string, AbortController>();
  const { painter } = options;

  function leave(message: string): void {
    running.get(message)?.abort(new Error('the message says something else now'));
    running.delete(message);
  }

  return {
    leave,
    follow(message, reply, send) {
      leave(message);
      if (painter === null || !hasPictures(reply)) return;
      const own = new AbortController();
      running.set(message, own);
      const deadline = AbortSignal.timeout(DEADLINE);
      const signal = AbortSignal.any([options.signal, own.signal, deadline]);
      const work = async () => {
        const pictures = await picturesOf(reply, painter, signal);
        signal.throwIfAborted();
        if (pictures.length > 0) await send(pictures, signal);
      };
      void work()
        .catch((error: unknown) => {
          if (own.signal.aborted || options.signal.aborted) return;
          const reason = error instanceof Error ? error.message : String(error);
          options.warn(`a picture did not follow its message: ${reason}`);
        })
        .finally(() => {
          if (running.get(message) === own) running.delete(message);
        });
    },
  };
}
