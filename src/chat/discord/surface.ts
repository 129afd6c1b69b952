import type { ChatSurface } from '../surface.ts';
import { newSender, type Sender } from './calls.ts';
import { discordChannel } from './channel.ts';
import { type ConnectionOptions, connect } from './connection.ts';
import { directChannel } from './direct.ts';
import { forumChannel } from './forum.ts';
import { withThreads } from './threads.ts';

export type DiscordOptions = Omit<ConnectionOptions, 'onFatal' | 'onReconnect'> &
  Partial<Pick<ConnectionOptions, 'onFatal' | 'onReconnect'>>;

/** Discord as a chat surface. Connects in the background; posting needs no gateway connection. */
export function discordSurface(options: DiscordOptions): ChatSurface {
  const apiUrl = options.apiUrl.replace(/\/+$/, '');
  // Loaded here and not above: it costs 20 MB and 0.2 s, which only those who use Discord should pay.
  const library = import('./library.ts').then((found) => found.library);
  const connection = connect(library, {
    onFatal: () => undefined,
    onReconnect: () => undefined,
    ...options,
    apiUrl,
  });
  let sender: Promise<Sender> | null = null;
  const open = () => {
    sender ??= library.then((found) => newSender(found, { token: options.token, apiUrl }));
    return sender;
  };
  return {
    name: 'discord',
    state: connection.state,
    channel(name, address) {
      if (address.isDirect === true) return directChannel(name, address.id, open);
      if (address.style === 'forum') return forumChannel(name, address, open);
      const channel = discordChannel(name, address, open);
      return address.style === 'threads' ? withThreads(channel, address.id, open) : channel;
    },
    async [Symbol.asyncDispose]() {
      await connection.close();
      const rest = (await sender?.catch(() => null))?.rest();
      rest?.clearHashSweeper();
      rest?.clearHandlerSweeper();
    },
  };
}
