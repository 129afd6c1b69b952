import type { Client } from 'discord.js';
import { MINUTE, SECOND } from '../../model/time.ts';
import { orAbort, pause, soon } from '../../model/wait.ts';
import type { SurfaceState } from '../surface.ts';
import type { InteractionOptions } from './caller.ts';
import { newClient, type OpenClient } from './client.ts';
import { REFUSED_TOKEN, why } from './failure.ts';
import { interactionHandler } from './interactions.ts';
import { publisher } from './publish.ts';
import { newStatus, type Status } from './status.ts';

type Library = typeof import('discord.js');

export interface ConnectionOptions extends InteractionOptions {
  readonly token: string;
  /** Base address without version. */
  readonly apiUrl: string;
  /** Discord will not take us back without a person's help; `detail` says what to do. */
  readonly onFatal: (detail: string) => void;
  /** The line is up again: what waits can go out, and after a new session what happened before was missed. */
  readonly onReconnect: () => void;
}

export interface Connection {
  state(): SurfaceState;
  /** Lets running answers finish for a moment, then hangs up; ends in time whatever hangs, and never throws. */
  close(): Promise<void>;
}

const FIRST_WAIT = SECOND;
const LONGEST_WAIT = MINUTE;
/** How long running commands may go on once the surface closes, and how long what they then say may take. */
const FAREWELL = [1.5 * SECOND, SECOND / 2] as const;
/** How long hanging up may take: a Discord that is silent does not confirm it. */
const HANG_UP = SECOND / 4;

/** Close codes: https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes */
const AUTHENTICATION_FAILED = 4004;

/** Connects in the background and stays connected until closed. */
export function connect(library: Promise<Library>, options: ConnectionOptions): Connection {
  const ended = new AbortController();
  const enough = new AbortController();
  const signal = AbortSignal.any([options.signal, ended.signal]);
  const status = newStatus(options.log);
  const answering = new Set<Promise<void>>();
  let open: OpenClient | null = null;

  function fail(detail: string): void {
    if (signal.aborted || !status.down(detail)) return;
    options.onFatal(detail);
    void open?.leave();
  }

  /** One try to log in: null when connected, else what went wrong. */
  async function logIn(found: Library): Promise<unknown> {
    open = newClient(found, options.apiUrl);
    listen(found, open.client, {
      ...options,
      signal,
      enough: enough.signal,
      status,
      answering,
      fail,
    });
    try {
      await orAbort(open.client.login(options.token), signal);
      return null;
    } catch (error) {
      await open.leave();
      return error;
    }
  }

  async function run(): Promise<void> {
    const found = await library;
    for (let wait = FIRST_WAIT; !signal.aborted; wait = Math.min(2 * wait, LONGEST_WAIT)) {
      const error = await logIn(found);
      if (error === null || signal.aborted) return;
      if (isRefusedToken(found, error)) fail(REFUSED_TOKEN);
      if (status.current().kind === 'down') return;
      status.lost(`Discord cannot be reached (${why(error)}); trying again`);
      await pause(wait, signal);
    }
  }

  const working = run().catch((error: unknown) => fail(`Discord cannot be used: ${why(error)}`));

  return {
    state: status.current,
    async close() {
      const [work, words] = FAREWELL;
      const answered = Promise.all(answering);
      await soon(answered, work);
      enough.abort(new Error('Tocsin is stopping'));
      await soon(answered, words);
      ended.abort(new Error('the Discord connection was closed'));
      await soon(
        working.then(() => open?.leave()),
        HANG_UP,
      );
    },
  };
}

interface Listening extends ConnectionOptions {
  readonly status: Status;
  /** Commands in work are given up when it aborts; `signal` only keeps new ones from being begun. */
  readonly enough: AbortSignal;
  readonly answering: Set<Promise<void>>;
  readonly fail: (detail: string) => void;
}

function listen(library: Library, client: Client, options: Listening): void {
  const { Events } = library;
  const { status, answering, fail } = options;
  const begin = interactionHandler({ ...options, signal: options.enough });
  const refuse = interactionHandler(options);
  const { commands } = options.desk;
  const publishIn = publisher(library, client, { ...options, commands });

  client.on(Events.InteractionCreate, (interaction) => {
    const handle = options.signal.aborted ? refuse : begin;
    const work = handle(interaction).finally(() => answering.delete(work));
    answering.add(work);
  });
  client.on(Events.ShardReady, () => {
    status.connected();
    for (const guild of client.guilds.cache.keys()) publishIn(guild);
    options.onReconnect();
  });
  client.on(Events.ShardResume, () => {
    status.connected();
    options.onReconnect();
  });
  client.on(Events.GuildCreate, (guild) => publishIn(guild.id));
  client.on(Events.ShardReconnecting, () => {
    if (!options.signal.aborted) status.lost('lost the line to Discord; reconnecting');
  });
  client.on(Events.ShardError, (error) => status.lost(`Discord cannot be reached (${why(error)})`));
  client.on(Events.ShardDisconnect, ({ code }) =>
    fail(code === AUTHENTICATION_FAILED ? REFUSED_TOKEN : endedFor(code)),
  );
  client.on(Events.Error, (error) => options.log('warn', `Discord client: ${why(error)}`));
}

function endedFor(code: number): string {
  return `Discord ended the connection for good (close code ${code}); restart once its cause is gone`;
}

function isRefusedToken(library: Library, error: unknown): boolean {
  const { TokenInvalid } = library.DiscordjsErrorCodes;
  return error instanceof library.DiscordjsError && error.code === TokenInvalid;
}
