import type { APIDMChannel } from 'discord.js';
import type { Channel, Delivery } from '../../notify/channel.ts';
import type { Followers } from '../pictures.ts';
import { calls, type Sender } from './calls.ts';
import { discordChannel } from './channel.ts';

/**
 * One person, in private. The channel for that is asked for with the first message:
 * https://docs.discord.com/developers/resources/user#create-dm
 */
export function directChannel(
  name: string,
  user: string,
  sender: () => Promise<Sender>,
  followers: Followers,
): Channel {
  const call = calls(user, sender);
  let known: Channel | null = null;

  async function inPrivate(
    signal: AbortSignal,
    work: (channel: Channel) => Promise<Delivery>,
  ): Promise<Delivery> {
    if (known !== null) return work(known);
    const body = { recipient_id: user };
    const made = await call<APIDMChannel>(
      ({ library, rest }, deadline) =>
        rest().post(library.Routes.userChannels(), { body, signal: deadline }),
      { signal },
    );
    if (made.kind === 'failed') return made.delivery;
    known = discordChannel(name, { id: made.value.id, thread: null }, sender, followers);
    return work(known);
  }

  return {
    name,
    kind: 'discord',
    post: (message, signal) => inPrivate(signal, (channel) => channel.post(message, signal)),
    edit: (remoteId, message, signal) =>
      inPrivate(signal, (channel) => channel.edit(remoteId, message, signal)),
  };
}
