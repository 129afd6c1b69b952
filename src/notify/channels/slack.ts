import { z } from 'zod';
import { line } from '../../config/fields.ts';
import type { About } from '../../model/about.ts';
import { shortened } from '../../model/about.ts';
import { formatValue } from '../../model/format.ts';
import { MINUTE } from '../../model/time.ts';
import type { Delivery, Outgoing } from '../channel.ts';
import { channelKind } from '../channel-kind.ts';
import { addressSecrets, placeOf, webAddress } from '../keys.ts';
import { firstLines, oneLine } from '../lines.ts';
import { type Answer, post } from '../post.ts';
import { postOnly } from '../post-only.ts';
import { reachable } from '../reachable.ts';

/** https://docs.slack.dev/changelog/2018-truncating-really-long-messages and /reference/block-kit/blocks */
const MOST = { text: 4_000, header: 150, section: 3_000, field: 2_000 } as const;
/** Answers that say that the message itself is wrong: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
const ABOUT_THE_MESSAGE = ['invalid_payload', 'no_text', 'too_many_attachments', 'invalid_blocks'];

const keys = {
  url: webAddress,
  format: z
    .enum(['attachments', 'simple', 'blocks'], 'write attachments, simple or blocks')
    .default('attachments'),
  channel: line('write the channel such as "#alerts"', 80).optional(),
  username: line('write the name under which it posts', 80).optional(),
  icon: z
    .string()
    .regex(/^:[\w+-]{1,64}:$/, 'write an emoji such as ":warning:"')
    .optional(),
  title: line('write what stands over each alert', 100).default('Tocsin'),
};
type Options = z.infer<z.ZodObject<typeof keys>>;

/** Slack, by an incoming webhook: docs/decisions/0021-slack-without-its-library.md. */
export const slack = channelKind({
  kind: 'slack',
  setUp: 'set SLACK_WEBHOOK_URL, or write {kind: slack, url: ...}',
  from: 'warning',
  isRead: true,
  keys,
  secrets: ({ url }) => addressSecrets(url),
  address: ({ url, channel }) =>
    [placeOf(url), ...(channel === undefined ? [] : [channel])].join(' '),
  examine: async (_name, { url }, signal) => [await reachable(url, signal)],
  open: (name, options, { text }) =>
    postOnly({ name, kind: 'slack' }, async (message, signal) => {
      const body = JSON.stringify(payload(message, text(message.reply), options));
      const headers = { 'content-type': 'application/json' };
      const request = { url: options.url, headers, body, secrets: addressSecrets(options.url) };
      const sent = await post(request, judge, signal);
      return sent.kind === 'delivered' ? { ...sent, remoteId: message.key } : sent;
    }),
});

/** Slack says `ok`, or a word of its own, with a status that fits or with 200. */
function judge({ status, text, json }: Answer): Delivery | null {
  const { ok, error } = (json ?? {}) as Record<string, unknown>;
  if (status === 200 && (text.trim() === 'ok' || ok === true)) return null;
  const word = typeof error === 'string' ? error : text.trim();
  if (ABOUT_THE_MESSAGE.includes(word)) return { kind: 'rejected', reason: `Slack: ${word}` };
  return status === 200 ? { kind: 'retry', after: MINUTE, reason: `Slack: ${word}` } : null;
}

function payload(message: Outgoing, text: string, options: Options): object {
  const { channel, username, icon, format } = options;
  return {
    ...SHAPES[format](message, text, options),
    ...(channel !== undefined && { channel }),
    ...(username !== undefined && { username }),
    ...(icon !== undefined && { icon_emoji: icon }),
  };
}

type Shape = (message: Outgoing, text: string, options: Options) => object;

const SHAPES: Readonly<Record<Options['format'], Shape>> = {
  simple: (message, text, options) => ({
    text: escaped(`${titleOf(message, options)}\n\n${text}`, MOST.text),
  }),

  attachments(message, text, options) {
    const { about } = message;
    if (message.kind !== 'card' || !about) {
      return { text: escaped(`${signOf(about)} ${text}`, MOST.text) };
    }
    return {
      text: escaped(titleOf(message, options), MOST.text),
      attachments: [
        {
          color: colourOf(about),
          fallback: escaped(oneLine(text, MOST.field), MOST.field),
          fields: factsOf(about, text).map(([title, value, short]) => {
            return { title, value: escaped(value, MOST.field), short };
          }),
        },
      ],
    };
  },

  blocks(message, text, options) {
    const { about } = message;
    const [title = '', ...rest] = text.split('\n');
    const facts = message.kind === 'card' && about ? factsOf(about, text) : [];
    const fields = facts
      .filter(([name]) => name !== 'Message')
      .map(([name, value]) => mrkdwn(`*${name}*\n${escaped(value, MOST.field - 40)}`));
    const section = rest.join('\n').trim();
    return {
      text: escaped(`${titleOf(message, options)}: ${oneLine(title, MOST.header)}`, MOST.text),
      blocks: [
        { type: 'header', text: { type: 'plain_text', text: oneLine(title, MOST.header) || '-' } },
        ...(section === ''
          ? []
          : [{ type: 'section', text: mrkdwn(escaped(section, MOST.section)) }]),
        ...(fields.length === 0 ? [] : [{ type: 'section', fields }]),
      ],
    };
  },
};

function mrkdwn(text: string) {
  return { type: 'mrkdwn', text };
}

function titleOf({ about, kind }: Outgoing, { title }: Options): string {
  return kind === 'message' || !about
    ? `${signOf(about)} ${title}`
    : `${signOf(about)} ${title} Alert`;
}

function signOf(about: About | null | undefined): string {
  if (!about) return 'ℹ️';
  return { pending: '🚨', firing: '🚨', acknowledged: '👀', resolved: '✅' }[about.whole.state];
}

/** Named colours of attachments: https://docs.slack.dev/reference/messaging/attachments */
function colourOf({ whole: { state, severity } }: About): string {
  if (state === 'resolved') return 'good';
  return severity === 'info' || severity === 'warning' ? 'warning' : 'danger';
}

function factsOf(about: About, text: string): (readonly [string, string, boolean])[] {
  const { type, value, limit, unit, whole } = about;
  const shown = (one: About['value']) =>
    typeof one === 'number' ? formatValue(one, unit) : String(one);
  const message = whole.total > 1 ? text : [...firstLines(text, 1), about.message].join('\n');
  return [
    ['Type', type, true],
    ['Target', about.target, true],
    ['Message', message, false],
    ...(value === null ? [] : [['Current', shown(value), true] as const]),
    ...(limit === null ? [] : [['Threshold', shown(limit), true] as const]),
  ];
}

/** https://docs.slack.dev/messaging/formatting-message-text#escaping; signs count as they are sent. */
function escaped(text: string, most: number): string {
  const safe = (part: string) =>
    part.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const clean = text.replaceAll(/[^\P{Cc}\n]/gu, '');
  let room = most;
  while (room > 0 && safe(shortened(clean, room)).length > most) room = Math.floor(room * 0.8);
  return safe(shortened(clean, room));
}
