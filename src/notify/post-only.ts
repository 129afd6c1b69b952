import type { Channel, Delivery, Outgoing } from './channel.ts';

/** Between what a message is known by and how many alerts it has told of. */
const BAR = '|';

/** What is sent: `replyTo` is the id of the card it follows, or null. */
export type Send = (message: Outgoing, signal: AbortSignal) => Promise<Delivery>;

/**
 * A channel whose messages cannot be changed. What changes is told by notes, so that an edit counts as delivered; but
 * when alerts have joined the message of another, it is sent anew, in a storm each time that their number has doubled.
 */
export function postOnly(of: Pick<Channel, 'name' | 'kind'>, send: Send): Channel {
  return {
    ...of,
    async post(message, signal) {
      const sent = await send({ ...message, replyTo: idOf(message.replyTo) }, signal);
      if (sent.kind !== 'delivered') return sent;
      return { ...sent, remoteId: `${sent.remoteId}${BAR}${totalOf(message)}` };
    },
    async edit(remoteId, message, signal) {
      const told = Number(remoteId.split(BAR)[1] ?? 1);
      const isNew = totalOf(message) >= (message.about?.storm ? 2 * told : told + 1);
      if (!isNew) return { kind: 'delivered', remoteId };
      const id = idOf(remoteId);
      const sent = await send({ ...message, replyTo: id }, signal);
      if (sent.kind !== 'delivered') return sent;
      return { ...sent, remoteId: `${id}${BAR}${totalOf(message)}` };
    },
  };
}

function totalOf({ about }: Outgoing): number {
  return about?.whole.total ?? 1;
}

function idOf(remoteId: string | null): string | null {
  return remoteId?.split(BAR)[0] ?? null;
}
