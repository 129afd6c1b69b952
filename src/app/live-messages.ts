import { randomBytes } from 'node:crypto';
import type { LiveMessages } from '../chat/live-messages.ts';
import { type Reply, say } from '../chat/reply.ts';
import type { ChatSurface } from '../chat/surface.ts';
import { MINUTE, SECOND } from '../model/time.ts';
import { pause } from '../model/wait.ts';
import type { Channel } from '../notify/channel.ts';

/** How often a message is edited at most: chats take about one change a second. */
const EVERY = SECOND;
/** How long the first post may take, whatever comes after it, and how often the last edit is tried. */
const POST = 5 * SECOND;
const LONGEST = MINUTE;
const TRIES = 3;
/** Messages that go on at one time. */
const MOST = 5;

export interface LiveMessageDeps {
  readonly chats: () => readonly ChatSurface[];
  failed(error: unknown): void;
  /** Milliseconds between two edits; a second unless given. */
  readonly every?: number;
}

/** Messages in chats that are edited while something goes on, until it ends or the process does. */
export function liveMessages(deps: LiveMessageDeps): LiveMessages & AsyncDisposable {
  const running = new Set<Promise<void>>();
  const stop = new AbortController();

  return {
    async begin({ surface, id, thread }, first, work) {
      const chat = deps.chats().find(({ name }) => name === surface);
      if (chat === undefined || running.size >= MOST || stop.signal.aborted) return false;
      const channel = chat.channel('live', { id, thread });
      const posted = await channel.post(outgoing(first), AbortSignal.timeout(POST));
      if (posted.kind !== 'delivered') return false;
      const goingOn = goOn(deps, work, {
        ...{ channel, message: posted.remoteId },
        signal: AbortSignal.any([stop.signal, AbortSignal.timeout(LONGEST)]),
      })
        .catch(deps.failed)
        .finally(() => running.delete(goingOn));
      running.add(goingOn);
      return true;
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.all(running);
    },
  };
}

interface Message {
  readonly channel: Channel;
  /** Remote id. */
  readonly message: string;
  readonly signal: AbortSignal;
}

/** Shows what is newest, not each of what came between two edits. */
async function goOn(
  { every = EVERY, failed }: LiveMessageDeps,
  work: Parameters<LiveMessages['begin']>[2],
  { channel, message, signal }: Message,
): Promise<void> {
  let newest: Reply | null = null;
  let editing: Promise<void> | null = null;
  const edit = (reply: Reply) => channel.edit(message, outgoing(reply), AbortSignal.timeout(POST));
  const show = (reply: Reply) => {
    newest = reply;
    editing ??= (async () => {
      while (newest !== null && !signal.aborted) {
        const shown: Reply = newest;
        newest = null;
        await edit(shown);
        await pause(every, signal);
      }
      editing = null;
    })();
  };
  const last = await work(show, signal).catch((error: unknown) => {
    if (!signal.aborted) failed(error);
    return say('This was not finished; the log says why. Try again.', 'warning');
  });
  newest = null;
  await editing;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const edited = await edit(last);
    if (edited.kind !== 'retry') return;
    await pause(edited.after, signal);
  }
}

function outgoing(reply: Reply) {
  return { key: randomBytes(10).toString('hex'), reply, replyTo: null, silent: true };
}
