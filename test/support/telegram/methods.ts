import type { Chat, Message } from 'grammy/types';
import { uploadOf } from './body.ts';
import type { Params } from './rules.ts';
import { visibleText } from './rules.ts';
import type { FakeMessage, World } from './world.ts';
import { chatOf, key } from './world.ts';

/** How a call ends. */
export type Answer =
  | { readonly kind: 'done'; readonly result: unknown }
  | {
      readonly kind: 'failed';
      readonly code: number;
      readonly description: string;
      readonly parameters?: object;
    };

type Method = (world: World, params: Params) => Answer;

/** Every method of the stand-in but getUpdates, which waits. */
export const METHODS: Readonly<Record<string, Method>> = {
  getMe: (world) => done({ ...world.bot }),
  getWebhookInfo: (world) =>
    done({
      url: world.webhook,
      has_custom_certificate: false,
      pending_update_count: world.queue.length,
    }),
  deleteWebhook(world, params) {
    world.webhook = '';
    if (params['drop_pending_updates'] === true) world.queue.length = 0;
    return done(true);
  },
  getMyCommands: (world) => done(world.commands),
  setMyCommands(world, params) {
    world.commands = params['commands'] as unknown[];
    return done(true);
  },
  sendChatAction: () => done(true),
  getChat,
  getChatMember,
  answerCallbackQuery(world, params) {
    if (world.openQueries.delete(String(params['callback_query_id']))) return done(true);
    return bad('query is too old and response timeout expired or query ID is invalid');
  },
  sendMessage,
  sendDocument,
  sendPhoto,
  editMessageText,
  pinChatMessage(world, params) {
    const id = key(Number(params['chat_id']), Number(params['message_id']));
    return world.messages.has(id) ? done(true) : bad('message to pin not found');
  },
  editMessageMedia,
  editMessageCaption,
  createForumTopic,
  closeForumTopic: (world, params) => turnTopic(world, params, true),
  reopenForumTopic: (world, params) => turnTopic(world, params, false),
};

/** https://core.telegram.org/bots/api#chatfullinfo */
function getChat(world: World, params: Params): Answer {
  const id = Number(params['chat_id']);
  const standing = world.standing.get(id);
  if (!Number.isFinite(id) || standing === 'unknown') return bad('chat not found');
  const moved = world.moved.get(id);
  if (moved !== undefined) return migrated(moved);
  const { is_forum: _, ...chat } = chatOf(world, id) as Chat.SupergroupChat;
  return done({
    ...{ ...chat, accent_color_id: 1, max_reaction_count: 11 },
    ...(chat.type === 'supergroup' && standing !== 'no topics' && { is_forum: true }),
    accepted_gift_types: {
      ...{ unlimited_gifts: false, limited_gifts: false, unique_gifts: false },
      ...{ premium_subscription: false, gifts_from_channels: false },
    },
  });
}

/** https://core.telegram.org/bots/api#chatmember */
function getChatMember(world: World, params: Params): Answer {
  const user = { ...publicBot(world) };
  switch (world.standing.get(Number(params['chat_id']))) {
    case 'unknown':
      return bad('chat not found');
    case 'left':
      return done({ status: 'left', user });
    case 'silenced':
      return done({ ...RESTRICTED, user });
    case 'administrator':
      return done({ ...ADMINISTRATOR, user });
    default:
      return done({ status: 'member', user });
  }
}

const RESTRICTED = {
  ...{ status: 'restricted', is_member: true, until_date: 0, can_send_messages: false },
  ...{ can_send_audios: false, can_send_documents: false, can_send_photos: false },
  ...{ can_send_videos: false, can_send_video_notes: false, can_send_voice_notes: false },
  ...{ can_send_polls: false, can_send_other_messages: false, can_add_web_page_previews: false },
  ...{ can_change_info: false, can_invite_users: false, can_pin_messages: false },
  ...{ can_manage_topics: false, can_edit_tag: false, can_react_to_messages: false },
};

const ADMINISTRATOR = {
  ...{ status: 'administrator', can_be_edited: false, is_anonymous: false },
  ...{ can_manage_chat: true, can_delete_messages: true, can_manage_video_chats: true },
  ...{ can_restrict_members: true, can_promote_members: false, can_change_info: true },
  ...{ can_invite_users: true, can_post_stories: true, can_edit_stories: true },
  ...{ can_delete_stories: true, can_manage_topics: true },
};

function createForumTopic(world: World, params: Params): Answer {
  const chat = Number(params['chat_id']);
  if (chatOf(world, chat).type !== 'supergroup') return bad('the chat is not a forum');
  const [name, colour] = [String(params['name']), Number(params['icon_color'])];
  const id = world.nextMessage++;
  world.topics.set(key(chat, id), { name, colour, closed: false });
  return done({ message_thread_id: id, name, icon_color: colour });
}

