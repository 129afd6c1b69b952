import type { Inline, Text, TimeStyle } from '../reply.ts';
import { visible } from '../visible.ts';

/** `visible` on a single line. */
export function oneLine(text: string): string {
  return visible(text).replaceAll(/\s+/g, ' ').trim();
}

/** Text that Discord shows as it stands: no markup, no mention, no link of its own. */
export function escapeMarkdown(text: string): string {
  return visible(text)
    .replaceAll(/[\\*_~`|<>[\]]/g, '\\$&')
    .replaceAll('://', ':\\//')
    .replaceAll(/@(everyone|here)/g, '@\u200b$1')
    .replaceAll(/^(\s*)([#+-])/gm, '$1\\$2')
    .replaceAll(/^(\s*\d+)\.(?=\s)/gm, '$1\\.');
}

/** Text for a code span or block, where only the backtick means something; a look-alike takes its place. */
export function inCode(text: string): string {
  return visible(text).replaceAll('`', '\u02cb');
}

/** At most `limit` UTF-16 units, never half a character; what is cut shows as an ellipsis. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  if (limit < 1) return '';
  return `${keepWhole(text, limit - 1)}…`;
}

/** The first `limit` units, less what would be half a character or half an escape. */
function keepWhole(text: string, limit: number): string {
  let end = limit;
  const last = text.charCodeAt(end - 1);
  if (last >= 0xd800 && last <= 0xdbff) end -= 1;
  const tail = /\\+$/.exec(text.slice(0, end))?.[0].length ?? 0;
  return text.slice(0, tail % 2 === 1 ? end - 1 : end);
}

/** Markup of `text` in at most `limit` units; what did not fit is counted in a visible note. */
export function renderText(text: Text, limit: number): string {
  const parts = typeof text === 'string' ? [text] : text;
  const whole = parts.map((part) => renderInline(part, Number.POSITIVE_INFINITY)).join('');
  if (whole.length <= limit) return whole;
  const note = ` … ${whole.length} characters in all`;
  if (limit <= note.length) return cut('…', limit);
  let shown = '';
  for (const part of parts) {
    const room = limit - note.length - shown.length;
    const rendered = renderInline(part, room);
    shown += rendered.length <= room ? rendered : '';
    if (rendered.length >= room) break;
  }
  return shown + note;
}

/** Markup of one piece, its words cut to fit `room`. A time is never cut. */
function renderInline(part: Inline, room: number): string {
  if (typeof part === 'string') return cut(escapeMarkdown(part), room);
  switch (part.kind) {
    case 'strong':
      return wrap('**', escapeMarkdown(part.text), '**', room);
    case 'code':
      return wrap('`', inCode(part.text), '`', room);
    case 'link':
      return link(part.text, part.url, room);
    case 'time':
      return timestamp(part.at, part.style);
    default:
      return part satisfies never;
  }
}

function wrap(before: string, text: string, after: string, room: number): string {
  const inner = room - before.length - after.length;
  const blank = text.trim() === '';
  return blank || inner < 1 ? '' : `${before}${cut(text, inner)}${after}`;
}

/** Only web addresses become links, and only ones that cannot end the markup early. */
function link(text: string, url: string, room: number): string {
  const safe = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
  const address = safe ? new URL(url).href.replaceAll('(', '%28').replaceAll(')', '%29') : '';
  if (!safe || address.length > room - 8) return cut(escapeMarkdown(text), room);
  return wrap('[', escapeMarkdown(text), `](${address})`, room);
}

/** https://docs.discord.com/developers/reference#message-formatting-timestamp-styles */
const STYLE = { relative: 'R', clock: 't', full: 'f' } as const;

function timestamp(at: number, style: TimeStyle): string {
  if (style === 'live') return `${timestamp(at, 'clock')} (${timestamp(at, 'relative')})`;
  return `<t:${Math.floor(at / 1000)}:${STYLE[style]}>`;
}

/** Text for a place that takes no markup (titles of fields, footers, labels); times are in UTC there. */
export function plainText(text: Text): string {
  const parts = typeof text === 'string' ? [text] : text;
  return oneLine(parts.map(plainInline).join(''));
}

function plainInline(part: Inline): string {
  if (typeof part === 'string') return part;
  if (part.kind !== 'time') return part.text;
  const stamp = new Date(part.at).toISOString();
  return part.style === 'clock' || part.style === 'live'
    ? `${stamp.slice(11, 16)} UTC`
    : `${stamp.slice(0, 16).replace('T', ' ')} UTC`;
}
