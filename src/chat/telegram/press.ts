import type { CallbackQuery } from 'grammy/types';
import type { Actor } from '../../model/person.ts';
import { SECOND } from '../../model/time.ts';
import { soon } from '../../model/wait.ts';
import type { Reply } from '../reply.ts';
import { isBrief, refuse } from '../reply.ts';
import { promptFor, sendPrompt } from './asking.ts';
import { changesState, placeOf, seenUser, topicOf } from './incoming.ts';
import type { Press } from './keyboard.ts';
import { readPress } from './keyboard.ts';
import { MAX_TOAST } from './limits.ts';
import { renderToast } from './render.ts';
import type { Handling, TalkDeps } from './talk.ts';
import { answerTo, sendAnswer, under } from './talk.ts';

/** How long a press waits for its answer before it is confirmed without one; the button shows a clock meanwhile. */
const TOAST_WAIT = 1.5 * SECOND;

/** Every press is confirmed anyway, so these words cost nothing; the whole refusal comes once an hour. */
const TOLD_ALREADY = refuse('I do not know you. Ask an admin to add you.');

/**
 * Answers one press. The person always gets a confirmation; a short answer, and every answer of a command that
 * changes something, is shown in it, anything else follows as a message under the card.
 */
export async function handlePress(
  query: CallbackQuery,
  handling: Handling,
  deps: TalkDeps,
): Promise<void> {
  const pressed = query.message && readPress(query.data ?? '');
  if (!query.message || !pressed) {
    const late = refuse('This button is out of date. /help shows what I can do.');
    await toast(query, late, handling, deps);
    return;
  }
  try {
    await answerPress(
      query,
      { ...pressed, message: query.message, data: query.data ?? '' },
      handling,
      deps,
    );
  } catch (error) {
    handling.signal.throwIfAborted();
    await toast(query, refuse('That did not work. The log says why; try again.'), handling, deps);
    throw error;
  }
}

interface Pressed extends Press {
  readonly message: NonNullable<CallbackQuery['message']>;
  readonly data: string;
}

async function answerPress(
  query: CallbackQuery,
  pressed: Pressed,
  handling: Handling,
  deps: TalkDeps,
): Promise<void> {
  const { command, input, message } = pressed;
  const actor = await deps.identify(seenUser(query.from));
  if (await askedFor(query, { ...pressed, actor }, handling, deps)) return;
  const request = {
    name: command,
    input,
    actor,
    place: placeOf(message.chat, topicOf(message)),
    signal: handling.signal,
  };
  const answering = answerTo(request, handling, deps);
  const inTime = await soon(
    answering.then((reply) => ({ reply })),
    TOAST_WAIT,
  );
  if (inTime?.reply === null) {
    await toast(query, TOLD_ALREADY, handling, deps);
    return;
  }
  const early = inTime?.reply ?? null;
  const info = deps.desk.commands.find((one) => one.name === command);
  const brief = early !== null && (isBrief(early) || changesState(info));
  const shown = await toast(query, brief ? early : null, handling, deps);
  const answer = await answering;
  if (!answer || (brief && shown)) return;
  if (
    !isBrief(answer) &&
    mayReplace(pressed) &&
    (await replaced(message, answer, handling, deps))
  ) {
    return;
  }
  await sendAnswer(under(message), answer, handling, deps);
}

/** Anybody can send any data: only a button that stands under the message may change it. */
function mayReplace({ message, replaces, data }: Pressed): boolean {
  if (!replaces || !('reply_markup' in message)) return false;
  const keys = message.reply_markup?.inline_keyboard.flat() ?? [];
  return keys.some((key) => 'callback_data' in key && key.callback_data === data);
}

/** Puts an answer in the place of a message; false when that cannot be changed any more. */
async function replaced(
  message: Pressed['message'],
  answer: Reply,
  handling: Handling,
  deps: TalkDeps,
): Promise<boolean> {
  const remoteId = `${message.chat.id}:${message.message_id}`;
  const edited = await deps.messenger.edit(remoteId, answer, handling.signal);
  return edited.kind === 'delivered';
}

/** Asks for the words that the press wants; false when it is to be answered as any other. */
async function askedFor(
  query: CallbackQuery,
  pressed: Pressed & { readonly actor: Actor },
  handling: Handling,
  deps: TalkDeps,
): Promise<boolean> {
  const prompt = promptFor(pressed, pressed.actor, handling, deps);
  if (!prompt) return false;
  const nobodyReplies = pressed.message.chat.type === 'channel';
  await toast(query, nobodyReplies ? notHere(pressed) : null, handling, deps);
  if (!nobodyReplies) await sendPrompt(under(pressed.message), prompt, handling, deps);
  return true;
}

/** Telegram lets nobody reply in a channel: https://core.telegram.org/bots/api#forcereply */
function notHere({ command, input }: Press): Reply {
  return refuse(`I cannot ask here. Write to me alone: /${command} ${input} and your words.`);
}

/** Confirms the press; false when Telegram no longer takes it, or the words did not fit. */
async function toast(
  query: CallbackQuery,
  reply: Reply | null,
  { signal }: Handling,
  deps: TalkDeps,
): Promise<boolean> {
  const moment = { now: deps.now(), zone: deps.zone };
  const text = reply ? renderToast(reply, moment, MAX_TOAST) : '';
  const words = text === '' ? {} : { text, show_alert: reply?.private === true };
  const outcome = await deps.client.call(
    (api, within) => api.answerCallbackQuery({ callback_query_id: query.id, ...words }, within),
    { signal },
  );
  return outcome.kind === 'done';
}
