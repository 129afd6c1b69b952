import type { Block, Button, Inline, Reply } from '../chat/reply.ts';
import { heading, line, reply, say, time } from '../chat/reply.ts';
import { formatDuration } from '../model/format.ts';
import { labelText } from '../model/sample.ts';
import type { Matcher, Silence } from '../model/silence.ts';
import type { Instant } from '../model/time.ts';
import { unsilenceButton } from './card-controls.ts';
import { iso } from './data.ts';
import { counted, grouped, shortened } from './state-text.ts';

/** Active silences, and ended ones, in one answer. */
const ACTIVE = 15;
const ENDED = 5;
/** Characters of a reason in a line. */
const REASON = 200;

export function isActive({ ended, endsAt }: Silence, now: Instant): boolean {
  return ended === null && (endsAt === null || endsAt > now);
}

/** Which alerts a silence or a maintenance window covers, e.g. `high_cpu on web-1`, `alerts up to warning`. */
export function matcherText(matcher: Matcher): string {
  const { target, rule, severity, fingerprint } = matcher;
  const series = fingerprint?.split('/').slice(2).join('/') ?? '';
  const labels = [labelText(matcher.labels), series].filter((text) => text.includes('=')).join(',');
  const parts = [
    rule ?? (severity === null ? 'every alert' : 'alerts'),
    severity === null ? '' : `up to ${severity}`,
    target === null ? '' : `on ${target}`,
    labels === '' ? '' : `(${labels})`,
  ];
  return shortened(parts.filter((part) => part !== '').join(' '), 300);
}

/** Until when a silence lasts. */
function untilText({ endsAt }: Pick<Silence, 'endsAt'>): Inline[] {
  if (endsAt === null) return ['until it clears'];
  return ['until ', time(endsAt, 'full'), ' (', time(endsAt), ')'];
}

/** A silence was made: what is hidden, until when, how much of it is open, and how to end it. */
export function silencedReply(
  silence: Silence,
  {
    open,
    now,
    elsewhere = [],
  }: { readonly open: number; readonly now: Instant; readonly elsewhere?: readonly string[] },
): Reply {
  const covers =
    open === 0
      ? 'Nothing that it covers is open now.'
      : `It covers ${counted(open, 'open alert')}.`;
  const emergencies =
    silence.matcher.severity === 'critical' ? ' Emergencies are told all the same.' : '';
  const reason = silence.reason === '' ? '' : ` Reason: ${shortened(silence.reason, 500)}`;
  return reply(
    [
      heading(`Silence #${silence.id}: ${matcherText(silence.matcher)}`, 'muted'),
      line([
        `${silence.by.name} hides its messages `,
        ...untilText(silence),
        `. ${covers} Everything is recorded all the same.${emergencies}${reason}`,
      ]),
      ...elsewhere.map((text) => line(text, text.startsWith('Not ') ? 'warning' : 'muted')),
      { kind: 'buttons', buttons: [unsilenceButton(silence.id, 'Unsilence')] },
    ],
    { data: { silence: silenceData(silence, now), open, elsewhere } },
  );
}

/** Silences ended by a person, a line each. */
export function unsilencedReply(
  ends: readonly { id: number; ended: { silence: Silence; open: number } | null }[],
  now: Instant,
): Reply {
  const lines = ends.map(({ id, ended }) =>
    ended === null
      ? line(`There is no active silence #${id}. /silences lists them.`, 'warning')
      : line(endedText(ended), 'good'),
  );
  const none = ends.every(({ ended }) => ended === null);
  const data = {
    silences: ends.map(({ id, ended }) => ({
      id,
      open: ended?.open ?? null,
      silence: ended && silenceData(ended.silence, now),
    })),
  };
  return reply(lines, { private: none, data });
}

function endedText({ silence, open }: { silence: Silence; open: number }): string {
  const hid = silence.hidden === 0 ? 'hid nothing' : `hid ${counted(silence.hidden, 'alert')}`;
  const still = open === 0 ? 'none is still open' : `${grouped(open)} still open`;
  return `Silence #${silence.id} (${matcherText(silence.matcher)}) is over: it ${hid}; ${still}.`;
}

/** Silences: the active ones first, then those that ended of late. */
export function silencesReply(all: readonly Silence[], now: Instant): Reply {
  const data = { silences: all.map((one) => silenceData(one, now)) };
  if (all.length === 0) {
    return say(
      'Nothing is silenced, and nothing was. /silence 12 2h hides alert #12.',
      'info',
      data,
    );
  }
  const active = all.filter((one) => isActive(one, now));
  const over = all.filter((one) => !isActive(one, now)).slice(0, ENDED);
  const title = active.length === 0 ? 'Nothing is silenced' : counted(active.length, 'silence');
  const rest = active.length - ACTIVE;
  const blocks: Block[] = [
    heading(title, 'info'),
    ...active.slice(0, ACTIVE).map((one) => line(activeText(one))),
    ...(rest > 0 ? [line(`and ${grouped(rest)} more`, 'muted')] : []),
    ...over.map((one) => line(overText(one, now), 'muted')),
    { kind: 'buttons', buttons: active.slice(0, 5).map((one): Button => unsilenceButton(one.id)) },
  ];
  return reply(blocks, { data, asOf: now });
}

function activeText(silence: Silence): Inline[] {
  const reason = silence.reason === '' ? '' : `: ${shortened(silence.reason, REASON)}`;
  return [
    `#${silence.id} ${matcherText(silence.matcher)} by ${silence.by.name} `,
    ...untilText(silence),
    `, hid ${grouped(silence.hidden)}${reason}`,
  ];
}

function overText(silence: Silence, now: Instant): string {
  const at = silence.ended?.at ?? silence.endsAt ?? now;
  const by =
    silence.ended && silence.ended.by.id !== silence.by.id ? ` by ${silence.ended.by.name}` : '';
  const what = `#${silence.id} ${matcherText(silence.matcher)} by ${silence.by.name}`;
  return `${what} ended${by} ${formatDuration(now - at)} ago, hid ${grouped(silence.hidden)}`;
}

/** A silence for programs. */
export function silenceData(silence: Silence, now: Instant) {
  const { target, rule, severity, labels, fingerprint } = silence.matcher;
  return {
    id: silence.id,
    active: isActive(silence, now),
    matcher: { target, rule, severity, labels, fingerprint },
    by: silence.by.name,
    reason: silence.reason,
    created_at: iso(silence.createdAt),
    ends_at: iso(silence.endsAt),
    ended_at: iso(silence.ended?.at ?? null),
    ended_by: silence.ended?.by.name ?? null,
    hidden: silence.hidden,
  };
}
