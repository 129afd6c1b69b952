import type { APIApplicationCommand, APIMessage } from 'discord-api-types/v10';
import { type ModalBody, modalProblems } from './components.ts';
import type { Pending } from './interactions.ts';
import { choiceProblems, commandProblems, type MessageBody, messageProblems } from './limits.ts';
import { type Call, type Desk, failure, type Handler, type Reaction, refusal } from './reaction.ts';
import { THREAD_ROUTES } from './threads.ts';
import { EPHEMERAL, edited, LOADING, newMessage, role } from './world.ts';

/** How long Discord waits for the first answer: https://docs.discord.com/developers/interactions/receiving-and-responding */
const FIRST_ANSWER = 3_000;
/** "within the past few minutes": https://docs.discord.com/developers/resources/message#create-message */
const NONCE_WINDOW = 5 * 60_000;

const ROUTES: readonly (readonly [string, RegExp, Handler])[] = [
  ['GET', /^\/gateway\/bot$/, gatewayBot],
  ['GET', /^\/users\/@me$/, me],
  ['GET', /^\/users\/@me\/guilds$/, myGuilds],
  ['GET', /^\/guilds\/(\d+)\/members\/(\d+)$/, myMember],
  ['GET', /^\/guilds\/(\d+)\/roles$/, rolesOf],
  ['GET', /^\/applications\/(\d+)\/guilds\/(\d+)\/commands$/, getCommands],
  ['PUT', /^\/applications\/(\d+)\/guilds\/(\d+)\/commands$/, putCommands],
  ['POST', /^\/users\/@me\/channels$/, openPrivate],
  ['POST', /^\/channels\/(\d+)\/messages$/, createMessage],
  ['PATCH', /^\/channels\/(\d+)\/messages\/(\d+)$/, editMessage],
  ['PUT', /^\/channels\/(\d+)\/messages\/pins\/(\d+)$/, pinMessage],
  ['POST', /^\/interactions\/(\d+)\/([^/]+)\/callback$/, callback],
  ['PATCH', /^\/webhooks\/(\d+)\/([^/]+)\/messages\/@original$/, editOriginal],
  ['PATCH', /^\/webhooks\/(\d+)\/([^/]+)\/messages\/(\d+)$/, editAnswer],
  ['DELETE', /^\/webhooks\/(\d+)\/([^/]+)\/messages\/@original$/, deleteOriginal],
  ['POST', /^\/webhooks\/(\d+)\/([^/]+)$/, followUp],
];

/** Answers one REST call as Discord documents it. */
export function react(desk: Desk, call: Call): Reaction {
  for (const [method, pattern, handler] of [...ROUTES, ...THREAD_ROUTES]) {
    const found = method === call.method ? pattern.exec(call.path) : null;
    if (found !== null) return handler(desk, call, found.slice(1));
  }
  desk.problem(`${call.method} ${call.path}: the stand-in has no such route`);
  return failure(404, 0, '404: Not Found');
}

function gatewayBot(desk: Desk): Reaction {
  return {
    status: 200,
    body: {
      url: desk.gatewayUrl(),
      shards: 1,
      session_start_limit: {
        total: 1000,
        remaining: 999,
        reset_after: 14_400_000,
        max_concurrency: 1,
      },
    },
  };
}

function me({ world }: Desk): Reaction {
  return { status: 200, body: { ...world.bot, mfa_enabled: false, locale: 'en-US' } };
}

function myGuilds({ world }: Desk): Reaction {
  const body = [...world.guilds.values()].map(({ id, name = 'Server' }) => ({
    ...{ id, name, icon: null, banner: null, owner: false, permissions: '117760', features: [] },
  }));
  return { status: 200, body };
}

function myMember({ world }: Desk, _call: Call, [guild = '']: readonly string[]): Reaction {
  if (!world.guilds.has(guild)) return failure(403, 50001, 'Missing Access');
  const body = {
    ...{ user: world.bot, roles: [], joined_at: new Date(0).toISOString(), flags: 0 },
    ...{ deaf: false, mute: false, pending: false, avatar: null, nick: null, banner: null },
    ...{ premium_since: null, communication_disabled_until: null },
  };
  return { status: 200, body };
}

/** View, send, embed, attach, history, threads: what the bot is invited with, and what everybody has. */
const EVERYBODY = (117_760n | (1n << 35n) | (1n << 38n)).toString();

/** The role of everybody has the id of the server. */
function rolesOf({ world }: Desk, _call: Call, [id = '']: readonly string[]): Reaction {
  const guild = world.guilds.get(id);
  if (guild === undefined) return failure(403, 50001, 'Missing Access');
  const everybody = { ...role(id, '@everyone'), permissions: EVERYBODY };
  const roles = [everybody, ...[...guild.known].map((one) => role(one))];
  return { status: 200, body: roles.map((one) => ({ icon: null, unicode_emoji: null, ...one })) };
}

