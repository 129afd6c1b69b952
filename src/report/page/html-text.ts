import type { Inline, Text, TimeStyle } from '../../chat/reply.ts';
import { unbroken } from '../../chat/visible.ts';
import { assertNever } from '../../model/assert-never.ts';
import type { Instant } from '../../model/time.ts';
import { linesOf } from './lines.ts';
import type { PageOptions } from './page.ts';
import { linkTo, momentText, oneLine, shown } from './page.ts';

/** Lines under each other. */
export function cellText(text: Text, options: PageOptions): string {
  return linesOf(text)
    .map((line) => inlineText(line, options))
    .join('<br>');
}

/** All in one line. */
export function inLine(text: Text, options: PageOptions): string {
  return inlineText(linesOf(text).flat(), options);
}

export function inlineText(line: readonly Inline[], options: PageOptions): string {
  return line.map((part) => written(part, options)).join('');
}

function written(part: Inline, options: PageOptions): string {
  if (typeof part === 'string') return escaped(shown(part));
  switch (part.kind) {
    case 'strong':
      return `<strong>${escaped(oneLine(part.text))}</strong>`;
    case 'code':
      return `<code>${escaped(oneLine(part.text))}</code>`;
    case 'link': {
      const to = linkTo(part.url);
      const text = escaped(oneLine(part.text));
      return to === null ? text : `<a href="${escaped(to)}" rel="noreferrer">${text}</a>`;
    }
    case 'time':
      return timeText(part.at, part.style, options);
    default:
      return assertNever(part);
  }
}

function timeText(at: Instant, style: TimeStyle, options: PageOptions): string {
  const exact = new Date(at).toISOString();
  return `<time datetime="${exact}">${momentText(at, style, options)}</time>`;
}

/** Text that means nothing to a browser, also within an attribute. */
export function escaped(text: string): string {
  return unbroken(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
