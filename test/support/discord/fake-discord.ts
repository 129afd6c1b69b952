import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import type { APIApplicationCommand, APIMessage } from 'discord-api-types/v10';
import type { DiscordSeed, Fault, Intercepted, RequestLog } from './fault.ts';
import { startGateway } from './gateway.ts';
import { bind, listen, readBody, respond } from './http.ts';
import {
  type Answer,
  type Caller,
  formEvent,
  type Pending,
  pressEvent,
  slashEvent,
} from './interactions.ts';
import { type Call, failure, type Reaction } from './reaction.ts';
import { react } from './rest.ts';
import { specification } from './specification.ts';
import { newWorld, role } from './world.ts';

export interface FakeDiscord extends AsyncDisposable {
  /** Base address for the bot, without version. */
  readonly apiUrl: string;
  readonly token: string;
  readonly requests: readonly RequestLog[];
  /** Whatever broke Discord's rules, in requests or in the stand-in's own answers; reading it checks what is new. */
  readonly violations: readonly string[];
  readonly identified: number;
  readonly resumed: number;
  /** Open gateway connections. */
  readonly lines: number;
  /** Visible messages of a channel as they stand now, oldest first. */
  messages(channelId: string): readonly APIMessage[];
  /** Threads and posts below a channel as they stand now, with the names of their tags. */
  threads(
    channelId: string,
  ): readonly { id: string; name: string; archived: boolean; tags: readonly string[] }[];
  /** Folds a post away, as time does, or deletes it with its messages. */
  endThread(id: string, how: 'archived' | 'deleted'): void;
  commands(guildId: string): readonly APIApplicationCommand[];
  /** Resolves when the bot's gateway connection is up. */
  connected(): Promise<void>;
  slash(
    call: Caller & { name: string; options?: Readonly<Record<string, string>> },
  ): Promise<Answer>;
  /** Presses a button; `forged` ids need not be on the message. */
  press(
    messageId: string,
    customId: string,
    caller: Omit<Caller, 'channel'> & { forged?: boolean },
  ): Promise<Answer>;
  /** Chooses in a menu; `forged` ids and values need not be on the message. */
  choose(
    messageId: string,
    customId: string,
    caller: Omit<Caller, 'channel'> & { value: string; forged?: boolean },
  ): Promise<Answer>;
  /** Sends a form that belongs to a message, with what was written by the ids of its fields. */
  submit(
    messageId: string,
    customId: string,
    caller: Omit<Caller, 'channel'> & { fields: Readonly<Record<string, string>> },
  ): Promise<Answer>;
  autocomplete(
    call: Caller & {
      name: string;
      focused: string;
      options: Readonly<Record<string, string>>;
    },
  ): Promise<readonly { name: string; value: string }[]>;
  /** Deletes a message, as a moderator would. */
  remove(messageId: string): void;
  dropSockets(): void;
  forgetSessions(): void;
  closeWith(code: number): void;
  /** Called before each REST call; undefined lets it pass. null ends it. */
  intercept(fault: ((call: Intercepted) => Fault | undefined) | null): void;
  /** Stops listening, and listens again on the same port. */
  down(): Promise<void>;
  up(): Promise<void>;
  revokeToken(): void;
  restoreToken(): void;
}

