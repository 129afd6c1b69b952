import { assertNever } from '../../model/assert-never.ts';
import type { Inline, Text } from '../reply.ts';
import { visible } from '../visible.ts';
import { escapeHtml, shorten, withoutMentions } from './escape.ts';
import type { Moment } from './moment.ts';
import { clockTime, fullTime, liveTime, relativeTime } from './moment.ts';

/** A line of a message: its source, and what of it people see. Its tags are balanced. */
export interface Line {
  readonly html: string;
  readonly plain: string;
}

/** Longest line; a longer one is cut, so that one line can never fill the message. */
const MAX_LINE = 1_000;
const MAX_URL = 1_024;

type Style = 'none' | 'muted';

/** Text as lines of HTML. */
export function textLines(text: Text, moment: Moment, style: Style = 'none'): Line[] {
  const parts = typeof text === 'string' ? [text] : text;
  const lines: Line[] = [];
  let current = emptyLine();
  for (const part of parts) {
    const [first = '', ...rest] = shownText(part, moment).split('\n');
    current = append(current, part, first, style);
    for (const next of rest) {
      lines.push(current);
      current = append(emptyLine(), part, next, style);
    }
  }
  return [...lines, current];
}

function emptyLine(): Line {
  return { html: '', plain: '' };
}

export function joinLines(parts: readonly Line[], separator: string): Line {
  return {
    html: parts.map((part) => part.html).join(separator),
    plain: parts.map((part) => part.plain).join(separator),
  };
}

/** Plain text as one bold line. */
export function boldLine(text: string): Line {
  const shown = shorten(withoutMentions(visible(text).replaceAll('\n', ' ')), MAX_LINE);
  return shown === '' ? emptyLine() : { html: `<b>${escapeHtml(shown)}</b>`, plain: shown };
}

function append(line: Line, part: Inline, text: string, style: Style): Line {
  const room = MAX_LINE - line.plain.length;
  if (room <= 1 || text === '') return line;
  const shown = shorten(text, room);
  return { html: line.html + wrap(part, shown, style), plain: line.plain + shown };
}

function shownText(part: Inline, moment: Moment): string {
  if (typeof part === 'string') return withoutMentions(visible(part));
  switch (part.kind) {
    case 'code':
      return visible(part.text);
    case 'strong':
    case 'link':
      return withoutMentions(visible(part.text));
    case 'time':
      return shownTime(part, moment);
    default:
      return assertNever(part);
  }
}

function shownTime(part: Extract<Inline, { kind: 'time' }>, moment: Moment): string {
  switch (part.style) {
    case 'relative':
      return relativeTime(part.at, moment);
    case 'clock':
      return clockTime(part.at, moment);
    case 'live':
      return liveTime(part.at, moment);
    case 'full':
      return fullTime(part.at, moment);
    default:
      return assertNever(part.style);
  }
}

function wrap(part: Inline, shown: string, style: Style): string {
  const kind = typeof part === 'string' ? 'plain' : part.kind;
  switch (kind) {
    case 'plain':
    case 'time':
      return style === 'muted' ? `<i>${escapeHtml(shown)}</i>` : escapeHtml(shown);
    case 'strong':
      return `<b>${escapeHtml(shown)}</b>`;
    case 'code':
      return `<code>${escapeHtml(shown)}</code>`;
    case 'link':
      return link((part as Extract<Inline, { kind: 'link' }>).url, shown);
    default:
      return assertNever(kind);
  }
}

/** Only web addresses become links; anything else stays text. */
function link(url: string, shown: string): string {
  if (!/^https?:\/\/[^\s"<>]+$/.test(url) || url.length > MAX_URL) return escapeHtml(shown);
  return `<a href="${escapeHtml(url)}">${escapeHtml(shown)}</a>`;
}
