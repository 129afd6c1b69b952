import { consoleChannel } from '../chat/console/prompt.ts';
import type { PairedChannel } from '../chat/pairing.ts';
import type { Reply } from '../chat/reply.ts';
import type { ChatSurface } from '../chat/surface.ts';
import type { Config } from '../config/config.ts';
import type { Log } from '../log/log.ts';
import { SECOND } from '../model/time.ts';
import { aborted } from '../model/wait.ts';
import { absentChannel } from '../notify/absent.ts';
import type { Channel } from '../notify/channel.ts';
import type { OutboxQueue, SenderDeps } from '../notify/outbox.ts';
import { senders } from '../notify/senders.ts';
import type { Listener } from '../notify/tell.ts';

/** How long what is being sent may still take once the process was asked to stop. */
const FAREWELL = 1.5 * SECOND;
/** The channel that is always there. */
const TERMINAL: Listener = { name: 'console', kind: 'console' };
const TOKEN = { discord: 'DISCORD_TOKEN', telegram: 'TELEGRAM_BOT_TOKEN' } as const;

export interface SendingDeps extends Omit<SenderDeps, 'channel' | 'failed' | 'delivered'> {
  readonly queue: OutboxQueue & {
    /** Channels for which something waits. */
    waiting(): Promise<readonly string[]>;
  };
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
  print(reply: Reply): void;
}

/**
 * Every channel there is, and who sends to them. Linked chats come while it runs; a chat that is configured too is told
 * once, by its configured name.
 */
export function channelList(config: Pick<Config, 'channels'>, linked: readonly PairedChannel[]) {
  const all: PairedChannel[] = [...config.channels];
  let opened: (channel: PairedChannel) => void = () => {};
  let wake = () => {};
  const add = (channel: PairedChannel) => {
    if (all.some((one) => one.name === channel.name || isSamePlace(one, channel))) return;
    all.push(channel);
    opened(channel);
  };
  for (const channel of linked) add(channel);
  return {
    listeners: (): readonly Listener[] => [...all, TERMINAL],
    /** Names of the chats that were linked by a code. */
    linked: (): readonly string[] =>
      all.filter((one) => !config.channels.includes(one)).map(({ name }) => name),
    /** Something was queued, or a service is back. */
    wake: () => wake(),
    /** A chat was linked. */
    link: add,

    /** Starts sending to every channel; resolves when all have ended, after `signal` aborts. */
    async send(
      deps: SendingDeps,
      chats: readonly ChatSurface[],
      signal: AbortSignal,
    ): Promise<void> {
      const cut = new AbortController();
      const running = senders({ ...deps, ...teller(deps.log) }, signal, cut.signal);
      const open = opener(deps, chats);
      wake = running.wake;
      opened = (channel) => running.add(open(channel));
      running.add(consoleChannel(TERMINAL.name, deps.print));
      for (const channel of all) opened(channel);
      for (const name of await forgotten(deps, running.names())) running.add(orphan(deps, name));
      await aborted(signal);
      const farewell = setTimeout(() => cut.abort(), FAREWELL);
      await running.ended();
      clearTimeout(farewell);
    },
  };
}

function isSamePlace(a: PairedChannel, b: PairedChannel): boolean {
  return a.kind === b.kind && a.address === b.address && a.thread === b.thread;
}

function opener({ log, print }: SendingDeps, chats: readonly ChatSurface[]) {
  return ({ name, kind, address, thread }: PairedChannel): Channel => {
    if (kind === 'console') return consoleChannel(name, print);
    const chat = chats.find((one) => one.name === kind);
    if (chat) return chat.channel(name, { id: address, thread });
    const reason = `nothing can be sent there without ${TOKEN[kind]}: put it into .env`;
    log.warn(`${name}: ${reason}`);
    return absentChannel(name, reason);
  };
}

/** Channels that messages wait for and that are configured no more. */
async function forgotten({ queue, log }: SendingDeps, known: readonly string[]): Promise<string[]> {
  try {
    return (await queue.waiting()).filter((name) => !known.includes(name));
  } catch (error) {
    log.error({ err: error }, 'what waits for former channels cannot be read');
    return [];
  }
}

function orphan({ log }: SendingDeps, name: string): Channel {
  const reason = 'messages wait for it, and it is configured no more';
  log.warn(`${name}: ${reason}`);
  return absentChannel(name, reason);
}

/** Says each reason once until it changes or sending works again, so that an outage is a line and not a page. */
function teller(log: SendingDeps['log']): Pick<SenderDeps, 'failed' | 'delivered'> {
  const said = new Map<string, string>();
  return {
    failed(channel, reason, final) {
      const text = final
        ? `${channel}: ${reason}; given up, /alert shows it`
        : `${channel}: ${reason}; kept, trying again`;
      if (said.get(channel) === text) return;
      said.set(channel, text);
      if (final) log.error(text);
      else log.warn(text);
    },
    delivered(channel) {
      if (said.delete(channel)) log.info(`${channel}: messages arrive again`);
    },
  };
}