function getCommands(desk: Desk, _call: Call, [, guild = '']: readonly string[]): Reaction {
  if (!desk.world.guilds.has(guild)) return failure(403, 50001, 'Missing Access');
  return { status: 200, body: desk.world.commands.get(guild) ?? [] };
}

function putCommands(desk: Desk, call: Call, [, guild = '']: readonly string[]): Reaction {
  const refused = refusal(desk, call, commandProblems(call.body as []));
  if (refused !== null) return refused;
  if (!desk.world.guilds.has(guild)) return failure(403, 50001, 'Missing Access');
  const stored = (call.body as APIApplicationCommand[]).map((command) => ({
    ...command,
    id: desk.world.nextId(),
    application_id: desk.world.applicationId,
    guild_id: guild,
    version: desk.world.nextId(),
    type: 1,
    nsfw: false,
    default_member_permissions: command.default_member_permissions ?? null,
    // Discord leaves false flags out of what it stores.
    ...(command.options === undefined ? {} : { options: command.options.map(storedOption) }),
  })) as APIApplicationCommand[];
  desk.world.commands.set(guild, stored);
  return { status: 200, body: stored };
}

function storedOption<T extends object>(option: T): T {
  return Object.fromEntries(Object.entries(option).filter(([, value]) => value !== false)) as T;
}

/** The same channel each time; a role or nobody is refused: https://docs.discord.com/developers/resources/user#create-dm */
function openPrivate({ world }: Desk, { body }: Call): Reaction {
  const { recipient_id: id } = body as { recipient_id: string };
  const isRole = [...world.guilds.values()].some(({ known }) => known.has(id));
  if (isRole) return failure(400, 50033, 'Invalid Recipient(s)');
  const channel = `9${id}`;
  world.channels.set(channel, { id: channel, guild: '' });
  return { status: 200, body: { id: channel, type: 1, flags: 0, recipients: [] } };
}

type Create = MessageBody & {
  enforce_nonce?: boolean;
  message_reference?: { message_id: string; fail_if_not_exists?: boolean } | null;
};

function createMessage(desk: Desk, call: Call, [channel = '']: readonly string[]): Reaction {
  const { world } = desk;
  const body = call.body as Create;
  const place = world.channels.get(channel);
  if (place === undefined) return failure(404, 10003, 'Unknown Channel');
  const refused = refusal(desk, call, messageProblems(body, { edit: false }));
  if (refused !== null) return refused;
  const reference = body.message_reference ?? null;
  const missing = reference !== null && !world.messages.has(reference.message_id);
  if (missing && reference.fail_if_not_exists !== false) {
    return failure(400, 50035, 'Invalid Form Body: unknown message reference');
  }
  const key = `${channel}:${body.nonce ?? ''}`;
  const earlier = body.enforce_nonce && body.nonce ? world.nonces.get(key) : undefined;
  if (earlier !== undefined && Date.now() - earlier.at < NONCE_WINDOW) {
    return { status: 200, body: world.messages.get(earlier.id)?.message };
  }
  const message = newMessage(world, channel, body);
  world.messages.set(message.id, { message, guild: place.guild, ephemeral: false, deleted: false });
  if (body.nonce) world.nonces.set(key, { id: message.id, at: Date.now() });
  return { status: 200, body: message };
}

function editMessage(desk: Desk, call: Call, [channel = '', id = '']: readonly string[]): Reaction {
  const stored = desk.world.messages.get(id);
  if (!desk.world.channels.has(channel)) return failure(404, 10003, 'Unknown Channel');
  if (stored === undefined || stored.deleted || stored.ephemeral) {
    return failure(404, 10008, 'Unknown Message');
  }
  if (desk.world.threads.get(channel)?.archived) return failure(400, 50083, 'Thread is archived');
  const body = call.body as MessageBody;
  const refused = refusal(desk, call, messageProblems(body, { edit: true }));
  if (refused !== null) return refused;
  stored.message = edited(desk.world, stored.message, body);
  return { status: 200, body: stored.message };
}

/** https://docs.discord.com/developers/resources/message#pin-message */
function pinMessage({ world }: Desk, _call: Call, [, id = '']: readonly string[]): Reaction {
  const stored = world.messages.get(id);
  if (stored === undefined || stored.deleted) return failure(404, 10008, 'Unknown Message');
  stored.message = { ...stored.message, pinned: true };
  return { status: 204 };
}

interface CallbackBody {
  readonly type: number;
  readonly data?: MessageBody & ModalBody & { choices?: { name: string; value: string }[] };
}

