import type { Actor } from '../../model/person.ts';
import { mayBeAsked } from '../ask.ts';
import { chatId } from './chat-id.ts';
import { deliveryOf } from './delivery.ts';
import type { Press } from './keyboard.ts';

import type { Prompt } from './prompt.ts';
import { question } from './prompt.ts';
import type { Handling, Spot, TalkDeps } from './talk.ts';
import { isExpired, untilSent } from './talk.ts';

/** The question of a press that asks; null when the press is to be answered as any other, be it with a refusal. */
export function promptFor(
  press: Press,
  actor: Actor,
  handling: Handling,
  { desk }: Pick<TalkDeps, 'desk'>,
): Prompt | null {
  const info = desk.commands.find((one) => one.name === press.command);
  if (!info || !press.asks || !mayBeAsked(actor, info) || isExpired(info, handling)) return null;
  return question(info, press, actor);
}

/** Sends a question; what it is about stands in it, so that nothing has to be remembered. */
export function sendPrompt(
  spot: Spot,
  { text, placeholder }: Prompt,
  handling: Handling,
  deps: TalkDeps,
): Promise<void> {
  const chat = deps.messenger.current(spot.chat);
  const payload = {
    chat_id: chatId(chat),
    text,
    parse_mode: 'HTML' as const,
    reply_markup: {
      force_reply: true as const,
      selective: true,
      ...(placeholder === '' ? {} : { input_field_placeholder: placeholder }),
    },
    ...(spot.thread === null ? {} : { message_thread_id: spot.thread }),
    ...(spot.replyTo === null
      ? {}
      : { reply_parameters: { message_id: spot.replyTo, allow_sending_without_reply: true } }),
  };
  const send = async (signal: AbortSignal) =>
    deliveryOf(
      await deps.client.call((api, within) => api.sendMessage(payload, within), { signal }),
      chat,
    );
  return untilSent(send, handling, deps);
}
