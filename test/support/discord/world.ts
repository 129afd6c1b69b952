import {
  type APIApplicationCommand,
  type APIEmbed,
  type APIMessage,
  type APIRole,
  type APIUser,
  MessageType,
} from 'discord-api-types/v10';
import { uploadsOf } from './http.ts';
import type { MessageBody } from './limits.ts';

export interface GuildSeed {
  readonly id: string;
  readonly name?: string;
  readonly owner?: string;
  readonly roles?: readonly string[];
}

export interface ChannelSeed {
  readonly id: string;
  readonly guild: string;
  readonly name?: string;
  /** A forum with these tags. */
  readonly tags?: readonly string[];
  /** Whether the bot may change it; true unless given. */
  readonly manage?: boolean;
  /** Whether the bot sees it, and may write there; both unless given. */
  readonly rights?: 'none' | 'view';
  /** Permissions that are taken from everybody there, as bits. */
  readonly denied?: bigint;
}

/** A thread, or a post of a forum. */
export interface ThreadSeed extends ChannelSeed {
  readonly parent: string;
  archived: boolean;
  applied: readonly string[];
}

/** Everything the stand-in remembers, as Discord would. */
export interface World {
  readonly applicationId: string;
  readonly bot: APIUser;
  readonly guilds: Map<string, GuildSeed & { readonly known: Set<string> }>;
  readonly channels: Map<string, ChannelSeed>;
  readonly threads: Map<string, ThreadSeed>;
  /** Tags of forums, id to name. */
  readonly tags: Map<string, Map<string, string>>;
  readonly messages: Map<string, Stored>;
  readonly commands: Map<string, APIApplicationCommand[]>;
  /** `channel:nonce` to message id and when. */
  readonly nonces: Map<string, { id: string; at: number }>;
  nextId(): string;
}

export interface Stored {
  message: APIMessage;
  readonly guild: string | null;
  readonly ephemeral: boolean;
  deleted: boolean;
}

export function newWorld(
  guilds: readonly GuildSeed[],
  channels: readonly ChannelSeed[],
  applicationId: string,
): World {
  let last = 1_300_000_000_000_000_000n;
  const nextId = () => {
    last += 1n;
    return String(last);
  };
  const tagsOf = ({ tags = [] }: ChannelSeed) => new Map(tags.map((tag) => [nextId(), tag]));
  return {
    applicationId,
    bot: user(applicationId, 'tocsin', true),
    guilds: new Map(guilds.map((guild) => [guild.id, { ...guild, known: new Set(guild.roles) }])),
    channels: new Map(channels.map((channel) => [channel.id, channel])),
    messages: new Map(),
    commands: new Map(),
    nonces: new Map(),
    threads: new Map(),
    tags: new Map(channels.filter((one) => one.tags).map((one) => [one.id, tagsOf(one)])),
    nextId,
  };
}

export function user(id: string, name: string, bot = false): APIUser {
  return {
    id,
    username: name,
    discriminator: '0',
    global_name: name,
    avatar: null,
    bot,
    flags: 0,
    public_flags: 0,
    primary_guild: null,
  } as unknown as APIUser;
}

export function role(id: string, name = `role-${id}`): APIRole {
  return {
    id,
    name,
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    position: 1,
    permissions: '0',
    managed: false,
    mentionable: false,
    flags: 0 as APIRole['flags'],
  };
}

type Part = { type: number; components?: Part[]; [key: string]: unknown };
/** A string select. */
const SELECT = 3;

/** A stored message from what was sent, with what Discord adds to it. */
export function newMessage(
  world: World,
  channelId: string,
  body: MessageBody & { message_reference?: { message_id: string } | null },
  { flags = 0, id = world.nextId() }: { flags?: number; id?: string } = {},
): APIMessage {
  const reference = body.message_reference ?? null;
  const replied = reference === null ? undefined : world.messages.get(reference.message_id);
  return {
    id,
    channel_id: channelId,
    type: replied === undefined ? MessageType.Default : MessageType.Reply,
    author: world.bot,
    content: body.content ?? '',
    embeds: storedEmbeds(body),
    components: storedComponents(body) as NonNullable<APIMessage['components']>,
    attachments: storedFiles(world, body),
    mentions: [],
    mention_roles: [],
    mention_everyone: false,
    pinned: false,
    tts: false,
    timestamp: new Date().toISOString(),
    edited_timestamp: null,
    flags: flags | ((body.flags ?? 0) & SILENT),
    ...(body.nonce ? { nonce: body.nonce } : {}),
    ...(replied === undefined
      ? {}
      : {
          message_reference: {
            type: 0,
            channel_id: channelId,
            message_id: replied.message.id,
          },
        }),
  };
}

/** Files as Discord keeps them. */
function storedFiles(world: World, body: MessageBody): APIMessage['attachments'] {
  return uploadsOf(body).map(({ field, name, mediaType, bytes }) => {
    const id = world.nextId();
    const url = `https://cdn.example.com/attachments/${id}/${name}`;
    const sizes = { size: bytes.length, content_type: mediaType };
    const told = (body.attachments ?? []) as readonly { id?: string; description?: string }[];
    const description = told.find((one) => field === `files[${one.id}]`)?.description;
    const said = description === undefined ? {} : { description };
    return { id, filename: name, ...sizes, ...said, url, proxy_url: url };
  });
}

/** Files after an edit: those that are named stay, and all do where none are named. */
function filesAfter(world: World, { attachments: before }: APIMessage, body: MessageBody) {
  const named = body.attachments as readonly { id?: string }[] | null | undefined;
  const kept = before.filter(
    ({ id }) => named === undefined || named?.some((one) => one.id === id),
  );
  return [...kept, ...storedFiles(world, body)];
}

/** The message after an edit: what the body leaves out stays. */
export function edited(world: World, message: APIMessage, body: MessageBody): APIMessage {
  return {
    ...message,
    attachments: filesAfter(world, message, body),
    ...(body.content === undefined ? {} : { content: body.content ?? '' }),
    ...(body.embeds === undefined ? {} : { embeds: storedEmbeds(body) }),
    ...(body.components === undefined
      ? {}
      : { components: storedComponents(body) as NonNullable<APIMessage['components']> }),
    flags: (message.flags ?? 0) & ~LOADING,
    edited_timestamp: new Date().toISOString(),
  };
}

/** https://docs.discord.com/developers/resources/message#message-object-message-flags */
export const EPHEMERAL = 64;
export const LOADING = 128;
const SILENT = 4096;

function storedEmbeds(body: MessageBody): APIEmbed[] {
  return (body.embeds ?? []).map((embed) => ({
    ...(embed as APIEmbed),
    type: 'rich' as APIEmbed['type'] & string,
    ...(embed.fields
      ? { fields: embed.fields.map((field) => ({ inline: false, ...field })) as APIEmbed['fields'] }
      : {}),
  })) as APIEmbed[];
}

function storedComponents(body: MessageBody): Part[] {
  let id = 0;
  const number = (part: Part): Part => {
    id += 1;
    const own = id;
    const inner = part.components?.map(number);
    const defaults = part.type === SELECT ? { min_values: 1, max_values: 1, disabled: false } : {};
    return { ...defaults, ...part, id: own, ...(inner === undefined ? {} : { components: inner }) };
  };
  return ((body.components ?? []) as Part[]).map(number);
}
