import { renderForConsole, UNBROKEN } from '../chat/console/render.ts';
import type { Reply } from '../chat/reply.ts';
import type { Clock } from '../model/time.ts';
import type { Live } from './live.ts';

/** What can only be pressed or downloaded in a chat. */
const PRESSED = ['buttons', 'select', 'attachment'];

/** Replies as plain text, for channels that show nothing else: as in a terminal without end, and nothing to press. */
export function plainText(live: Pick<Live, 'config'>, clock: Pick<Clock, 'now'>) {
  return (reply: Reply): string => {
    const { zone } = live.config();
    const screen = { width: UNBROKEN, colour: false, zone, now: clock.now() };
    return renderForConsole(withoutControls(reply), screen);
  };
}

/** Replies as messages of Discord's for webhooks, which have no buttons. */
export async function discordBody(reply: Reply): Promise<object> {
  const { render } = await import('../chat/discord/render.ts');
  return render(withoutControls(reply));
}

function withoutControls(reply: Reply): Reply {
  return { ...reply, blocks: reply.blocks.filter(({ kind }) => !PRESSED.includes(kind)) };
}
