import type { Message } from 'grammy/types';
import { assertNever } from '../../model/assert-never.ts';
import type { Reply } from '../reply.ts';
import { refuse } from '../reply.ts';
import type { Incoming } from './incoming.ts';
import { placeOf, readMessage, seenUser, topicOf } from './incoming.ts';
import type { Handling, TalkDeps } from './talk.ts';
import { answerTo, hint, sendAnswer } from './talk.ts';

/** Answers one message, where it asks for something. */
export async function handleMessage(
  message: Message,
  handling: Handling,
  deps: TalkDeps & { readonly me: { readonly username: string } },
): Promise<void> {
  const answer = await replyTo(message, readMessage(message, deps.me), handling, deps);
  if (!answer) return;
  const post = {
    chat: String(message.chat.id),
    thread: topicOf(message),
    replyTo: message.message_id,
    reply: answer,
  };
  await sendAnswer(post, handling, deps);
}

async function replyTo(
  message: Message,
  incoming: Incoming,
  handling: Handling,
  deps: TalkDeps,
): Promise<Reply | null> {
  switch (incoming.kind) {
    case 'nothing':
      return null;
    case 'anonymous':
      return deps.strangers.mayHear(`chat ${message.chat.id}`) ? anonymous() : null;
    case 'words': {
      const actor = await deps.identify(seenUser(incoming.from));
      return actor.role === null ? null : hint();
    }
    case 'command':
      return commandReply(message, incoming, handling, deps);
    default:
      return assertNever(incoming);
  }
}

async function commandReply(
  message: Message,
  { name, input, addressed, from }: Extract<Incoming, { kind: 'command' }>,
  handling: Handling,
  deps: TalkDeps,
): Promise<Reply | null> {
  const known = deps.desk.commands.some((one) => one.name === name);
  // In a group, a command nobody here knows is another bot's.
  if (!known && !addressed) return null;
  const request = {
    name,
    input,
    actor: await deps.identify(seenUser(from)),
    place: placeOf(message.chat, topicOf(message)),
    signal: handling.signal,
  };
  return answerTo(request, handling, deps);
}

function anonymous(): Reply {
  return refuse(
    'I cannot tell who you are: you write as the group. Turn off “Remain anonymous” in your admin rights, then give the command again.',
  );
}
