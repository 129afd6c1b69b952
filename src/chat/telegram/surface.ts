import type { Bot } from 'grammy';
import type { UserFromGetMe } from 'grammy/types';
import type { Instant } from '../../model/time.ts';
import { SECOND } from '../../model/time.ts';
import { soon } from '../../model/wait.ts';
import { followers, type Painter } from '../pictures.ts';
import type { ChatSurface, Desk, Identify, SurfaceState } from '../surface.ts';
import { telegramChannel } from './channel.ts';
import type { Client } from './client.ts';
import { telegramClient } from './client.ts';
import { telegramForum } from './forum.ts';
import type { Inbox, InboxWork } from './inbox.ts';
import { inboxWork } from './inbox.ts';
import { orderKey } from './incoming.ts';
import type { Log } from './log.ts';
import { syncMenu } from './menu.ts';
import { handleMessage } from './message.ts';
import { messenger } from './messenger.ts';
import type { Pace } from './pace.ts';
import { PACE } from './pace.ts';
import { pollUpdates } from './poll.ts';
import { handlePress } from './press.ts';
import { strangers } from './strangers.ts';
import type { Handling, TalkDeps } from './talk.ts';

/** What was given up still has this long to write down what it did. */
const LAST_MOMENT = SECOND / 4;

export interface TelegramOptions {
  readonly token: string;
  /** Address of the Bot API, such as `https://api.telegram.org`. */
  readonly apiRoot: string;
  readonly desk: Desk;
  readonly identify: Identify;
  readonly inbox: Inbox;
  /** IANA zone of the times in messages. */
  readonly zone: string;
  readonly now: () => Instant;
  readonly log: Log;
  /** Draws the pictures of messages; none without. */
  readonly painter?: Painter;
  /** Stops the surface; disposing of it does the same and waits for what is in work. */
  readonly signal: AbortSignal;
  /** A group became a supergroup; the new id is used from now on and should be kept. */
  readonly onMigrate?: (from: string, to: string) => void;
  /** Periods and deadlines that differ from the usual ones. */
  readonly pace?: Partial<Pace>;
}

/** Connects to Telegram in the background. Never waits and never throws for the network. */
export function telegramSurface(options: TelegramOptions): ChatSurface {
  const { now, zone } = options;
  const pace = { ...PACE, ...options.pace };
  const client = telegramClient(options);
  const log = redacted(options.log, client);
  const stop = new AbortController();
  const kill = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const send = messenger({
    ...{ client, zone, now, onMigrate: migrated },
    followers: followers({
      painter: options.painter ?? null,
      warn: (line) => log.warn(`Telegram: ${line}`),
      signal,
    }),
  });
  const deps = { ...options, log, client, messenger: send, strangers: strangers(now) };
  const handlings = new Map<number, Handling>();
  let state: SurfaceState = { kind: 'connecting', detail: 'connecting to Telegram' };
  let work: InboxWork | null = null;

  function migrated(from: string, to: string): void {
    log.info(`Telegram: chat ${from} became the supergroup ${to}`);
    options.onMigrate?.(from, to);
  }

  function report(next: SurfaceState): void {
    const changed = next.kind !== state.kind || next.detail !== state.detail;
    state = next;
    if (!changed) return;
    if (next.kind === 'connected') log.info('Telegram: connected');
    else log.warn(`Telegram: ${next.detail}`);
  }

  async function connected(me: UserFromGetMe, source: string): Promise<InboxWork> {
    const bot = await client.bot();
    bot.botInfo = me;
    const menu = await syncMenu(client, options.desk.commands, signal);
    if (menu.kind === 'failed') log.warn(`Telegram: no command menu: ${menu.failure.reason}`);
    if (work) return work;
    route(bot, handlings, deps);
    work = inboxWork({
      inbox: options.inbox,
      source,
      async handle({ update, age }, within) {
        handlings.set(update.update_id, { age, signal: within });
        try {
          await bot.handleUpdate(update);
        } finally {
          handlings.delete(update.update_id);
        }
      },
      keyOf: orderKey,
      now,
      log,
      deadline: pace.handling,
      stop: signal,
      kill: kill.signal,
    });
    return work;
  }

  const running = pollUpdates(
    { client, inbox: options.inbox, pace, now, connected, report, warn: log.warn },
    signal,
  );

  return {
    name: 'telegram',
    state: () => state,
    channel: (name, address) =>
      address.style === 'forum'
        ? telegramForum(name, address, { send, client })
        : telegramChannel(name, address, send),
    async [Symbol.asyncDispose]() {
      stop.abort();
      await finish(
        running.then(() => work?.idle()),
        kill,
        pace.grace,
      );
    },
  };
}

/** The last net under every line: nothing that is logged holds the token. */
function redacted(log: Log, { redact }: Client): Log {
  return {
    info: (message) => log.info(redact(message)),
    warn: (message) => log.warn(redact(message)),
  };
}

/** Lets updates in work end; what does not end within `grace` is given up and stays in the inbox. */
async function finish(ending: Promise<void>, kill: AbortController, grace: number): Promise<void> {
  await soon(ending, grace);
  kill.abort(new Error('Tocsin is stopping'));
  await soon(ending, LAST_MOMENT);
}

function route(bot: Bot, handlings: ReadonlyMap<number, Handling>, deps: TalkDeps): void {
  const handlingOf = (id: number): Handling => {
    const handling = handlings.get(id);
    if (!handling) throw new Error(`update ${id} is not in work`);
    return handling;
  };
  bot.on('message:migrate_to_chat_id', (context) => {
    deps.messenger.moved(String(context.chat.id), String(context.msg.migrate_to_chat_id));
  });
  bot.on('message', (context) =>
    handleMessage(context.msg, handlingOf(context.update.update_id), { ...deps, me: context.me }),
  );
  bot.on('callback_query', (context) =>
    handlePress(context.callbackQuery, handlingOf(context.update.update_id), deps),
  );
  bot.on('my_chat_member', ({ chat, myChatMember }) => {
    const { status } = myChatMember.new_chat_member;
    deps.log.info(`Telegram: the bot is now “${status}” in chat ${chat.id}`);
  });
}
