import type { CallbackQuery } from 'grammy/types';
import type { Actor } from '../../model/person.ts';
import type { Instant } from '../../model/time.ts';
import { MINUTE, SECOND } from '../../model/time.ts';
import { pause } from '../../model/wait.ts';
import type { Delivery } from '../../notify/channel.ts';
import type { CommandInfo } from '../command.ts';
import type { Reply } from '../reply.ts';
import { refuse, reply, say } from '../reply.ts';
import type { Desk, Identify, Request } from '../surface.ts';
import type { Client } from './client.ts';
import { changesState, topicOf } from './incoming.ts';
import { pressData } from './keyboard.ts';
import type { Log } from './log.ts';
import type { Messenger, Post } from './messenger.ts';
import type { Strangers } from './strangers.ts';

/** Older commands and presses that change something are refused: the world has moved on. */
const MAX_AGE = 10 * MINUTE;

/** What answering messages and presses needs. */
export interface TalkDeps {
  readonly client: Client;
  readonly desk: Desk;
  readonly identify: Identify;
  readonly messenger: Messenger;
  readonly strangers: Strangers;
  readonly zone: string;
  readonly now: () => Instant;
  readonly log: Log;
}

/** Where an answer belongs. */
export type Spot = Pick<Post, 'chat' | 'thread' | 'replyTo'>;

/** The place under a message, in its topic. */
export function under(message: NonNullable<CallbackQuery['message']>): Spot {
  return {
    chat: String(message.chat.id),
    thread: topicOf(message),
    replyTo: message.message_id,
  };
}

/** One update in work. */
export interface Handling {
  /** Milliseconds since it was written or pressed, as far as known. */
  readonly age: number;
  readonly signal: AbortSignal;
}

/** The command's own answer, or why it is not asked; null for silence, which strangers get once they were told. */
export async function answerTo(
  request: Request,
  handling: Handling,
  deps: TalkDeps,
): Promise<Reply | null> {
  const info = deps.desk.commands.find((one) => one.name === request.name);
  if (!mayBeAnswered(request.actor, info, deps.strangers)) return null;
  if (request.actor.role !== null && isExpired(info, handling)) return expired(request, handling);
  const choices = info ? await choicesFor(request, info, deps.desk) : null;
  return choices ?? deps.desk.answer(request);
}

function mayBeAnswered(actor: Actor, info: CommandInfo | undefined, book: Strangers): boolean {
  if (actor.role !== null) return true;
  return info?.role === 'anyone' ? book.mayTry(actor.id) : book.mayHear(actor.id);
}

/** Whether something that changes a state was given too long ago. */
export function isExpired(info: CommandInfo | undefined, { age }: Handling): boolean {
  return changesState(info) && age > MAX_AGE;
}

function expired({ name }: Request, { age }: Handling): Reply {
  const minutes = Math.floor(age / MINUTE);
  return refuse(
    `Expired: this /${name} is ${minutes} min old and was not carried out. Look at the current state with /alerts and give it again.`,
  );
}

/** A required argument that was left out is offered as buttons, where there is something to offer. */
async function choicesFor(request: Request, info: CommandInfo, desk: Desk): Promise<Reply | null> {
  const [first] = info.args;
  if (request.input !== '' || !first?.required) return null;
  const offered = first.completes
    ? await desk.complete({ ...request, argument: first.name, typed: '' })
    : (first.choices ?? []).map((value) => ({ value, label: value }));
  const buttons = offered
    .filter(
      (choice) =>
        pressData({ command: info.name, input: choice.value, asks: false, replaces: false }) !==
        null,
    )
    .map(({ label, value }) => ({
      label,
      tone: 'plain' as const,
      command: info.name,
      input: value,
    }));
  if (buttons.length === 0) return null;
  const question = `/${info.name}: which ${first.name}?`;
  return reply([
    { kind: 'heading', text: question, tone: 'info' },
    { kind: 'buttons', buttons },
  ]);
}

/** A short hint for people who are known and write without a slash. */
export function hint(): Reply {
  return say('I answer commands, which begin with a slash. /help lists them all.', 'muted');
}

/** Who asked does not wait longer than this for an answer that has to be sent again. */
const PATIENCE = 30 * SECOND;

/** Sends an answer under what it answers. */
export function sendAnswer(
  { chat, thread, replyTo }: Spot,
  answer: Reply,
  handling: Handling,
  deps: TalkDeps,
): Promise<void> {
  const post = { chat, thread, replyTo, silent: false, reply: answer };
  return untilSent((signal) => deps.messenger.post(post, signal), handling, deps);
}

/** Sends again and again until the update's deadline where a later try may work. */
export async function untilSent(
  send: (signal: AbortSignal) => Promise<Delivery>,
  { signal }: Handling,
  deps: TalkDeps,
): Promise<void> {
  for (;;) {
    const delivery = await send(signal);
    if (delivery.kind === 'delivered') return;
    if (delivery.kind !== 'retry' || delivery.after >= PATIENCE) {
      deps.log.warn(`Telegram: an answer could not be sent. ${delivery.reason}`);
      return;
    }
    await pause(delivery.after, signal);
    signal.throwIfAborted();
  }
}
