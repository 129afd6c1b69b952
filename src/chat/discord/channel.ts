import type { APIMessage, RawFile, REST } from 'discord.js';
import { SECOND } from '../../model/time.ts';
import { orAbort } from '../../model/wait.ts';
import type { Channel, Delivery, Outgoing } from '../../notify/channel.ts';
import { type AttachedFile, attachedTo } from '../attachment.ts';
import type { Address } from '../surface.ts';
import { deliveryFrom } from './failure.ts';
import { FILES } from './limits.ts';
import { render } from './render.ts';
import { oneLine } from './text.ts';

type Library = typeof import('discord.js');

/** Longest a single call may take. */
const DEADLINE = 10 * SECOND;

const NOT_LOADED = 'discord.js cannot be loaded: run npm ci and restart';

/** A REST client that waits for nothing by itself: the outbox owns every retry. */
export interface Sender {
  readonly library: Library;
  /** The client with its token set; a 401 would otherwise take the token away for good. */
  rest(): REST;
}

/** @param apiUrl base address without version. */
export function newSender(library: Library, options: { token: string; apiUrl: string }): Sender {
  const rest = new library.REST({
    api: options.apiUrl,
    version: '10',
    retries: 0,
    timeout: DEADLINE,
    rejectOnRateLimit: () => true,
  });
  return { library, rest: () => rest.setToken(options.token) };
}

/**
 * One Discord channel or thread over REST, which works while the gateway is down. `nonce` with `enforce_nonce` makes a
 * post that is sent again within a few minutes the same message:
 * https://docs.discord.com/developers/resources/message#create-message
 */
export function discordChannel(
  name: string,
  address: Address,
  sender: () => Promise<Sender>,
): Channel {
  const place = address.thread ?? address.id;

  async function attempt(
    options: { signal: AbortSignal; editing: boolean },
    call: (one: Sender, signal: AbortSignal) => Promise<unknown>,
  ): Promise<Delivery> {
    const deadline = AbortSignal.any([options.signal, AbortSignal.timeout(DEADLINE)]);
    const one = await sender().catch(() => null);
    if (one === null) return { kind: 'retry', after: DEADLINE, reason: NOT_LOADED };
    try {
      const message = (await orAbort(call(one, deadline), deadline)) as APIMessage;
      return { kind: 'delivered', remoteId: message.id };
    } catch (error) {
      return deliveryFrom(error, {
        library: one.library,
        channel: place,
        editing: options.editing,
      });
    }
  }

  function edit(remoteId: string, message: Outgoing, signal: AbortSignal): Promise<Delivery> {
    return attempt({ signal, editing: true }, ({ library, rest }, deadline) =>
      rest().patch(library.Routes.channelMessage(place, remoteId), {
        body: render(message.reply),
        signal: deadline,
      }),
    );
  }

  return {
    name,
    kind: 'discord',
    async post(message, signal) {
      const { files, note } = await attachedTo(message.reply, FILES.bytes);
      const posted = await attempt({ signal, editing: false }, ({ library, rest }, deadline) =>
        rest().post(library.Routes.channelMessages(place), {
          body: { ...newMessage(message), ...(note === null ? {} : { content: oneLine(note) }) },
          ...(files.length === 0 ? {} : { files: files.map(uploaded) }),
          signal: deadline,
        }),
      );
      if (posted.kind !== 'delivered' || message.again !== true) return posted;
      // Discord gives a message that it had taken before as it was then.
      const edited = await edit(posted.remoteId, message, signal);
      return edited.kind === 'retry' ? edited : posted;
    },
    edit,
  };
}

/** https://docs.discord.com/developers/resources/message#message-object-message-flags */
const SUPPRESS_NOTIFICATIONS = 1 << 12;

function uploaded({ name, mediaType, bytes }: AttachedFile): RawFile {
  return { name, contentType: mediaType, data: Buffer.from(bytes) };
}

function newMessage({ key, reply, replyTo, silent }: Outgoing): object {
  return {
    ...render(reply),
    ...(silent ? { flags: SUPPRESS_NOTIFICATIONS } : {}),
    nonce: key,
    enforce_nonce: true,
    ...(replyTo === null
      ? {}
      : { message_reference: { message_id: replyTo, fail_if_not_exists: false } }),
  };
}
