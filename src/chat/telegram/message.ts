import type { Message } from 'grammy/types';
import { assertNever } from '../../model/assert-never.ts';
import { withWords } from '../ask.ts';
import type { Reply } from '../reply.ts';
import { refuse } from '../reply.ts';
import type { Incoming, Me } from './incoming.ts';
import { placeOf, readMessage, seenUser, topicOf } from './incoming.ts';
import type { Handling, TalkDeps } from './talk.ts';
import { answerTo, hint, sendAnswer, under } from './talk.ts';

/** Answers one message, where it asks for something. */
export async function handleMessage(
  message: Message,
  handling: Handling,
  deps: TalkDeps & { readonly me: Me },
): Promise<void> {
  const answer = await replyTo(message, readMessage(message, deps.me), handling, deps);
  if (answer) await sendAnswer(under(message), answer, handling, deps);
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
    case 'answer': {
      const { command: name, from, words } = incoming;
      const info = deps.desk.commands.find((one) => one.name === name);
      const input = info ? withWords(info, incoming.input, words) : incoming.input;
      return commandReply(message, { name, input, addressed: true, from }, handling, deps);
    }
    default:
      return assertNever(incoming);
  }
}

async function commandReply(
  message: Message,
  { name, input, addressed, from }: Omit<Extract<Incoming, { kind: 'command' }>, 'kind'>,
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