function callback(desk: Desk, call: Call, [, token = '']: readonly string[]): Reaction {
  const pending = desk.pending.get(token);
  const body = call.body as CallbackBody;
  if (pending === undefined) return failure(404, 10062, 'Unknown interaction');
  if (pending.firstAt !== null) {
    desk.problem(`${call.path}: acknowledged twice`);
    return failure(400, 40060, 'Interaction has already been acknowledged.');
  }
  pending.firstAt = call.arrivedAt;
  if (call.arrivedAt - pending.sentAt > FIRST_ANSWER) {
    desk.problem(`${call.path}: first answer after more than 3 s`);
    return failure(404, 10062, 'Unknown interaction');
  }
  switch (body.type) {
    case 4:
    case 5:
      return firstMessage(desk, call, pending);
    case 6:
      return laterUpdate(desk, call, pending);
    case 8: {
      const choices = body.data?.choices ?? [];
      const refused = refusal(desk, call, choiceProblems(choices));
      if (refused === null) pending.finish({ choices });
      return refused ?? { status: 204 };
    }
    case 9:
      return form(desk, call, pending);
    default:
      desk.problem(`${call.path}: callback type ${body.type} is not expected`);
      return failure(400, 50035, 'Invalid Form Body');
  }
}

/** Type 6 is for presses alone: `@original` is the message that was pressed on, and nothing is shown meanwhile. */
function laterUpdate(desk: Desk, call: Call, pending: Pending): Reaction {
  if (pending.pressedOn === null) {
    desk.problem(`${call.path}: an update of no message`);
    return failure(400, 50035, 'Invalid Form Body');
  }
  pending.deferred = true;
  pending.originalId = pending.pressedOn;
  return { status: 204 };
}

/** Type 9 opens a form, but not as the answer to a form. */
function form(desk: Desk, call: Call, pending: Pending): Reaction {
  const { data: modal = {} } = call.body as CallbackBody;
  const wrong = pending.isForm ? ['a form after a form'] : modalProblems(modal);
  const refused = refusal(desk, call, wrong);
  if (refused === null) pending.finish({ modal });
  return refused ?? { status: 204 };
}

/** Type 4 brings the message at once, type 5 shows "is thinking" until `@original` is edited. */
function firstMessage(desk: Desk, call: Call, pending: Pending): Reaction {
  const { type, data = {} } = call.body as CallbackBody;
  const refused = type === 4 ? refusal(desk, call, messageProblems(data, { edit: false })) : null;
  if (refused !== null) return refused;
  pending.deferred = type === 5;
  pending.ephemeral = ((data.flags ?? 0) & EPHEMERAL) !== 0;
  const flags = (pending.ephemeral ? EPHEMERAL : 0) | (type === 5 ? LOADING : 0);
  const message = store(desk, pending, newMessage(desk.world, pending.channel, data, { flags }));
  if (type === 4) pending.finish({ message });
  if (!call.withResponse) return { status: 204 };
  return {
    status: 200,
    body: {
      interaction: { id: pending.id, type: 2, response_message_id: message.id },
      resource: { type, message },
    },
  };
}

function store(desk: Desk, pending: Pending, message: APIMessage): APIMessage {
  const { ephemeral, guild } = pending;
  desk.world.messages.set(message.id, { message, guild, ephemeral, deleted: false });
  pending.originalId ??= message.id;
  return message;
}

function original(desk: Desk, token: string) {
  const pending = desk.pending.get(token);
  const stored = desk.world.messages.get(pending?.originalId ?? '');
  return pending === undefined || stored === undefined || stored.deleted
    ? null
    : { pending, stored };
}

function editOriginal(desk: Desk, call: Call, [, token = '']: readonly string[]): Reaction {
  const found = original(desk, token);
  if (found === null) return failure(404, 10008, 'Unknown Message');
  const body = call.body as MessageBody;
  const refused = refusal(desk, call, messageProblems(body, { edit: true }));
  if (refused !== null) return refused;
  const { stored, pending } = found;
  stored.message = edited(desk.world, stored.message, body);
  pending.finish({ message: stored.message });
  return { status: 200, body: stored.message };
}

/** Any message that answers an interaction, by its id. */
function editAnswer(desk: Desk, call: Call, [, token = '', id = '']: readonly string[]): Reaction {
  const stored = desk.world.messages.get(id);
  if (!desk.pending.has(token) || !stored) return failure(404, 10008, 'Unknown Message');
  const body = call.body as MessageBody;
  const refused = refusal(desk, call, messageProblems(body, { edit: true }));
  if (refused !== null) return refused;
  stored.message = edited(desk.world, stored.message, body);
  return { status: 200, body: stored.message };
}

function deleteOriginal(desk: Desk, _call: Call, [, token = '']: readonly string[]): Reaction {
  const found = original(desk, token);
  if (found === null) return failure(404, 10008, 'Unknown Message');
  found.stored.deleted = true;
  return { status: 204 };
}

function followUp(desk: Desk, call: Call, [, token = '']: readonly string[]): Reaction {
  const pending = desk.pending.get(token);
  if (pending === undefined) return failure(404, 10015, 'Unknown Webhook');
  const body = call.body as MessageBody;
  const refused = refusal(desk, call, messageProblems(body, { edit: false }));
  if (refused !== null) return refused;
  pending.ephemeral = ((body.flags ?? 0) & EPHEMERAL) !== 0;
  const flags = pending.ephemeral ? EPHEMERAL : 0;
  const message = store(desk, pending, newMessage(desk.world, pending.channel, body, { flags }));
  pending.finish({ message });
  return { status: 200, body: message };
}
