import { consoleChannel } from '../chat/console/prompt.ts';
import type { PairedChannel } from '../chat/pairing.ts';
import type { Reply } from '../chat/reply.ts';
import type { ChatSurface } from '../chat/surface.ts';
import type { Config } from '../config/config.ts';
import type { Log } from '../log/log.ts';
import { SECOND } from '../model/time.ts';
import type { SenderDeps } from '../notify/outbox.ts';
import { senders } from '../notify/senders.ts';
import type { Listener } from '../notify/tell.ts';

/** How long what is being sent may still take once the process was asked to stop. */
const FAREWELL = 3 * SECOND;
/** The channel that is always there. */
const TERMINAL: Listener = { name: 'console', kind: 'console' };

export interface SendingDeps extends Omit<SenderDeps, 'channel' | 'failed'> {
  readonly log: Log;
  print(reply: Reply): void;
}

/** Every channel there is, and who sends to them. Linked chats come while it runs. */
export function channelList(config: Config, linked: readonly PairedChannel[]) {
  const all: PairedChannel[] = [...config.channels, ...linked];
  let opened: (channel: PairedChannel) => void = () => {};
  let wake = () => {};
  return {
    listeners: (): readonly Listener[] => [...all, TERMINAL],
    /** Something was queued, or a service is back. */
    wake: () => wake(),
    /** A chat was linked. */
    link(channel: PairedChannel): void {
      if (all.some(({ name }) => name === channel.name)) return;
      all.push(channel);
      opened(channel);
    },

    /** Starts sending to every channel; resolves when all have ended, after `signal` aborted. */
    async send(
      deps: SendingDeps,
      chats: readonly ChatSurface[],
      signal: AbortSignal,
    ): Promise<void> {
      const cut = new AbortController();
      const farewell = () => setTimeout(() => cut.abort(), FAREWELL).unref();
      signal.addEventListener('abort', farewell, { once: true });
      const running = senders({ ...deps, failed: teller(deps.log) }, signal, cut.signal);
      wake = running.wake;
      opened = ({ name, kind, address, thread }) => {
        const chat = chats.find((one) => one.name === kind);
        if (chat) running.add(chat.channel(name, { id: address, thread }));
      };
      running.add(consoleChannel(TERMINAL.name, deps.print));
      for (const channel of all) opened(channel);
      await new Promise<void>((done) =>
        signal.addEventListener('abort', () => done(), { once: true }),
      );
      await running.ended();
    },
  };
}

/** Says each reason once until it changes, so that an outage is a line and not a page. */
function teller(log: Log): SenderDeps['failed'] {
  const said = new Map<string, string>();
  return (channel, reason, final) => {
    if (final) log.error(`${channel}: ${reason}; given up, /alert shows it`);
    else if (said.get(channel) !== reason) log.warn(`${channel}: ${reason}; kept, trying again`);
    said.set(channel, reason);
  };
}
