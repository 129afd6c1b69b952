import { onTestFinished } from 'vitest';
import { channelList, type Place } from '../../src/app/sending.ts';
import type { Reply } from '../../src/chat/reply.ts';
import { say } from '../../src/chat/reply.ts';
import type { ChatSurface } from '../../src/chat/surface.ts';
import type { Alert } from '../../src/model/alert.ts';
import type { OutboxEntry } from '../../src/model/outbox.ts';
import { systemClock } from '../../src/model/time.ts';
import type { Channel, Delivery } from '../../src/notify/channel.ts';
import type { ChannelKind } from '../../src/notify/channel-kind.ts';
import type { Store } from '../../src/store/ports.ts';
import { fakeTime, pass } from '../notify/world.ts';
import { card, change, content, note, win, withTarget } from '../store/fixtures.ts';
import { scriptedChannel } from '../support/scripted-channel.ts';
import { freshStore } from './fresh-store.ts';

/** A channel as it is configured; its address tells its name unless given. */
export const place = (name: string, more: Partial<Place> = {}): Place => {
  return { name, kind: 'telegram', address: `id of ${name}`, thread: null, ...more };
};

/** Sends for these channels, with one script for every chat. */
export async function sending(
  config: readonly Place[],
  options: {
    linked?: Place[];
    script?: Delivery[];
    chats?: boolean;
    kinds?: readonly ChannelKind[];
    file?: string;
    undelivered?(
      all: { store: Store; list: ReturnType<typeof channelList> },
      entry: OutboxEntry,
      reason: string,
    ): Promise<void>;
  } = {},
) {
  fakeTime();
  const { store, file } = await freshStore(options.file);
  const target = await withTarget(store);
  const log: string[] = [];
  const printed: Reply[] = [];
  const posted: string[] = [];
  const scripted = scriptedChannel(...(options.script ?? []));
  const chatNamed = (chatName: ChatSurface['name']): ChatSurface => ({
    name: chatName,
    state: () => ({ kind: 'connected', detail: '' }),
    channel(name, { id, style }): Channel {
      const at = `${name} at ${id}${style === undefined ? '' : ` as ${style}`}`;
      return {
        name,
        kind: scripted.kind,
        post(message, signal) {
          posted.push(at);
          return scripted.post(message, signal);
        },
        edit: scripted.edit,
      };
    },
    async [Symbol.asyncDispose]() {},
  });
  const chats = [chatNamed('telegram'), chatNamed('discord')];
  const list = channelList({ channels: config }, options.linked ?? []);
  const write = (level: string) => (first: unknown, second?: unknown) => {
    log.push(`${level}: ${String(second ?? first)}`);
  };
  const stop = new AbortController();
  const deps = {
    queue: store.outbox,
    clock: systemClock,
    card: async () => ({ reply: say('card') }),
    random: () => 0.5,
    undelivered: (entry: OutboxEntry, reason: string) =>
      options.undelivered?.({ store, list }, entry, reason) ?? Promise.resolve(),
    log: { info: write('info'), warn: write('warn'), error: write('error') },
    print: (reply: Reply) => printed.push(reply),
    ...{ kinds: options.kinds ?? [], text: () => '', discord: async () => ({}) },
  };
  const start = () => list.send(deps, options.chats === false ? [] : chats, stop.signal);
  onTestFinished(() => stop.abort());
  let known = 0;
  return {
    ...list,
    file,
    store,
    log,
    printed,
    scripted,
    /** Name and address of each message that was posted. */
    posted,
    start,
    stop: () => stop.abort(),
    /** What the chats were asked to do, oldest first. */
    calls: () => scripted.calls.map(({ what }) => what),
    async fire(channel: string): Promise<Alert> {
      const one = content({ target, fingerprint: `series ${++known}` });
      const alert = await win(store, change(one, { messages: [card(channel)] }), Date.now());
      list.wake();
      await pass(0);
      return alert;
    },
    /** The alert changes, and a channel is to say so. */
    async again(on: Alert, channel: string, kind: 'card' | 'note' = 'card'): Promise<Alert> {
      const messages = [kind === 'card' ? card(channel) : note(channel)];
      const alert = await win(store, change(on, { on, messages }), Date.now());
      list.wake();
      await pass(0);
      return alert;
    },
  };
}
