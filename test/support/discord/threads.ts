import { type MessageBody, messageProblems } from './limits.ts';
import { type Call, type Desk, failure, type Handler, type Reaction, refusal } from './reaction.ts';
import { newMessage, type ThreadSeed, type World } from './world.ts';

/** Forums, posts and threads: https://docs.discord.com/developers/resources/channel */
export const THREAD_ROUTES: readonly (readonly [string, RegExp, Handler])[] = [
  ['GET', /^\/channels\/(\d+)$/, getChannel],
  ['PATCH', /^\/channels\/(\d+)$/, patchChannel],
  ['GET', /^\/guilds\/(\d+)\/channels$/, guildChannels],
  ['POST', /^\/channels\/(\d+)\/typing$/, typing],
  ['POST', /^\/channels\/(\d+)\/threads$/, createPost],
  ['POST', /^\/channels\/(\d+)\/messages\/(\d+)\/threads$/, createThread],
  ['GET', /^\/guilds\/(\d+)\/threads\/active$/, activeThreads],
];

const TEXT = 0;
const PUBLIC_THREAD = 11;
const FORUM = 15;
const MOST_TAGS = 20;

function getChannel({ world }: Desk, _call: Call, [id = '']: readonly string[]): Reaction {
  const thread = world.threads.get(id);
  if (thread) return { status: 200, body: threadBody(world, thread) };
  if (!world.channels.has(id)) return failure(404, 10003, 'Unknown Channel');
  if (world.channels.get(id)?.rights === 'none') return failure(403, 50001, 'Missing Access');
  return { status: 200, body: channelBody(world, id) };
}

/** What the bot does not see is not among them. */
function guildChannels({ world }: Desk, _call: Call, [guild = '']: readonly string[]): Reaction {
  if (!world.guilds.has(guild)) return failure(403, 50001, 'Missing Access');
  const seen = [...world.channels.values()].filter(
    (one) => one.guild === guild && one.rights !== 'none' && !world.threads.has(one.id),
  );
  return { status: 200, body: seen.map(({ id }) => channelBody(world, id)) };
}

function typing({ world }: Desk, _call: Call, [id = '']: readonly string[]): Reaction {
  const channel = world.channels.get(id);
  if (!channel) return failure(404, 10003, 'Unknown Channel');
  if (channel.rights === 'none') return failure(403, 50001, 'Missing Access');
  if (channel.rights === 'view') return failure(403, 50013, 'Missing Permissions');
  return { status: 204 };
}

function channelBody(world: World, id: string) {
  const channel = world.channels.get(id);
  const tags = world.tags.get(id);
  return {
    id,
    type: tags ? FORUM : TEXT,
    flags: 0,
    guild_id: channel?.guild,
    name: channel?.name ?? 'ops',
    position: 0,
    permission_overwrites:
      channel?.denied === undefined
        ? []
        : [{ id: channel.guild, type: 0, allow: '0', deny: String(channel.denied) }],
    ...(tags && {
      available_tags: [...tags].map(([tag, name]) => ({
        ...{ id: tag, name, moderated: false, emoji_id: null, emoji_name: null },
      })),
    }),
  };
}

function threadBody(world: World, { id, guild, name = '', parent, archived, applied }: ThreadSeed) {
  const at = new Date(0).toISOString();
  return {
    ...{ id, type: PUBLIC_THREAD, flags: 0, guild_id: guild, name, parent_id: parent },
    owner_id: world.applicationId,
    thread_metadata: {
      ...{ archived, archive_timestamp: at, auto_archive_duration: 1440, locked: false },
    },
    ...{ message_count: 1, member_count: 1, total_message_sent: 1, applied_tags: applied },
  };
}

function patchChannel(desk: Desk, call: Call, [id = '']: readonly string[]): Reaction {
  const { world } = desk;
  const thread = world.threads.get(id);
  const body = call.body as { available_tags?: { id?: string; name: string }[] };
  if (thread) return patchThread(desk, call, thread);
  const tags = world.tags.get(id);
  if (!tags || body.available_tags === undefined) return failure(404, 10003, 'Unknown Channel');
  if (world.channels.get(id)?.manage === false) return failure(403, 50013, 'Missing Permissions');
  const many = body.available_tags.length > MOST_TAGS ? ['more than 20 tags'] : [];
  const refused = refusal(desk, call, many);
  if (refused !== null) return refused;
  tags.clear();
  for (const { id: known, name } of body.available_tags) tags.set(known ?? world.nextId(), name);
  return { status: 200, body: channelBody(world, id) };
}

function patchThread(desk: Desk, call: Call, thread: ThreadSeed): Reaction {
  const body = call.body as { archived?: boolean; applied_tags?: string[] };
  const wrong = unknownTags(desk.world, thread.parent, body.applied_tags ?? []);
  const refused = refusal(desk, call, wrong);
  if (refused !== null) return refused;
  if (body.archived !== undefined) thread.archived = body.archived;
  if (body.applied_tags) thread.applied = body.applied_tags;
  return { status: 200, body: threadBody(desk.world, thread) };
}

function unknownTags(world: World, forum: string, applied: readonly string[]): string[] {
  const tags = world.tags.get(forum);
  return applied.filter((tag) => !tags?.has(tag)).map((tag) => `no tag ${tag}`);
}

function createPost(desk: Desk, call: Call, [forum = '']: readonly string[]): Reaction {
  const { world } = desk;
  const channel = world.channels.get(forum);
  if (!channel || !world.tags.has(forum)) return failure(404, 10003, 'Unknown Channel');
  const body = call.body as { name: string; applied_tags?: string[]; message: MessageBody };
  const refused = refusal(desk, call, [
    ...messageProblems(body.message, { edit: false }),
    ...unknownTags(world, forum, body.applied_tags ?? []),
  ]);
  if (refused !== null) return refused;
  const thread = addThread(world, world.nextId(), {
    ...{ guild: channel.guild, parent: forum, name: body.name },
    applied: body.applied_tags ?? [],
  });
  const message = newMessage(world, thread.id, body.message, { id: thread.id });
  world.messages.set(message.id, {
    message,
    guild: channel.guild,
    ephemeral: false,
    deleted: false,
  });
  return { status: 201, body: threadBody(world, thread) };
}

function createThread(desk: Desk, call: Call, [place = '', on = '']: readonly string[]): Reaction {
  const { world } = desk;
  const channel = world.channels.get(place);
  if (!channel) return failure(404, 10003, 'Unknown Channel');
  if (!world.messages.has(on)) return failure(404, 10008, 'Unknown Message');
  if (world.threads.has(on)) {
    return failure(400, 160004, 'A thread has already been created for this message');
  }
  const { name } = call.body as { name: string };
  const thread = addThread(world, on, { guild: channel.guild, parent: place, name, applied: [] });
  return { status: 201, body: threadBody(world, thread) };
}

function addThread(
  world: World,
  id: string,
  seed: Pick<ThreadSeed, 'guild' | 'parent' | 'applied'> & { name: string },
): ThreadSeed {
  const thread = { ...seed, id, archived: false };
  world.threads.set(id, thread);
  world.channels.set(id, thread);
  return thread;
}

function activeThreads({ world }: Desk, _call: Call, [guild = '']: readonly string[]): Reaction {
  const active = [...world.threads.values()].filter((one) => one.guild === guild && !one.archived);
  const threads = active.map((one) => threadBody(world, one));
  return { status: 200, body: { threads, members: [], has_more: false } };
}