function turnTopic(world: World, params: Params, closed: boolean): Answer {
  const found = world.topics.get(
    key(Number(params['chat_id']), Number(params['message_thread_id'])),
  );
  if (!found) return bad('message thread not found');
  if (found.closed === closed) return bad('TOPIC_NOT_MODIFIED');
  found.closed = closed;
  return done(true);
}

function sendDocument(world: World, params: Params): Answer {
  const chat = Number(params['chat_id']);
  const file = uploadOf(params, 'document');
  if (!file || !Number.isFinite(chat)) return bad('chat not found');
  const replyTo = params['reply_parameters'] as { message_id?: number } | undefined;
  const original = world.originals.get(key(chat, replyTo?.message_id ?? 0));
  const id = world.nextMessage++;
  const caption = params['caption'];
  const message = {
    ...{ message_id: id, date: Math.floor(Date.now() / 1_000), chat: chatOf(world, chat) },
    from: publicBot(world),
    ...(original ? { reply_to_message: withoutReply(original) } : {}),
    ...topic(params),
    ...(caption === undefined ? {} : { caption }),
    document: {
      ...{ file_id: `file-${id}`, file_unique_id: `unique-${id}`, file_name: file.name },
      ...{ mime_type: file.mediaType, file_size: file.bytes.length },
    },
  } as Message;
  world.originals.set(key(chat, id), message);
  world.messages.set(key(chat, id), {
    ...{ id, chat, replyTo: original?.message_id ?? null, edits: 0, document: file },
    thread: (params['message_thread_id'] as number | undefined) ?? null,
    ...{ text: String(caption ?? ''), source: '', buttons: [], asks: false },
    silent: params['disable_notification'] === true,
  });
  return done(message);
}

function sendMessage(world: World, params: Params): Answer {
  const chat = Number(params['chat_id']);
  const moved = world.moved.get(chat);
  if (moved !== undefined) return migrated(moved);
  if (!Number.isFinite(chat) || chat === 0) return bad('chat not found');
  const replyTo = params['reply_parameters'] as { message_id?: number } | undefined;
  const original = world.originals.get(key(chat, replyTo?.message_id ?? 0));
  const message: Message = {
    message_id: world.nextMessage++,
    date: Math.floor(Date.now() / 1_000),
    chat: chatOf(world, chat),
    from: publicBot(world),
    ...(original ? { reply_to_message: withoutReply(original) } : {}),
    ...topic(params),
    ...content(params),
  } as Message;
  world.originals.set(key(chat, message.message_id), message);
  world.messages.set(key(chat, message.message_id), {
    id: message.message_id,
    chat,
    thread: (params['message_thread_id'] as number | undefined) ?? null,
    replyTo: original?.message_id ?? null,
    edits: 0,
    ...shown(params),
  });
  return done(message);
}

function editMessageText(world: World, params: Params): Answer {
  const chat = Number(params['chat_id']);
  const moved = world.moved.get(chat);
  if (moved !== undefined) return migrated(moved);
  const id = key(chat, Number(params['message_id']));
  const before = world.messages.get(id);
  const original = world.originals.get(id);
  if (!before || !original) return bad('message to edit not found');
  if (before.photo) return bad('there is no text in the message to edit');
  const after = shown(params);
  if (same(before, after)) {
    return bad(
      'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
    );
  }
  const { reply_markup: _, entities: __, ...kept } = original as Message.TextMessage;
  const message = {
    ...kept,
    ...content(params),
    edit_date: Math.floor(Date.now() / 1_000),
  } as Message;
  world.originals.set(id, message);
  world.messages.set(id, { ...before, ...after, edits: before.edits + 1 });
  return done(message);
}

/** As people see a picture: its words are its text. */
function withCaption(params: Params): Params {
  return { ...params, text: params['caption'] ?? '' };
}

function photoFields(params: Params, id: number): object {
  const { text, entities } = content(withCaption(params)) as { text: string; entities?: object };
  const { text: _, entities: __, ...rest } = content(withCaption(params)) as Params;
  return {
    ...rest,
    ...(text === '' ? {} : { caption: text }),
    ...(entities ? { caption_entities: entities } : {}),
    photo: [{ file_id: `file-${id}`, file_unique_id: `unique-${id}`, width: 960, height: 576 }],
  };
}

