import type { RawApi } from 'grammy';
import type { Instant } from '../../model/time.ts';
import type { Delivery } from '../../notify/channel.ts';
import type { Reply } from '../reply.ts';
import { chatId } from './chat-id.ts';
import type { Client } from './client.ts';
import {
  delivered,
  deliveryOf,
  readRemoteId,
  undelivered,
  unedited,
  unreadable,
} from './delivery.ts';
import { sendDocuments } from './documents.ts';
import type { Failure } from './failure.ts';
import type { Rendered } from './render.ts';
import { renderForTelegram } from './render.ts';

/** A message to send. Ids are Telegram's own. */
export interface Post {
  readonly chat: string;
  readonly thread: number | null;
  readonly replyTo: number | null;
  readonly silent: boolean;
  readonly reply: Reply;
  /** Whom it calls: `@name`, or the id of a user; nobody unless given. */
  readonly called?: readonly string[];
}

/** Sends and edits messages; the way of answers and of alert cards alike. */
export interface Messenger {
  post(post: Post, signal: AbortSignal): Promise<Delivery>;
  edit(remoteId: string, reply: Reply, signal: AbortSignal): Promise<Delivery>;
  /** Puts a message on top of its chat, without a sound; null when it is there, else why not and what to do. */
  pin(remoteId: string, signal: AbortSignal): Promise<string | null>;
  /** A group's id became another one. */
  moved(from: string, to: string): void;
  /** The id that a chat has now. */
  current(chat: string): string;
}

export interface MessengerDeps {
  readonly client: Client;
  readonly zone: string;
  readonly now: () => Instant;
  readonly onMigrate: (from: string, to: string) => void;
}

type Send = Parameters<RawApi['sendMessage']>[0];
type Edit = Parameters<RawApi['editMessageText']>[0];

export function messenger(deps: MessengerDeps): Messenger {
  const { client } = deps;
  const successors = new Map<string, string>();
  const render = (reply: Reply, called: readonly string[] = []) =>
    renderForTelegram(reply, { now: deps.now(), zone: deps.zone }, called);

  function current(chat: string): string {
    const next = successors.get(chat);
    return next === undefined || next === chat ? chat : current(next);
  }

  function moved(from: string, to: string): void {
    if (current(from) === to || current(to) === from) return;
    successors.set(from, to);
    deps.onMigrate(from, to);
  }

  const send = (payload: Send, signal: AbortSignal) =>
    client.call((api, within) => api.sendMessage(payload, within), { signal });

  async function post(message: Post, signal: AbortSignal): Promise<Delivery> {
    const chat = current(message.chat);
    const rendered = render(message.reply, message.called);
    const payload = sendPayload({ ...message, chat }, rendered);
    const outcome = await send(payload, signal);
    if (outcome.kind === 'done') {
      const place = { ...message, chat, replyTo: outcome.value.message_id };
      const missing = await sendDocuments(client, place, signal);
      if (missing !== null) await send(sendPayload(place, render(missing)), signal);
      return delivered(outcome.value);
    }
    const { failure } = outcome;
    if (failure.kind === 'migrated' && current(failure.to) !== chat) {
      moved(chat, failure.to);
      return post({ ...message, thread: null, replyTo: null }, signal);
    }
    const simpler = simplerPayload(payload, failure, rendered);
    return simpler ? deliveryOf(await send(simpler, signal), chat) : undelivered(failure, chat);
  }

  async function edit(remoteId: string, reply: Reply, signal: AbortSignal): Promise<Delivery> {
    const { chat, message } = readRemoteId(remoteId);
    if (current(chat) !== chat) return { kind: 'gone', reason: 'the group got a new id' };
    const rendered = render(reply);
    const payload = editPayload(chat, message, rendered);
    const change = (one: Edit) =>
      client.call((api, within) => api.editMessageText(one, within), { signal });
    const outcome = await change(payload);
    if (outcome.kind === 'done') return { kind: 'delivered', remoteId };
    if (outcome.failure.kind === 'migrated') moved(chat, outcome.failure.to);
    if (!unreadable(outcome.failure)) return unedited(outcome.failure, remoteId);
    const { parse_mode: _, ...plain } = payload;
    const again = await change({ ...plain, text: rendered.plain });
    return again.kind === 'done'
      ? { kind: 'delivered', remoteId }
      : unedited(again.failure, remoteId);
  }

  async function pin(remoteId: string, signal: AbortSignal): Promise<string | null> {
    const { chat, message } = readRemoteId(remoteId);
    const wanted = { chat_id: chatId(chat), message_id: message, disable_notification: true };
    const outcome = await client.call((api, within) => api.pinChatMessage(wanted, within), {
      signal,
    });
    if (outcome.kind === 'done') return null;
    const { reason } = outcome.failure;
    const lacksRight = /not enough rights|CHAT_ADMIN_REQUIRED|administrator rights/i.test(reason);
    return lacksRight
      ? 'it is not pinned: make the bot an admin of the chat that may pin messages'
      : `it is not pinned: ${reason}`;
  }

  return { post, edit, pin, moved, current };
}

function sendPayload(post: Post, { text, reply_markup }: Rendered): Send {
  return {
    chat_id: chatId(post.chat),
    text,
    parse_mode: 'HTML',
    link_preview_options: { is_disabled: true },
    ...(post.silent ? { disable_notification: true } : {}),
    ...(reply_markup.inline_keyboard.length > 0 ? { reply_markup } : {}),
    ...(post.thread === null ? {} : { message_thread_id: post.thread }),
    ...(post.replyTo === null
      ? {}
      : {
          reply_parameters: { message_id: post.replyTo, allow_sending_without_reply: true },
        }),
  };
}

/** An edit without `reply_markup` takes the buttons away, which is right for a card without any. */
function editPayload(chat: string, message: number, { text, reply_markup }: Rendered) {
  return {
    chat_id: chatId(chat),
    message_id: message,
    text,
    parse_mode: 'HTML' as const,
    link_preview_options: { is_disabled: true },
    ...(reply_markup.inline_keyboard.length > 0 ? { reply_markup } : {}),
  };
}

/** What to send once more after a refusal that concerns only the form; null when nothing simpler helps. */
function simplerPayload(payload: Send, failure: Failure, rendered: Rendered): Send | null {
  if (unreadable(failure)) {
    const { parse_mode: _, ...rest } = payload;
    return { ...rest, text: rendered.plain };
  }
  const topicGone = failure.kind === 'refused' && /thread not found|TOPIC_/.test(failure.reason);
  if (topicGone && payload.message_thread_id !== undefined) {
    const { message_thread_id: _, reply_parameters: __, ...rest } = payload;
    return rest;
  }
  return null;
}
