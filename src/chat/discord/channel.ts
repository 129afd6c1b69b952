import type { APIMessage, RawFile } from 'discord.js';
import type { Mentions } from '../../model/mention.ts';
import type { Channel, Delivery, Outgoing } from '../../notify/channel.ts';
import { type AttachedFile, attachedTo } from '../attachment.ts';
import { calledBy } from '../calling.ts';
import { type Followers, hasPictures, NO_FOLLOWERS, type SentPicture } from '../pictures.ts';
import type { Reply } from '../reply.ts';
import type { Address } from '../surface.ts';
import { type Called, calls, type Sender } from './calls.ts';
import { FILES } from './limits.ts';
import { altOf, withPictures } from './pictures.ts';
import { render } from './render.ts';
import { oneLine } from './text.ts';

/**
 * One Discord channel or thread over REST, which works while the gateway is down. `nonce` with `enforce_nonce` makes a
 * post that is sent again within a few minutes the same message:
 * https://docs.discord.com/developers/resources/message#create-message
 */
export function discordChannel(
  name: string,
  address: Address,
  sender: () => Promise<Sender>,
  followers: Followers = NO_FOLLOWERS,
): Channel {
  const place = address.thread ?? address.id;
  const call = calls(place, sender);

  /** What people have already gets its pictures, by an edit. */
  function follow({ id, attachments }: APIMessage, reply: Reply): void {
    followers.follow(id, reply, async (pictures, signal) => {
      const kept = (attachments ?? []).map((one) => ({ id: one.id }));
      const edited = await call(
        ({ library, rest }, deadline) =>
          rest().patch(library.Routes.channelMessage(place, id), {
            body: pictured(reply, pictures, kept),
            files: pictures.map(drawn),
            signal: deadline,
          }),
        { signal, editing: true },
      );
      if (edited.kind === 'failed' && 'reason' in edited.delivery) {
        throw new Error(edited.delivery.reason);
      }
    });
  }

  async function edit(remoteId: string, message: Outgoing, signal: AbortSignal): Promise<Delivery> {
    const { reply } = message;
    followers.leave(remoteId);
    const edited = await call<APIMessage>(
      ({ library, rest }, deadline) =>
        rest().patch(library.Routes.channelMessage(place, remoteId), {
          // The pictures of what was said before go at once.
          body: { ...render(reply), ...(hasPictures(reply) ? { attachments: [] } : {}) },
          signal: deadline,
        }),
      { signal, editing: true },
    );
    if (edited.kind === 'done') follow(edited.value, reply);
    return delivered(edited);
  }

  return {
    name,
    kind: 'discord',
    async post(message, signal) {
      const { files, note } = await attachedTo(message.reply, FILES.bytes);
      const made = await call<APIMessage>(
        ({ library, rest }, deadline) =>
          rest().post(library.Routes.channelMessages(place), {
            body: newMessage(message, calling(message, address.mention), note),
            ...(files.length === 0 ? {} : { files: files.map(uploaded) }),
            signal: deadline,
          }),
        { signal },
      );
      const posted = delivered(made);
      if (made.kind === 'done' && message.again !== true) follow(made.value, message.reply);
      if (posted.kind !== 'delivered' || message.again !== true) return posted;
      // Discord gives a message that it had taken before as it was then.
      const edited = await edit(posted.remoteId, message, signal);
      return edited.kind === 'retry' ? edited : posted;
    },
    edit,
    async pin(remoteId, signal) {
      const pinned = await call<void>(
        ({ library, rest }, deadline) =>
          rest().put(library.Routes.channelMessagesPin(place, remoteId), { signal: deadline }),
        { signal },
      );
      if (pinned.kind === 'done') return null;
      const isRefused = MAY_NOT.has(pinned.code ?? 0);
      if (isRefused) return 'it is not pinned: grant the bot Pin Messages in this channel';
      return 'reason' in pinned.delivery ? `it is not pinned: ${pinned.delivery.reason}` : null;
    },
  };
}

function pictured(
  reply: Reply,
  pictures: readonly SentPicture[],
  kept: readonly { readonly id: string }[],
): object {
  const { embeds, allowed_mentions } = render(reply);
  const added = pictures.map((one, index) => ({
    ...{ id: String(index), filename: one.name, description: altOf(one) },
  }));
  const attachments = [...added, ...kept];
  return { embeds: withPictures(embeds, pictures), allowed_mentions, attachments };
}

function drawn({ name, bytes }: SentPicture): RawFile {
  return { name, contentType: 'image/png', data: Buffer.from(bytes) };
}

/** Missing access, missing permissions: https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
const MAY_NOT = new Set([50001, 50013]);

function delivered(made: Called<APIMessage>): Delivery {
  return made.kind === 'done' ? { kind: 'delivered', remoteId: made.value.id } : made.delivery;
}

/** https://docs.discord.com/developers/resources/message#message-object-message-flags */
export const SUPPRESS_NOTIFICATIONS = 1 << 12;

function uploaded({ name, mediaType, bytes }: AttachedFile): RawFile {
  return { name, contentType: mediaType, data: Buffer.from(bytes) };
}

/** What calls exactly those whom a message calls, as fields of the message; null when nobody is called. */
export function calling(
  message: Outgoing,
  mentions: Mentions | undefined,
): { readonly content: string; readonly allowed_mentions: object } | null {
  const called = calledBy(message, mentions);
  if (called.length === 0) return null;
  const content = [...new Set(called)].join(' ');
  const idsOf = (form: RegExp) => [...content.matchAll(form)].flatMap(([, id]) => id ?? []);
  const allowed = { roles: idsOf(/<@&(\d+)>/g), users: idsOf(/<@(\d+)>/g) };
  return { content, allowed_mentions: { parse: [], ...allowed } };
}

function newMessage(
  { key, reply, replyTo, silent }: Outgoing,
  called: ReturnType<typeof calling>,
  note: string | null,
): object {
  const said = note === null ? {} : { content: oneLine(note) };
  return {
    ...render(reply),
    ...(called ?? said),
    ...(silent ? { flags: SUPPRESS_NOTIFICATIONS } : {}),
    nonce: key,
    enforce_nonce: true,
    ...(replyTo === null
      ? {}
      : { message_reference: { message_id: replyTo, fail_if_not_exists: false } }),
  };
}
