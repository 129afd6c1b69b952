import type { Channel, Delivery } from '../../notify/channel.ts';
import { calledBy } from '../calling.ts';
import type { Address } from '../surface.ts';
import { readRemoteId } from './delivery.ts';
import type { Messenger } from './messenger.ts';

/** One Telegram chat, or one topic of it, as a place for alert cards. */
export function telegramChannel(name: string, address: Address, send: Messenger): Channel {
  const thread = address.thread === null ? null : Number(address.thread);
  return {
    name,
    kind: 'telegram',
    post(message, signal) {
      const { reply, replyTo, silent } = message;
      const called = calledBy(message, address.mention);
      const answered = answeredMessage(replyTo, send.current(address.id));
      const post = { chat: address.id, thread, replyTo: answered, silent, reply, called };
      return untilStopped(() => send.post(post, signal), signal);
    },
    edit: (remoteId, { reply }, signal) =>
      untilStopped(() => send.edit(remoteId, reply, signal), signal),
    pin: (remoteId, signal) => send.pin(remoteId, signal),
  };
}

/** Being stopped is an outcome like any other: whether the message went out is not known, so it is tried again. */
export async function untilStopped(
  send: () => Promise<Delivery>,
  signal: AbortSignal,
): Promise<Delivery> {
  try {
    return await send();
  } catch (error) {
    if (!signal.aborted) throw error;
    return { kind: 'retry', after: 0, reason: 'stopped before Telegram answered', unsure: true };
  }
}

/** A message of another chat cannot be replied to: its number would mean another message here. */
function answeredMessage(replyTo: string | null, chat: string): number | null {
  if (replyTo === null) return null;
  const remote = readRemoteId(replyTo);
  return remote.chat === chat ? remote.message : null;
}
