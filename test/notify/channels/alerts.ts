import { discordBody } from '../../../src/app/plain-text.ts';
import { renderForConsole, UNBROKEN } from '../../../src/chat/console/render.ts';
import type { Alert } from '../../../src/model/alert.ts';
import { systemClock } from '../../../src/model/time.ts';
import type { ChannelTools } from '../../../src/notify/channel-kind.ts';
import { content } from '../../store/fixtures.ts';

export function anAlert(over: Partial<Alert> = {}): Alert {
  return { ...content({ target: 1 }), id: 12, version: 1, targetName: 'web-1', ...over };
}

/** What a channel is given by the product; what it warns of is kept. */
export function tools(): ChannelTools & { readonly warned: string[] } {
  const warned: string[] = [];
  const screen = { width: UNBROKEN, colour: false, zone: 'UTC', now: 0 };
  return {
    text: (reply) => renderForConsole(reply, screen),
    discord: discordBody,
    clock: systemClock,
    warn: (line) => void warned.push(line),
    warned,
  };
}