/** A local Discord, REST and gateway, that the real client library talks to. Listens on 127.0.0.1 only. */
export async function startDiscord(seed: DiscordSeed): Promise<FakeDiscord> {
  const token = seed.token ?? 'stand-in.discord.token';
  const patience = seed.patience ?? 10_000;
  const world = newWorld(seed.guilds, seed.channels, '4242424242424242');
  const pending = new Map<string, Pending>();
  const problems: string[] = [];
  const unchecked: { method: string; path: string; body: unknown; reaction: Reaction }[] = [];
  const requests: (RequestLog & { status: number | null })[] = [];
  const counts = new Map<string, number>();
  const held = new Set<ServerResponse>();
  let fault: ((call: Intercepted) => Fault | undefined) | null = null;
  let revoked = false;
  const problem = (text: string) => void problems.push(text);
  const server = createServer((request, response) => void serve(request, response));
  const port = await listen(server);
  const gatewayUrl = () => `ws://127.0.0.1:${port}`;
  const accepts = (given: string) => !revoked && given === token;
  const gateway = startGateway(server, world, {
    heartbeat: seed.heartbeat ?? 41_250,
    accepts,
    problem,
    url: gatewayUrl,
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = await readCall(request);
    const { method, path, body } = call;
    const key = `${method} ${path}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    const log = { method, path, body, at: Date.now(), status: null as number | null };
    requests.push(log);
    const act = fault?.({ method, path, body, count });
    const reaction = reactionTo(act, request, call);
    if (reaction === null) {
      if (act === 'reset') request.socket.destroy();
      else held.add(response);
      return;
    }
    log.status = reaction.status;
    respond(response, reaction);
    unchecked.push({ method: method.toLowerCase(), path, body, reaction });
  }

  async function readCall(request: IncomingMessage): Promise<Call> {
    const arrivedAt = performance.now();
    const url = new URL(request.url ?? '/', 'http://stand-in');
    if (!url.pathname.startsWith('/api/v10/')) problem(`${url.pathname}: not under /api/v10`);
    return {
      method: request.method ?? 'GET',
      path: decodeURIComponent(url.pathname).replace(/^\/api\/v10/, ''),
      body: await readBody(request),
      withResponse: url.searchParams.get('with_response') === 'true',
      arrivedAt,
    };
  }

  /** What goes back, or null for nothing. A lost answer was still acted upon. */
  function reactionTo(act: Fault | undefined, request: IncomingMessage, call: Call) {
    if (act === 'hang' || act === 'reset') return null;
    if (typeof act === 'object') return act;
    const reaction = authorised(request, call);
    return act === 'lose-answer' ? null : reaction;
  }

  /** Interaction routes carry their own token; the rest wants the bot's. */
  function authorised(request: IncomingMessage, call: Call): Reaction {
    const open = /^\/(interactions|webhooks)\//.test(call.path);
    const given = (request.headers.authorization ?? '').replace(/^Bot /, '');
    if (!open && !accepts(given)) return failure(401, 0, '401: Unauthorized');
    return react({ world, pending, gatewayUrl, problem }, call);
  }

  /** Schemas take a second to compile, so they are checked after the fact: a slow check must not look like a slow bot. */
  function checkNew(): readonly string[] {
    for (const one of unchecked.splice(0)) {
      const { method, path, body, reaction } = one;
      const asked = specification().request(method, path, body);
      const answered = specification().response(method, path, reaction.status, reaction.body);
      problems.push(
        ...asked.map((text) => `${method} ${path}: ${text}`),
        ...answered.map((text) => `answer to ${method} ${path}: ${text}`),
      );
    }
    return problems;
  }

  async function interact(
    caller: Caller,
    make: (ids: { id: string; token: string }) => object,
    { isForm = false, pressedOn = null }: Partial<Pick<Pending, 'isForm' | 'pressedOn'>> = {},
  ): Promise<Answer> {
    const signal = AbortSignal.timeout(patience);
    await gateway.connected(signal);
    introduceRoles(caller);
    const ids = { id: world.nextId(), token: `interaction-${world.nextId()}` };
    const event = make(ids);
    return new Promise((resolve, reject) => {
      const one: Pending = {
        ...ids,
        guild: caller.guild ?? null,
        channel: caller.channel,
        sentAt: performance.now(),
        firstAt: null,
        deferred: false,
        ephemeral: false,
        originalId: null,
        isForm,
        pressedOn,
        finish: ({ message = null, choices = [], modal = null }) =>
          resolve({
            deferred: one.deferred,
            ephemeral: one.ephemeral,
            message,
            choices,
            modal,
            firstCallback: (one.firstAt ?? 0) - one.sentAt,
            answered: performance.now() - one.sentAt,
          }),
      };
      pending.set(ids.token, one);
      signal.addEventListener('abort', () =>
        reject(new Error(`no answer to ${JSON.stringify(event)} within ${patience} ms`)),
      );
      gateway.dispatch('INTERACTION_CREATE', event);
    });
  }

  /** The caller at a message that has all of `texts` among its components. */
  function placed(id: string, texts: readonly string[], who: Omit<Caller, 'channel'>) {
    const stored = world.messages.get(id);
    if (stored === undefined) throw new Error(`no message ${id}`);
    const shown = JSON.stringify(stored.message.components);
    const missing = texts.find((text) => !shown.includes(JSON.stringify(text)));
    if (missing !== undefined) throw new Error(`message ${id} has no component ${missing}`);
    const { message, guild } = stored;
    return { guild, channel: message.channel_id, message, ...who };
  }

  /** A member's roles exist in the server before they are used. */
  function introduceRoles(caller: Caller): void {
    const guild = world.guilds.get(caller.guild ?? '');
    for (const id of caller.roles ?? []) {
      if (guild === undefined || guild.known.has(id)) continue;
      guild.known.add(id);
      gateway.dispatch('GUILD_ROLE_CREATE', { guild_id: guild.id, role: role(id) });
    }
  }

  return {
    apiUrl: `http://127.0.0.1:${port}/api`,
    token,
    requests,
    get violations() {
      return checkNew();
    },
    get identified() {
      return gateway.identified();
    },
    get lines() {
      return gateway.lines();
    },
    get resumed() {
      return gateway.resumed();
    },
    messages: (channelId) =>
      [...world.messages.values()]
        .filter((one) => one.message.channel_id === channelId && !one.deleted && !one.ephemeral)
        .map((one) => one.message),
    threads: (channelId) =>
      [...world.threads.values()]
        .filter(({ parent }) => parent === channelId)
        .map(({ id, name = '', archived, applied }) => {
          const tags = applied.map((tag) => world.tags.get(channelId)?.get(tag) ?? '?');
          return { id, name, archived, tags };
        }),
    endThread(id, how) {
      const thread = world.threads.get(id);
      if (thread !== undefined) thread.archived = true;
      if (how === 'archived') return;
      world.threads.delete(id);
      world.channels.delete(id);
    },
    commands: (guildId) => world.commands.get(guildId) ?? [],
    connected: () => gateway.connected(AbortSignal.timeout(patience)),
    slash: ({ options = {}, ...call }) =>
      interact(call, (ids) => slashEvent(world, ids, { ...call, options })),
    async press(messageId, customId, { forged = false, ...who }) {
      const on = placed(messageId, forged ? [] : [customId], who);
      return interact(on, (ids) => pressEvent(world, ids, { ...on, customId }), {
        pressedOn: messageId,
      });
    },
    async choose(messageId, customId, { forged = false, value, ...who }) {
      const on = placed(messageId, forged ? [] : [customId, value], who);
      return interact(on, (ids) => pressEvent(world, ids, { ...on, customId, values: [value] }), {
        pressedOn: messageId,
      });
    },
    async submit(messageId, customId, { fields, ...who }) {
      const on = placed(messageId, [], who);
      return interact(on, (ids) => formEvent(world, ids, { ...on, customId, fields }), {
        isForm: true,
      });
    },
    async autocomplete(call) {
      const answer = await interact(call, (ids) => slashEvent(world, ids, call));
      return answer.choices;
    },
    remove(messageId) {
      const stored = world.messages.get(messageId);
      if (stored !== undefined) stored.deleted = true;
    },
    dropSockets: gateway.drop,
    forgetSessions: gateway.forget,
    closeWith: gateway.close,
    intercept(next) {
      fault = next;
    },
    async down() {
      gateway.drop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
    async up() {
      await bind(server, port);
    },
    revokeToken() {
      revoked = true;
      gateway.close(4004);
    },
    restoreToken() {
      revoked = false;
    },
    async [Symbol.asyncDispose]() {
      gateway.stop();
      for (const response of held) response.destroy();
      server.closeAllConnections();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
}
