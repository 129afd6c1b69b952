import type { RawApi } from 'grammy';
import type { Followers, SentPicture } from '../pictures.ts';
import type { Reply } from '../reply.ts';
import { chatId } from './chat-id.ts';
import type { Client, Outcome } from './client.ts';
import { shorten } from './escape.ts';
import { MAX_CAPTION } from './limits.ts';
import type { Rendered } from './render.ts';

/** A message that people have already. */
export interface Told {
  readonly chat: string;
  readonly message: number;
  readonly thread: number | null;
  readonly reply: Reply;
  readonly rendered: Rendered;
  /** An edit of it: what finds no room in the message is left out, so that nothing piles up below. */
  readonly isEdit: boolean;
}

type Deps = { readonly client: Client; readonly followers: Followers };

/** The words of a message as the caption of its picture; null when they are too long for one. */
export function captioned({ text, plain, reply_markup }: Rendered) {
  if (plain.length > MAX_CAPTION) return null;
  return {
    ...{ caption: text, parse_mode: 'HTML' as const, show_caption_above_media: true },
    ...(reply_markup.inline_keyboard.length > 0 ? { reply_markup } : {}),
  };
}

/** Turns a message into a picture with its words above where they are short enough; other pictures come below it. */
export function followWithPhotos({ client, followers }: Deps, told: Told): void {
  followers.follow(`${told.chat}:${told.message}`, told.reply, async (pictures, signal) => {
    const [first, ...more] = pictures;
    const isInside = first !== undefined && (await putInside(client, told, first, signal));
    if (told.isEdit) return;
    for (const picture of isInside ? more : pictures) {
      const sent = await sendBelow(client, told, picture, signal);
      if (sent.kind === 'failed') throw new Error(sent.failure.reason);
    }
  });
}

async function putInside(
  client: Client,
  { chat, message, rendered }: Told,
  picture: SentPicture,
  signal: AbortSignal,
): Promise<boolean> {
  const words = captioned(rendered);
  if (words === null) return false;
  const { reply_markup, ...caption } = words;
  const file = await inputFile(picture);
  const payload = {
    ...{ chat_id: chatId(chat), message_id: message },
    media: { type: 'photo', media: file, ...caption },
    ...(reply_markup ? { reply_markup } : {}),
  } satisfies Parameters<RawApi['editMessageMedia']>[0];
  const edited = await client.call((api, within) => api.editMessageMedia(payload, within), {
    signal,
  });
  return edited.kind === 'done';
}

async function sendBelow(
  client: Client,
  { chat, message, thread }: Told,
  picture: SentPicture,
  signal: AbortSignal,
): Promise<Outcome<unknown>> {
  const payload = {
    ...{ chat_id: chatId(chat), photo: await inputFile(picture) },
    ...{ caption: shorten(picture.alt, MAX_CAPTION), disable_notification: true },
    ...(thread === null ? {} : { message_thread_id: thread }),
    reply_parameters: { message_id: message, allow_sending_without_reply: true },
  };
  return client.call((api, within) => api.sendPhoto(payload, within), { signal });
}

async function inputFile({ bytes, name }: SentPicture) {
  const { default: grammy } = await import('grammy');
  return new grammy.InputFile(bytes, name);
}
