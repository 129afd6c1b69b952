import { SECOND } from '../../model/time.ts';
import { orAborted } from '../turns.ts';
import { frameReader } from './frames.ts';
import { MAX_ANSWER } from './listening.ts';
import { newMark } from './mark.ts';
import { opening } from './script.ts';
import type { Started } from './shell.ts';

/** Milliseconds that a shell may take to start. */
export const START = 10 * SECOND;

export type Greeting = 'ready' | 'closed' | 'endless' | 'silent';

/** Waits until the shell listens; what start-up files print before is passed over, and told to `printed`. */
export async function greet(
  pipe: Started,
  { signal, printed }: { readonly signal: AbortSignal; printed(bytes: Buffer): void },
): Promise<Greeting> {
  const { promise, resolve } = Promise.withResolvers<Greeting>();
  const mark = newMark();
  let noise = 0;
  const reader = frameReader(mark, {
    data(bytes) {
      noise += bytes.length;
      printed(bytes);
      if (noise > MAX_ANSWER) resolve('endless');
    },
    frame: () => resolve('ready'),
  });
  pipe.hear({ data: reader.take, closed: () => resolve('closed') });
  const timer = setTimeout(() => resolve('silent'), START);
  pipe.send(opening(mark));
  try {
    const greeting = await orAborted(promise, signal);
    if (greeting !== 'ready') pipe.close();
    return greeting;
  } catch (error) {
    pipe.close();
    throw error;
  } finally {
    clearTimeout(timer);
    pipe.hear(null);
  }
}
