import type { Severity } from '../../model/alert.ts';
import { MINUTE } from '../../model/time.ts';
import type { Channel, Delivery, Outgoing } from '../../notify/channel.ts';
import { calledBy } from '../calling.ts';
import type { Address } from '../surface.ts';
import { untilStopped } from './channel.ts';
import { chatId } from './chat-id.ts';
import type { Client } from './client.ts';
import { readRemoteId, undelivered } from './delivery.ts';
import type { Failure } from './failure.ts';
import { TOPIC_NAME } from './limits.ts';
import type { Messenger } from './messenger.ts';

/** Colours that Telegram lets topics have: https://core.telegram.org/bots/api#createforumtopic */
const COLOUR = {
  info: 0x6fb9f0,
  warning: 0xffd67e,
  error: 0xff93b2,
  critical: 0xfb6f5f,
  emergency: 0xfb6f5f,
} as const satisfies Record<Severity, number>;
/** Topics that are remembered: those whose first message is still to come, and how others were left. */
const REMEMBERED = 500;

/**
 * A Telegram group with topics: one for each alert, with its card and its notes, closed when all in it is over and opened
 * when that comes back. A crash between the topic and its card leaves an empty topic behind.
 */
export function telegramForum(
  name: string,
  address: Address,
  { send, client }: { readonly send: Messenger; readonly client: Client },
): Channel {
  /** Topics by the key of the message that they were made for. */
  const made = new Map<string, number>();
  const closed = new Map<number, boolean>();

  async function open(message: Outgoing, signal: AbortSignal): Promise<Delivery> {
    const chat = send.current(address.id);
    const topic = made.get(message.key) ?? (await create(chat, message, signal));
    if (typeof topic !== 'number') return topic;
    remember(made, message.key, topic);
    const post = { chat, thread: topic, replyTo: null, silent: message.silent };
    const called = calledBy(message, address.mention);
    const sent = await send.post({ ...post, reply: message.reply, called }, signal);
    if (sent.kind !== 'delivered') return sent;
    made.delete(message.key);
    remember(closed, topic, false);
    return { kind: 'delivered', remoteId: `${sent.remoteId}:${topic}` };
  }

  async function create(
    chat: string,
    { about, reply }: Outgoing,
    signal: AbortSignal,
  ): Promise<number | Delivery> {
    const found = reply.blocks.find((block) => block.kind === 'heading');
    const heading = found?.kind === 'heading' ? found.text : 'Tocsin';
    const topic = {
      chat_id: chatId(chat),
      name: topicName(about ? about.message : heading, about?.id),
      icon_color: COLOUR[about?.whole.severity ?? 'info'],
    };
    const call = await client.call((api, within) => api.createForumTopic(topic, within), {
      signal,
    });
    return call.kind === 'done' ? call.value.message_thread_id : unmade(call.failure, chat);
  }

  async function edit(remoteId: string, message: Outgoing, signal: AbortSignal): Promise<Delivery> {
    const edited = await send.edit(remoteId, message.reply, signal);
    const topic = topicOf(remoteId);
    if (edited.kind !== 'delivered' || !message.about || topic === null) return edited;
    const over = message.about.whole.state === 'resolved';
    if (closed.get(topic) === over) return edited;
    const place = { chat_id: chatId(readRemoteId(remoteId).chat), message_thread_id: topic };
    const call = await client.call(
      (api, within) =>
        over ? api.closeForumTopic(place, within) : api.reopenForumTopic(place, within),
      { signal },
    );
    // A refusal is about rights, or it is so already: the card is right all the same.
    const isRefused = call.kind === 'failed' && /refused|forbidden/.test(call.failure.kind);
    if (call.kind === 'failed' && !isRefused) return undelivered(call.failure, address.id);
    remember(closed, topic, over);
    return edited;
  }

  return {
    name,
    kind: 'telegram',
    post(message, signal) {
      const { reply, replyTo, silent } = message;
      if (replyTo === null) return untilStopped(() => open(message, signal), signal);
      const remote = readRemoteId(replyTo);
      const chat = send.current(address.id);
      const isHere = remote.chat === chat;
      const place = {
        ...{ chat, silent, reply, called: calledBy(message, address.mention) },
        thread: isHere ? topicOf(replyTo) : null,
        replyTo: isHere ? remote.message : null,
      };
      return untilStopped(() => send.post(place, signal), signal);
    },
    edit: (remoteId, message, signal) =>
      untilStopped(() => edit(remoteId, message, signal), signal),
  };
}

function remember<K, V>(map: Map<K, V>, key: K, value: V): void {
  map.delete(key);
  map.set(key, value);
  for (const [oldest] of map) if (map.size > REMEMBERED) map.delete(oldest);
}

/** Remote ids in a group with topics are `<chat>:<message>:<topic>`. */
function topicOf(remoteId: string): number | null {
  const [, , topic] = remoteId.split(':');
  return topic === undefined ? null : Number(topic);
}

function topicName(text: string, id: number | undefined): string {
  const number = id === undefined ? '' : ` · #${id}`;
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return `${[...line].slice(0, TOPIC_NAME - number.length).join('')}${number}`;
}

/** What a person can mend is tried again later. */
function unmade(failure: Failure, chat: string): Delivery {
  if (failure.kind !== 'refused') return undelivered(failure, chat);
  const reason = `No topic can be made in Telegram chat ${chat}: turn on Topics in the group, and let the bot be an admin that may manage topics, or leave out \`style: forum\` (${failure.reason})`;
  return { kind: 'retry', after: MINUTE, reason };
}
