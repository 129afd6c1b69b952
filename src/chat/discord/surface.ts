import { followers as openFollowers, type Painter } from '../pictures.ts';
import type { ChatSurface } from '../surface.ts';
import { newSender, type Sender } from './calls.ts';
import { discordChannel } from './channel.ts';
import { type ConnectionOptions, connect } from './connection.ts';
import { directChannel } from './direct.ts';
import { forumChannel } from './forum.ts';
import { withThreads } from './threads.ts';

export type DiscordOptions = Omit<ConnectionOptions, 'onFatal' | 'onReconnect' | 'followers'> &
  Partial<Pick<ConnectionOptions, 'onFatal' | 'onReconnect'>> & {
    /** Draws the pictures of messages; none without. */
    readonly painter?: Painter;
  };

/** Discord as a chat surface. Connects in the background; posting needs no gateway connection. */
export function discordSurface(options: DiscordOptions): ChatSurface {
  const apiUrl = options.apiUrl.replace(/\/+$/, '');
  // Loaded here and not above: it costs 20 MB and 0.2 s, which only those who use Discord should pay.
  const library = import('./library.ts').then((found) => found.library);
  const closed = new AbortController();
  const followers = openFollowers({
    painter: options.painter ?? null,
    warn: (line) => options.log('warn', `Discord: ${line}`),
    signal: AbortSignal.any([options.signal, closed.signal]),
  });
  const connection = connect(library, {
    onFatal: () => undefined,
    onReconnect: () => undefined,
    ...options,
    apiUrl,
    followers,
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
      if (address.isDirect === true) return directChannel(name, address.id, open, followers);
      if (address.style === 'forum') return forumChannel(name, address, open, followers);
      const channel = discordChannel(name, address, open, followers);
      return address.style === 'threads' ? withThreads(channel, address.id, open) : channel;
    },
    async [Symbol.asyncDispose]() {
      await connection.close();
      closed.abort(new Error('the Discord connection was closed'));
      const rest = (await sender?.catch(() => null))?.rest();
      rest?.clearHashSweeper();
      rest?.clearHandlerSweeper();
    },
  };
}
