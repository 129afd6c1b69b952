import type { Severity } from '../model/alert.ts';
import type { Mentions } from '../model/mention.ts';
import { mentionsFor } from '../model/mention.ts';
import type { Outgoing } from '../notify/channel.ts';
import type { Tone } from './reply.ts';

/** How messages look that want somebody now. */
const LOUD = {
  info: 'info',
  warning: 'warning',
  error: 'bad',
  critical: 'critical',
  emergency: 'critical',
} as const satisfies Record<Severity, Tone>;

/** Whom a message calls: only what tells of a firing alert, with a sound, calls anybody. */
export function calledBy(message: Outgoing, mentions: Mentions | undefined): readonly string[] {
  if (mentions === undefined || message.silent || message.kind === 'message') return [];
  const severity = severityOf(message);
  return severity !== null && message.reply.tone === LOUD[severity]
    ? mentionsFor(mentions, severity)
    : [];
}

function severityOf({ about, reply }: Outgoing): Severity | null {
  if (!about) return reply.tone === 'critical' ? 'critical' : null;
  return about.whole.state === 'firing' ? about.whole.severity : null;
}