function sendPhoto(world: World, params: Params): Answer {
  const chat = Number(params['chat_id']);
  const photo = uploadOf(params, 'photo');
  if (!photo || !Number.isFinite(chat)) return bad('chat not found');
  const replyTo = params['reply_parameters'] as { message_id?: number } | undefined;
  const original = world.originals.get(key(chat, replyTo?.message_id ?? 0));
  const id = world.nextMessage++;
  const message = {
    ...{ message_id: id, date: Math.floor(Date.now() / 1_000), chat: chatOf(world, chat) },
    from: publicBot(world),
    ...(original ? { reply_to_message: withoutReply(original) } : {}),
    ...topic(params),
    ...photoFields(params, id),
  } as Message;
  world.originals.set(key(chat, id), message);
  world.messages.set(key(chat, id), {
    ...{ id, chat, replyTo: original?.message_id ?? null, edits: 0, photo },
    thread: (params['message_thread_id'] as number | undefined) ?? null,
    ...shown(withCaption(params)),
  });
  return done(message);
}

/** Takes text messages too: https://core.telegram.org/bots/api#editmessagemedia */
function editMessageMedia(world: World, params: Params): Answer {
  const media = params['media'] as Params;
  const photo = uploadOf({ ...params, ...media }, 'media');
  return changePicture(world, { ...params, ...media }, photo);
}

function editMessageCaption(world: World, params: Params): Answer {
  return changePicture(world, params, undefined);
}

function changePicture(world: World, params: Params, photo: FakeMessage['photo']): Answer {
  const id = key(Number(params['chat_id']), Number(params['message_id']));
  const before = world.messages.get(id);
  const original = world.originals.get(id) as (Message & { photo?: object }) | undefined;
  if (!before || !original) return bad('message to edit not found');
  const now = photo ?? before.photo;
  if (!now) return bad('there is no caption in the message to edit');
  const { text: _, entities: __, reply_markup: ___, ...kept } = original as Message.TextMessage;
  const message = {
    ...{ ...kept, ...photoFields(params, before.id) },
    edit_date: Math.floor(Date.now() / 1_000),
  } as Message;
  world.originals.set(id, message);
  const after = shown(withCaption(params));
  world.messages.set(id, { ...before, ...after, photo: now, edits: before.edits + 1 });
  return done(message);
}

function same(before: FakeMessage, after: ReturnType<typeof shown>): boolean {
  return (
    before.text === after.text &&
    before.source === after.source &&
    JSON.stringify(before.buttons) === JSON.stringify(after.buttons)
  );
}

/** What a message carries of what was sent; a forced reply is for the app alone. */
function content(params: Params): object {
  const markup = params['reply_markup'] as { inline_keyboard?: unknown } | undefined;
  const entities = shownEntities(params);
  return {
    text: shown(params).text,
    ...(entities.length === 0 ? {} : { entities }),
    ...(markup?.inline_keyboard === undefined ? {} : { reply_markup: markup }),
  };
}

/** Telegram cuts blanks off the ends, and shows whom a link to a person means. */
function shownEntities(params: Params): object[] {
  const seen = visibleText(params);
  if (seen.kind !== 'parsed') return [];
  const lead = seen.text.length - seen.text.trimStart().length;
  return seen.entities.map(({ url, ...entity }) => {
    const moved = { ...entity, offset: Math.max(0, entity.offset - lead) };
    const person = /^tg:\/\/user\?id=(\d+)$/.exec(url ?? '')?.[1];
    if (person === undefined) return { ...moved, ...(url === undefined ? {} : { url }) };
    const user = { id: Number(person), is_bot: false, first_name: `Person ${person}` };
    return { ...moved, type: 'text_mention', user };
  });
}

function shown(
  params: Params,
): Pick<FakeMessage, 'text' | 'source' | 'buttons' | 'asks' | 'silent'> {
  const seen = visibleText(params);
  const markup = params['reply_markup'] as
    | { inline_keyboard?: { text: string; callback_data: string }[][]; force_reply?: boolean }
    | undefined;
  return {
    asks: markup?.force_reply === true,
    silent: params['disable_notification'] === true,
    text: seen.kind === 'parsed' ? seen.text.trim() : '',
    source: String(params['text']),
    buttons: (markup?.inline_keyboard ?? [])
      .flat()
      .map((one) => ({ text: one.text, data: one.callback_data })),
  };
}

function topic(params: Params): object {
  const thread = params['message_thread_id'];
  return thread === undefined ? {} : { message_thread_id: thread, is_topic_message: true };
}

function publicBot(world: World): object {
  const { id, is_bot, first_name, username } = world.bot;
  return { id, is_bot, first_name, username };
}

function withoutReply(message: Message): Message {
  const { reply_to_message: _, ...rest } = message;
  return rest as Message;
}

function migrated(to: number): Answer {
  return {
    ...failed(400, 'Bad Request: group chat was upgraded to a supergroup chat'),
    parameters: { migrate_to_chat_id: to },
  };
}

function done(result: unknown): Answer {
  return { kind: 'done', result };
}

export function bad(description: string): Answer {
  return failed(400, `Bad Request: ${description}`);
}

export function failed(code: number, description: string) {
  return { kind: 'failed' as const, code, description };
}
