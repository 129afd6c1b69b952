import type { Message } from 'grammy/types';
import { assertNever } from '../../model/assert-never.ts';
import { SECOND } from '../../model/time.ts';
import type { Delivery } from '../../notify/channel.ts';
import type { Outcome } from './client.ts';
import type { Failure } from './failure.ts';

/** How soon to try again where Telegram does not say. */
const RETRY_AFTER = 2 * SECOND;
/** For what only a person can mend: the token, a right, a chat that is not there yet. */
const RETRY_AFTER_MENDING = 60 * SECOND;

/** Remote ids are `<chat>:<message>`. */
export function readRemoteId(remoteId: string): { chat: string; message: number } {
  const [chat = '', message = ''] = remoteId.split(':');
  return { chat, message: Number(message) };
}

/** How a send ended. */
export function deliveryOf(outcome: Outcome<Message>, chat: string): Delivery {
  return outcome.kind === 'done' ? delivered(outcome.value) : undelivered(outcome.failure, chat);
}

export function delivered(message: Message): Delivery {
  return { kind: 'delivered', remoteId: `${message.chat.id}:${message.message_id}` };
}

/** What a failed send means for whoever wants to send it. */
export function undelivered(failure: Failure, chat: string): Delivery {
  const { reason } = failure;
  switch (failure.kind) {
    case 'flood':
      return { kind: 'retry', after: failure.after, reason };
    case 'unavailable':
      return {
        ...{ kind: 'retry', after: RETRY_AFTER, reason },
        ...(failure.unsure && { unsure: true }),
      };
    case 'unauthorised':
      return { kind: 'retry', after: RETRY_AFTER_MENDING, reason };
    case 'conflict':
    case 'migrated':
      return { kind: 'retry', after: RETRY_AFTER, reason };
    case 'forbidden':
      return later(
        `The bot may not write to Telegram chat ${chat}: add it to the group, or let the person unblock it and send /start (${reason})`,
      );
    case 'refused':
      return refusal(reason, chat);
    default:
      return assertNever(failure);
  }
}

function refusal(reason: string, chat: string): Delivery {
  if (/chat not found|PEER_ID_INVALID|CHANNEL_(PRIVATE|INVALID)/i.test(reason)) {
    return later(
      `Telegram does not know chat ${chat}: check the chat id, and add the bot to the group or send it /start (${reason})`,
    );
  }
  if (/not enough rights|administrator rights|CHAT_(\w+_)?FORBIDDEN|TOPIC_CLOSED/i.test(reason)) {
    return later(
      `The bot lacks the right to write in Telegram chat ${chat}: let an admin of the chat allow it to send messages (${reason})`,
    );
  }
  const said = `Telegram does not accept the message for chat ${chat}: ${reason}`;
  return { kind: 'rejected', reason: said };
}

function later(reason: string): Delivery {
  return { kind: 'retry', after: RETRY_AFTER_MENDING, reason };
}

const GONE = /message to edit not found|message can't be edited|MESSAGE_ID_INVALID/i;

/** The same for a failed edit; an edit that changes nothing has done its work. */
export function unedited(failure: Failure, remoteId: string): Delivery {
  if (failure.kind === 'refused' && /message is not modified/i.test(failure.reason)) {
    return { kind: 'delivered', remoteId };
  }
  const gone = failure.kind === 'refused' && GONE.test(failure.reason);
  if (gone || failure.kind === 'migrated') return { kind: 'gone', reason: failure.reason };
  return undelivered(failure, readRemoteId(remoteId).chat);
}

/** Telegram cannot read the marks in the text; without them it can. */
export function unreadable(failure: Failure): boolean {
  return failure.kind === 'refused' && /can't parse entities/i.test(failure.reason);
}
