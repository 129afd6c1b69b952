import type { Dispatcher } from 'undici';
import type { CheckContext } from '../kind.ts';
import { tooLarge } from './answer.ts';
import { firstByteOf } from './connections.ts';

export interface Request {
  readonly url: URL;
  readonly method: Dispatcher.HttpMethod;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** How an answer begins. */
interface Begun {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Moment of the first byte, on monotonic time. */
  readonly at: number;
}

export interface Received extends Begun {
  /** Still packed; empty where nobody wanted it. */
  readonly body: Buffer;
}

/** Bytes that are read of an answer that only points elsewhere, to keep its connection. */
const MOST_DUMPED = 65_536;

/**
 * Sends one request and takes its whole answer, without the streams of undici's own methods, which are most of what a run
 * would leave for the garbage collector.
 *
 * @throws CheckFailure when the answer is larger than `most` bytes.
 * @throws the signal's reason when `signal` aborts first: the connection is the caller's to end.
 */
export async function exchange(
  dispatcher: Dispatcher,
  { url, method, headers, body }: Request,
  how: Pick<CheckContext, 'signal' | 'waitFor' | 'clock'> & {
    readonly most: number;
    isWanted(begun: Begun): boolean;
  },
): Promise<Received> {
  const { signal, waitFor, clock, most } = how;
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<Received>();
  const chunks: Buffer[] = [];
  let begun: Begun = { status: 0, headers: {}, at: 0 };
  let [size, isWanted] = [0, true];
  const end = () => resolve({ ...begun, body: joined(chunks) });
  const stop = () => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  waitFor(firstByteOf(url.host));
  dispatcher.dispatch(
    {
      ...{ origin: url.origin, path: `${url.pathname}${url.search}` },
      ...{ method, headers, body },
    },
    {
      onRequestStart() {},
      onResponseStart(_, status, received) {
        // What only announces an answer is none.
        if (status < 200) return;
        begun = { status, headers: received, at: clock.monotonic() };
        isWanted = how.isWanted(begun);
        waitFor(`the answer of ${url.host}`);
      },
      onResponseData(controller, chunk) {
        size += chunk.length;
        if (isWanted) {
          if (size > most) throw tooLarge('is larger', most);
          waitFor(`the rest of the answer after ${size} bytes`);
          chunks.push(chunk);
        } else if (size > MOST_DUMPED) {
          end();
          controller.abort(new Error('nobody wants the rest'));
        }
      },
      onResponseEnd: end,
      onResponseError: (_, error) => reject(error),
    },
  );
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function joined(chunks: readonly Buffer[]): Buffer {
  const [first] = chunks;
  return chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
}
