import type { CallbackQuery, Chat, Message, Update, User } from 'grammy/types';
import type { Upload } from './body.ts';

/** A person in a test; a number stands for a person without a name worth mentioning. */
export type Person = number | (Partial<User> & { readonly id: number });

const BOT_COMMAND = /^\/[a-zA-Z0-9_]+(@[a-zA-Z0-9_]+)?/;

/** A message of the bot as people see it now. */
export interface FakeMessage {
  readonly id: number;
  readonly chat: number;
  readonly thread: number | null;
  readonly replyTo: number | null;
  /** What people read, without markup. */
  readonly text: string;
  /** As it was sent. */
  readonly source: string;
  readonly buttons: readonly { readonly text: string; readonly data: string }[];
  /** Opens a reply in the app. */
  readonly asks: boolean;
  readonly silent: boolean;
  readonly edits: number;
  /** The file, of a message that is one. */
  readonly document?: Upload;
  /** The picture, of a message that shows one; `text` is then its caption. */
  readonly photo?: Upload;
}

/** What the bot may be in a chat. */
export type Standing = 'unknown' | 'left' | 'silenced' | 'administrator' | 'no topics';

/** What Telegram remembers: chats, messages, updates that nobody confirmed. */
export interface World {
  readonly bot: User;
  readonly messages: Map<string, FakeMessage>;
  readonly originals: Map<string, Message>;
  readonly queue: Update[];
  /** Callback queries that may still be answered. */
  readonly openQueries: Set<string>;
  readonly moved: Map<number, number>;
  readonly titles: Map<number, string>;
  /** Topics by `chat:id`. */
  readonly topics: Map<string, { readonly name: string; readonly colour: number; closed: boolean }>;
  /** What the bot is in a chat; a member that may write unless given. `unknown`: there is no such chat for it. */
  readonly standing: Map<number, Standing>;
  commands: unknown[];
  webhook: string;
  confirmed: number;
  nextMessage: number;
  nextUpdate: number;
}

export function newWorld(bot: User): World {
  return {
    bot,
    messages: new Map(),
    originals: new Map(),
    queue: [],
    openQueries: new Set(),
    moved: new Map(),
    titles: new Map(),
    topics: new Map(),
    standing: new Map(),
    commands: [],
    webhook: '',
    confirmed: 0,
    nextMessage: 1,
    nextUpdate: 10_000,
  };
}

/** Positive ids are people, ids below -10^12 supergroups, other negative ids basic groups. */
export function chatOf(world: World, id: number, person?: User): Chat {
  const title = world.titles.get(id) ?? `Group ${id}`;
  if (id > 0) return { id, type: 'private', first_name: person?.first_name ?? `Person ${id}` };
  if (id < -1_000_000_000_000) return { id, type: 'supergroup', title, is_forum: true };
  return { id, type: 'group', title };
}

function userOf(person: Person): User {
  if (typeof person === 'number') {
    return { id: person, is_bot: false, first_name: `Person ${person}` };
  }
  return { is_bot: false, first_name: `Person ${person.id}`, ...person };
}

export interface Say {
  readonly chat: number;
  readonly user: Person;
  readonly text: string;
  readonly thread?: number;
  /** The message that this one answers. */
  readonly replyTo?: number;
  /** Seconds since 1970; now unless given. */
  readonly date?: number;
  /** More fields of the message, such as `via_bot` or `forward_origin`. */
  readonly extra?: Partial<Message>;
}

export function saidMessage(world: World, what: Say): Message.TextMessage {
  const from = userOf(what.user);
  const command = BOT_COMMAND.exec(what.text)?.[0];
  const topic = what.thread === undefined ? {} : topicOf(what.thread);
  const message = {
    message_id: world.nextMessage++,
    date: what.date ?? Math.floor(Date.now() / 1_000),
    chat: chatOf(world, what.chat, from),
    from,
    text: what.text,
    ...repliedTo(world, what),
    ...topic,
    ...(command === undefined
      ? {}
      : { entities: [{ type: 'bot_command' as const, offset: 0, length: command.length }] }),
    ...what.extra,
  } as Message.TextMessage;
  world.originals.set(key(what.chat, message.message_id), message);
  return message;
}

function repliedTo(world: World, { chat, replyTo }: Say): Partial<Message> {
  if (replyTo === undefined) return {};
  const original = world.originals.get(key(chat, replyTo));
  if (!original) throw new Error(`no message ${replyTo} in chat ${chat}`);
  const { reply_to_message: _, ...rest } = original as Message.TextMessage;
  return { reply_to_message: rest } as Partial<Message>;
}

function topicOf(thread: number) {
  return { message_thread_id: thread, is_topic_message: true as const };
}

export interface Press {
  readonly messageId: number;
  readonly chat: number;
  readonly user: Person;
  readonly data: string;
}

export function pressQuery(world: World, what: Press): CallbackQuery {
  const message = world.originals.get(key(what.chat, what.messageId));
  if (!message) throw new Error(`no message ${what.messageId} in chat ${what.chat}`);
  const id = `${BigInt(world.nextUpdate) * 4_294_967_296n}`;
  world.openQueries.add(id);
  return { id, from: userOf(what.user), message, chat_instance: `${what.chat}`, data: what.data };
}

export function key(chat: number, message: number): string {
  return `${chat}:${message}`;
}

/** The bot that a token belongs to. */
export function botUser(options: { token: string; username?: string }): User {
  return {
    id: Number(options.token.split(':')[0]),
    is_bot: true,
    first_name: 'Tocsin',
    username: options.username ?? 'TocsinBot',
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
  } as User;
}
