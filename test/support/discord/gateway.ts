import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import {
  ChannelType,
  type GatewayGuildCreateDispatchData,
  GatewayOpcodes,
  type GatewayReadyDispatchData,
  GuildMemberFlags,
} from 'discord-api-types/v10';
import { type WebSocket, WebSocketServer } from 'ws';
import { role, type World } from './world.ts';

/** Guilds: https://docs.discord.com/developers/events/gateway#list-of-intents */
const GUILDS_INTENT = 1;

interface Session {
  readonly id: string;
  sequence: number;
  readonly log: { t: string; s: number; d: unknown }[];
  socket: WebSocket | null;
}

interface Identify {
  readonly token: string;
  readonly intents: number;
}

interface Resume {
  readonly token: string;
  readonly session_id: string;
  readonly seq: number;
}

export interface Gateway {
  /** Sends an event to the newest session; kept for RESUME when its socket is gone. */
  dispatch(event: string, data: unknown): void;
  /** Resolves when a session is identified or resumed and its socket is open. */
  connected(signal: AbortSignal): Promise<void>;
  /** How often clients identified and resumed. */
  readonly identified: () => number;
  readonly resumed: () => number;
  /** Open connections. */
  readonly lines: () => number;
  drop(): void;
  close(code: number): void;
  forget(): void;
  stop(): void;
}

/** A local gateway: HELLO, IDENTIFY, READY, GUILD_CREATE, heartbeats, RESUME with replay, invalid sessions. */
export function startGateway(
  server: Server,
  world: World,
  options: {
    readonly heartbeat: number;
    readonly accepts: (token: string) => boolean;
    readonly problem: (text: string) => void;
    readonly url: () => string;
  },
): Gateway {
  const sockets = new WebSocketServer({ noServer: true });
  const sessions = new Map<string, Session>();
  let newest: Session | null = null;
  let identified = 0;
  let resumed = 0;
  const waiting = new Set<() => void>();

  server.on('upgrade', (request, socket, head) => {
    sockets.handleUpgrade(request, socket, head, (client) => greet(client));
  });

  function greet(client: WebSocket): void {
    send(client, { op: GatewayOpcodes.Hello, d: { heartbeat_interval: options.heartbeat } });
    client.on('message', (raw) => {
      const packet = JSON.parse(String(raw)) as { op: GatewayOpcodes; d: unknown };
      receive(client, packet);
    });
    client.on('error', () => client.terminate());
  }

  function receive(client: WebSocket, packet: { op: GatewayOpcodes; d: unknown }): void {
    if (packet.op === GatewayOpcodes.Heartbeat) send(client, { op: GatewayOpcodes.HeartbeatAck });
    if (packet.op === GatewayOpcodes.Identify) identify(client, packet.d as Identify);
    if (packet.op === GatewayOpcodes.Resume) resume(client, packet.d as Resume);
  }

  function identify(client: WebSocket, data: Identify): void {
    if (!options.accepts(data.token)) {
      client.close(4004, 'Authentication failed.');
      return;
    }
    if (data.intents !== GUILDS_INTENT) options.problem(`intents ${data.intents} asked for`);
    identified += 1;
    const session: Session = { id: randomUUID(), sequence: 0, log: [], socket: client };
    sessions.set(session.id, session);
    newest = session;
    emit(session, 'READY', ready(world, session.id, options.url()));
    for (const id of world.guilds.keys()) emit(session, 'GUILD_CREATE', guildCreate(world, id));
    for (const wake of waiting) wake();
  }

  function resume(client: WebSocket, data: Resume): void {
    if (!options.accepts(data.token)) {
      client.close(4004, 'Authentication failed.');
      return;
    }
    const session = sessions.get(data.session_id);
    if (session === undefined) {
      send(client, { op: GatewayOpcodes.InvalidSession, d: false });
      return;
    }
    resumed += 1;
    session.socket = client;
    newest = session;
    for (const one of session.log.filter((event) => event.s > data.seq)) {
      send(client, { op: GatewayOpcodes.Dispatch, ...one });
    }
    emit(session, 'RESUMED', null);
    for (const wake of waiting) wake();
  }

  function emit(session: Session, t: string, d: unknown): void {
    session.sequence += 1;
    const event = { t, s: session.sequence, d };
    session.log.push(event);
    if (session.socket?.readyState === 1) {
      send(session.socket, { op: GatewayOpcodes.Dispatch, ...event });
    }
  }

  return {
    dispatch(event, data) {
      if (newest !== null) emit(newest, event, data);
    },
    connected(signal) {
      if (newest?.socket?.readyState === 1) return Promise.resolve();
      return new Promise((resolve, reject) => {
        waiting.add(resolve);
        signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      });
    },
    identified: () => identified,
    resumed: () => resumed,
    lines: () => sockets.clients.size,
    drop() {
      for (const client of sockets.clients) client.terminate();
    },
    close(code) {
      for (const client of sockets.clients) client.close(code);
    },
    forget() {
      sessions.clear();
      newest = null;
    },
    stop() {
      for (const client of sockets.clients) client.terminate();
      sockets.close();
    },
  };
}

function send(client: WebSocket, packet: unknown): void {
  client.send(JSON.stringify(packet));
}

function ready(world: World, sessionId: string, url: string): GatewayReadyDispatchData {
  return {
    v: 10,
    user: { ...world.bot, mfa_enabled: false, verified: true, email: null },
    guilds: [...world.guilds.keys()].map((id) => ({ id, unavailable: true })),
    session_id: sessionId,
    resume_gateway_url: url,
    shard: [0, 1],
    application: { id: world.applicationId, flags: 0 },
  } as unknown as GatewayReadyDispatchData;
}

/** A server with its channels; only the fields that tell something vary. */
function guildCreate(world: World, id: string): GatewayGuildCreateDispatchData {
  const guild = world.guilds.get(id);
  const owner = guild?.owner ?? '1';
  const channels = [...world.channels.values()].filter((channel) => channel.guild === id);
  return {
    id,
    name: guild?.name ?? `server ${id}`,
    owner_id: owner,
    unavailable: false,
    large: false,
    member_count: 3,
    joined_at: '2026-01-01T00:00:00.000Z',
    roles: [role(id, '@everyone'), ...[...(guild?.known ?? [])].map((one) => role(one))],
    emojis: [],
    stickers: [],
    features: [],
    voice_states: [],
    members: [
      {
        user: world.bot,
        roles: [],
        joined_at: '2026-01-01T00:00:00.000Z',
        deaf: false,
        mute: false,
        flags: GuildMemberFlags.DidRejoin,
      },
    ],
    channels: channels.map((channel) => ({
      id: channel.id,
      guild_id: id,
      type: ChannelType.GuildText,
      name: channel.name ?? `channel-${channel.id}`,
      position: 0,
      permission_overwrites: [],
      nsfw: false,
    })),
    threads: [],
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  } as unknown as GatewayGuildCreateDispatchData;
}
