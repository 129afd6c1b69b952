import { randomBytes } from 'node:crypto';
import type { LookingDesk } from '../chat/command.ts';
import type { ChatSurface } from '../chat/surface.ts';
import { CollectError } from '../collect/collector.ts';
import type { KeptEntry, LogReader } from '../model/log.ts';
import type { Target } from '../model/target.ts';
import type { Clock } from '../model/time.ts';
import { DAY, MINUTE, SECOND } from '../model/time.ts';
import { pause } from '../model/wait.ts';
import type { Channel } from '../notify/channel.ts';
import { namesOf } from '../report/log-line.ts';
import { lookingReply } from '../report/log-text.ts';

/** How long lines are followed, and how often the message is edited at most. */
const LASTS = 10 * MINUTE;
const EVERY = 5 * SECOND;
/** How long the last edit may take: the end of the process waits for it. */
const LAST = 5 * SECOND;
/** Entries that the message shows, and those that are taken at once. */
const SHOWN = 12;
const AT_ONCE = 200;
/** Messages that are edited at one time, and targets that are looked at for one. */
const MOST = 3;
const MOST_TARGETS = 10;

export interface LookingDeps {
  /** What it gives has lost its secrets. */
  readonly logs: Pick<LogReader, 'find'>;
  readonly chats: () => readonly ChatSurface[];
  /** Targets with logs. */
  readonly targets: () => readonly Target[];
  /** Looks at the logs of a target at once. */
  look(target: Target, signal: AbortSignal): Promise<void>;
  readonly clock: Pick<Clock, 'monotonic'>;
  failed(error: unknown): void;
  /** Milliseconds between two looks; 5 s unless given. */
  readonly every?: number;
}

type Asked = Parameters<LookingDesk['start']>[0];

/** Shows new lines in one message that is edited, until its time is over, somebody stops it, or the process ends. */
export function logLooking(deps: LookingDeps): LookingDesk & AsyncDisposable {
  const running = new Map<
    number,
    { readonly stop: AbortController; readonly ended: Promise<void> }
  >();
  let lastId = 0;

  function channelOf({ surface, id, thread }: Asked['place']): Channel | null {
    const chat = deps.chats().find(({ name }) => name === surface);
    return chat?.channel('follow', { id, thread }) ?? null;
  }

  return {
    start(asked) {
      const channel = channelOf(asked.place);
      if (channel === null) {
        return { problem: 'Only chats can follow: here /logs tail shows the newest lines.' };
      }
      if (running.size >= MOST) {
        return { problem: `${MOST} messages follow logs already: stop one of them.` };
      }
      lastId += 1;
      const id = lastId;
      const stop = new AbortController();
      const ended = show(deps, asked, { channel, id, signal: stop.signal })
        .catch(deps.failed)
        .finally(() => running.delete(id));
      running.set(id, { stop, ended });
      return { problem: null };
    },
    stop(id) {
      const found = running.get(id);
      found?.stop.abort();
      return found !== undefined;
    },
    async [Symbol.asyncDispose]() {
      const all = [...running.values()];
      for (const { stop } of all) stop.abort();
      await Promise.all(all.map(({ ended }) => ended));
    },
  };
}

async function show(
  deps: LookingDeps,
  { filter, what, zone }: Asked,
  {
    channel,
    id,
    signal,
  }: { readonly channel: Channel; readonly id: number; readonly signal: AbortSignal },
): Promise<void> {
  const until = deps.clock.monotonic() + LASTS;
  const wide = { ...filter, to: filter.to + DAY };
  const targets = deps
    .targets()
    .filter((one) => filter.target === null || one.id === filter.target);
  // What is there already is not shown: it is what /logs tail shows.
  const known = await deps.logs.find(wide, { limit: AT_ONCE });
  let after = known.reduce((most, one) => Math.max(most, one.id), 0);
  let entries: readonly KeptEntry[] = [];
  const names = namesOf(deps.targets(), filter.target);
  const outgoing = (stop: string | null) => ({
    key: randomBytes(10).toString('hex'),
    reply: lookingReply(entries, { what, stop, zone, names, now: filter.to }),
    ...{ replyTo: null, silent: true },
  });
  const posted = await channel.post(outgoing(`stop ${id}`), AbortSignal.timeout(MINUTE));
  if (posted.kind !== 'delivered') return;
  while (!signal.aborted && deps.clock.monotonic() < until) {
    await pause(deps.every ?? EVERY, signal);
    await lookAll(deps, targets, signal);
    const news = await deps.logs.find(wide, { after, limit: AT_ONCE });
    if (news.length === 0) continue;
    after = Math.max(...news.map((one) => one.id));
    entries = [...entries, ...news.toReversed()].slice(-SHOWN);
    const within = AbortSignal.any([signal, AbortSignal.timeout(MINUTE)]);
    const edited = await channel.edit(posted.remoteId, outgoing(`stop ${id}`), within);
    // Nobody reads on in a message that was deleted.
    if (edited.kind === 'gone') return;
  }
  await channel.edit(posted.remoteId, outgoing(null), AbortSignal.timeout(LAST));
}

/** A host that does not answer has its own alert; its stored lines are shown all the same. */
async function lookAll(
  { look, failed }: LookingDeps,
  targets: readonly Target[],
  signal: AbortSignal,
): Promise<void> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(EVERY)]);
  await Promise.all(
    targets.slice(0, MOST_TARGETS).map((target) =>
      look(target, within).catch((error) => {
        if (!(within.aborted || error instanceof CollectError)) failed(error);
      }),
    ),
  );
}
