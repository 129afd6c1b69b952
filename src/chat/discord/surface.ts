import type { ChatSurface } from '../surface.ts';
import { discordChannel, newSender, type Sender } from './channel.ts';
import { type ConnectionOptions, connect } from './connection.ts';

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
    channel: (name, address) => discordChannel(name, address, open),
    async [Symbol.asyncDispose]() {
      await connection.close();
      const rest = (await sender?.catch(() => null))?.rest();
      rest?.clearHashSweeper();
      rest?.clearHandlerSweeper();
    },
  };
}
