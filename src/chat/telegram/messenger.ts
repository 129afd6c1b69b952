import type { RawApi } from 'grammy';
import type { Instant } from '../../model/time.ts';
import type { Delivery } from '../../notify/channel.ts';
import { type Followers, hasPictures, NO_FOLLOWERS } from '../pictures.ts';
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
import { captioned, followWithPhotos } from './photos.ts';
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
  /** Pictures follow messages where it is given. */
  readonly followers?: Followers;
  readonly onMigrate: (from: string, to: string) => void;
}

type Send = Parameters<RawApi['sendMessage']>[0];
type Edit = Parameters<RawApi['editMessageText']>[0];

export function messenger(deps: MessengerDeps): Messenger {
  const { client, followers = NO_FOLLOWERS } = deps;
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
      const told = { ...place, message: outcome.value.message_id, rendered, isEdit: false };
      followWithPhotos({ client, followers }, told);
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
    followers.leave(remoteId);
    const edited = await change({ chat, message, remoteId, reply, rendered }, signal);
    if (edited.kind === 'delivered') {
      const told = { chat, message, thread: null, reply, rendered, isEdit: true };
      followWithPhotos({ client, followers }, told);
    }
    return edited;
  }

  async function change(what: Change, signal: AbortSignal): Promise<Delivery> {
    const { chat, message, remoteId, rendered } = what;
    const payload = editPayload(chat, message, rendered);
    const replace = (one: Edit) =>
      client.call((api, within) => api.editMessageText(one, within), { signal });
    const outcome = await replace(payload);
    if (outcome.kind === 'done') return { kind: 'delivered', remoteId };
    if (outcome.failure.kind === 'migrated') moved(chat, outcome.failure.to);
    if (isPicture(outcome.failure)) return changeCaption(what, signal);
    if (!unreadable(outcome.failure)) return unedited(outcome.failure, remoteId);
    const { parse_mode: _, ...plain } = payload;
    const again = await replace({ ...plain, text: rendered.plain });
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

  /** The words above a picture; where there is no picture any more, or no room, the message is made anew. */
  async function changeCaption(what: Change, signal: AbortSignal): Promise<Delivery> {
    const words = captioned(what.rendered);
    if (words === null || !hasPictures(what.reply)) {
      return { kind: 'gone', reason: 'the message is a picture' };
    }
    const payload = { chat_id: chatId(what.chat), message_id: what.message, ...words };
    const outcome = await client.call((api, within) => api.editMessageCaption(payload, within), {
      signal,
    });
    return outcome.kind === 'done'
      ? { kind: 'delivered', remoteId: what.remoteId }
      : unedited(outcome.failure, what.remoteId);
  }

  return { post, edit, pin, moved, current };
}

interface Change {
  readonly chat: string;
  readonly message: number;
  readonly remoteId: string;
  readonly reply: Reply;
  readonly rendered: Rendered;
}

function isPicture(failure: Failure): boolean {
  return failure.kind === 'refused' && /no text in the message to edit/i.test(failure.reason);
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
