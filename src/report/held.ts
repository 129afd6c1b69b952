import type { Inline } from '../chat/reply.ts';
import { time } from '../chat/reply.ts';
import type { Hold, HoldReason } from '../model/alert-change.ts';

const HEADS = {
  paused: 'Its target is paused',
  silenced: 'Silenced',
  maintenance: 'In maintenance',
  inhibited: 'Held back',
  acknowledged: 'No reminders',
  cooldown: 'Not told again',
  flapping: 'Not told while it flaps',
  'quiet hours': 'Quiet hours',
} as const satisfies Record<HoldReason, string>;

/** Their details begin with who or which. */
const NAMED: ReadonlySet<HoldReason> = new Set(['paused', 'silenced', 'maintenance']);

/** A detail begins with the name of its reason, which the head says already. */
const PREFIX = /^(silence #\d+|maintenance|quiet hours):?\s*/;

/** Why nothing is told now, who wanted it so and until when: `Silenced by Ana until 08:00: deploy`. */
export function heldText({ why, detail, until }: Omit<Hold, 'channel'>): Inline[] {
  const told = detail.replace(PREFIX, '');
  const [who, rest] = NAMED.has(why) ? parted(told) : ['', told];
  return [
    `${HEADS[why]}${who === '' ? '' : ` ${who}`}`,
    ...ending(why, until),
    rest === '' ? '' : `: ${rest}`,
  ];
}

/** What stands before and behind the first colon. */
function parted(text: string): [string, string] {
  const at = text.indexOf(': ');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 2)];
}

function ending(why: HoldReason, until: number | null): Inline[] {
  if (until !== null) return [' until ', time(until, 'live')];
  return why === 'silenced' ? [' until it clears'] : [];
}
