import type { Chat, Message, Update, User, UserFromGetMe } from 'grammy/types';
import type { ChatPlace, CommandInfo } from '../command.ts';
import type { Seen } from '../surface.ts';
import { readPrompt } from './prompt.ts';

/** What a message asks for. */
export type Incoming =
  | {
      readonly kind: 'command';
      readonly name: string;
      readonly input: string;
      /** Meant for this bot beyond doubt: written to it alone, or with its name. */
      readonly addressed: boolean;
      readonly from: User;
    }
  /** The answer to a question of the bot: words that go behind the command's input. */
  | {
      readonly kind: 'answer';
      readonly command: string;
      readonly input: string;
      readonly words: string;
      readonly from: User;
    }
  /** Words without a slash, written to the bot alone. */
  | { readonly kind: 'words'; readonly from: User }
  /** An admin who hides behind the group; nobody can tell who it is. */
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'nothing' };

/** The bot itself. */
export type Me = Pick<UserFromGetMe, 'id' | 'username'>;

const COMMAND = /^\/([a-z0-9_]{1,32})(?:@(\w+))?(?:\s+([\s\S]*))?$/i;

/** Reads a message. Forwards, bots, channels and captions ask for nothing: nobody vouches for who wrote them. */
export function readMessage(message: Message, me: Me): Incoming {
  const { from, text, sender_chat: behind, chat } = message;
  if (behind) return { kind: behind.id === chat.id && isCommand(text) ? 'anonymous' : 'nothing' };
  const indirect = message.forward_origin ?? message.via_bot ?? message.is_automatic_forward;
  if (!from || from.is_bot || indirect !== undefined || text === undefined) {
    return { kind: 'nothing' };
  }
  const alone = chat.type === 'private';
  if (!isCommand(text)) {
    const asked = readPrompt(message.reply_to_message, from, me);
    if (asked) return { kind: 'answer', ...asked, words: text, from };
    return alone ? { kind: 'words', from } : { kind: 'nothing' };
  }
  return readCommand({ text, from, alone, me });
}

function isCommand(text: string | undefined): boolean {
  return text !== undefined && COMMAND.test(text.trim());
}

function readCommand(said: {
  readonly text: string;
  readonly from: User;
  readonly alone: boolean;
  readonly me: Me;
}): Incoming {
  const [, name = '', to, input = ''] = COMMAND.exec(said.text.trim()) ?? [];
  const other = to !== undefined && to.toLowerCase() !== said.me.username.toLowerCase();
  if (other) return { kind: 'nothing' };
  const addressed = said.alone || to !== undefined;
  return {
    kind: 'command',
    ...started(name.toLowerCase(), input.trim()),
    addressed,
    from: said.from,
  };
}

/** `/start` is what Telegram sends when a chat with the bot is opened; with a code it pairs. */
function started(name: string, input: string): { name: string; input: string } {
  if (name !== 'start') return { name, input };
  return input === '' ? { name: 'help', input: '' } : { name: 'pair', input };
}

/** Who wrote or pressed; only the numeric id counts. */
export function seenUser(user: User): Seen {
  const name = [user.first_name, user.last_name].filter(Boolean).join(' ') || `${user.id}`;
  return { surface: 'telegram', userId: String(user.id), name, groups: [], owner: false };
}

/** Topic of a forum, or null. Other `message_thread_id`s only group replies and cannot be written to. */
export function topicOf(message: Partial<Message>): number | null {
  return message.is_topic_message === true ? (message.message_thread_id ?? null) : null;
}

export function placeOf(chat: Chat, thread: number | null): ChatPlace {
  const title = chat.title ?? chat.first_name ?? `${chat.id}`;
  return {
    surface: 'telegram',
    id: String(chat.id),
    thread: thread === null ? null : String(thread),
    title,
  };
}

/** Updates with the same key are handled in their order. */
export function orderKey(update: Update): string {
  const chat =
    update.message?.chat.id ??
    update.callback_query?.message?.chat.id ??
    update.my_chat_member?.chat.id;
  return String(chat ?? update.callback_query?.from.id ?? 'other');
}

/** Whether a command changes something; such a command must not take effect long after it was given. */
export function changesState(info: CommandInfo | undefined): boolean {
  return info !== undefined && info.role !== 'viewer' && info.role !== 'anyone';
}
