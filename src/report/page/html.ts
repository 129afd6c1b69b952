import type { Column, Inline, Reply } from '../../chat/reply.ts';
import { assertNever } from '../../model/assert-never.ts';
import { counted } from '../state-text.ts';
import { CURVE_BOX, curvePath } from './curve.ts';
import { cellText, escaped, inLine, inlineText } from './html-text.ts';
import type { Item, Passage } from './lines.ts';
import { passagesOf } from './lines.ts';
import type { Drawn, Page, PageOptions, Part } from './page.ts';
import { oneLine, pageOf, rowsOf, smallPrint } from './page.ts';
import { STYLE } from './style.ts';

/** Most characters of a file; what is left is counted at its end. */
const MOST = 8_000_000;
/** Characters that a row has on a phone, and that a cell of words takes of it before it is broken. */
const ROW = 48;
const CELL = 16;

/** Nothing is fetched and nothing runs, whatever the page holds. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/**
 * A reply as one HTML file that needs nothing else: no script, no font, no address that is asked. It follows the light or
 * dark of its reader, fits a phone of 390 pixels, and prints. Whatever others wrote in it is text.
 */
export function pageHtml(reply: Reply, options: PageOptions): string {
  const page = pageOf(reply, options.drawnOf);
  const title = escaped(oneLine(page.title.text));
  const [parts, left] = fitting(page, options);
  if (left > 0) parts.push(`<p class="muted">… ${counted(left, 'part')} left out.</p>`);
  const small = smallPrint(reply, options).map((text) => `<p>${inLine(text, options)}</p>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1 class="${page.title.tone}">${title}</h1>
${parts.join('\n')}
</main>
<footer>
${small.join('\n')}
</footer>
</body>
</html>
`;
}

function fitting({ parts }: Page, options: PageOptions): [string[], number] {
  const written: string[] = [];
  let room = MOST;
  for (const [index, part] of parts.entries()) {
    const text = partText(part, options);
    room -= text.length;
    if (room < 0) return [written, parts.length - index];
    if (text !== '') written.push(text);
  }
  return [written, 0];
}

function partText(part: Part, options: PageOptions): string {
  switch (part.kind) {
    case 'heading':
      return `<h2 class="${part.tone}">${escaped(oneLine(part.text))}</h2>`;
    case 'text':
      return textText(part, options);
    case 'fields': {
      const fields = part.fields.map(({ name, value, inline }) => {
        const wide = inline ? '' : ' class="wide"';
        return `<div${wide}><dt>${escaped(oneLine(name))}</dt><dd>${cellText(value, options)}</dd></div>`;
      });
      return `<dl>${fields.join('')}</dl>`;
    }
    case 'table':
      return tableText(part);
    case 'bars':
      return barsText(part);
    case 'sparkline':
      return curveText(part);
    case 'chart':
      return pictureText(part.drawn, part.alt);
    default:
      return assertNever(part);
  }
}

/** What is good or bad has a line beside it, as long as all of it. */
function textText({ text, tone }: Extract<Part, { kind: 'text' }>, options: PageOptions): string {
  const isPlain = tone === 'info' || tone === 'muted';
  const passages = passagesOf(text).map((one) =>
    passageText(one, tone === 'muted' ? tone : null, options),
  );
  if (isPlain || passages.length === 0) return passages.join('\n');
  return `<div class="note ${tone}">${passages.join('')}</div>`;
}

function passageText(passage: Passage, look: 'muted' | null, options: PageOptions): string {
  if (passage.kind === 'list') {
    const items = passage.items.map((item) => itemText(item, options));
    return `<ul${classOf([look])}>${items.join('')}</ul>`;
  }
  const lines = passage.lines.map((one) => inlineText(one, options));
  const [first] = passage.lines;
  const isName = passage.lines.length === 1 && first?.length === 1 && isStrong(first[0]);
  return `<p${classOf([look, isName ? 'name' : null])}>${lines.join('<br>')}</p>`;
}

function classOf(names: readonly (string | null)[]): string {
  const given = names.filter((one) => one !== null);
  return given.length === 0 ? '' : ` class="${given.join(' ')}"`;
}

function isStrong(part: Inline | undefined): boolean {
  return typeof part === 'object' && part.kind === 'strong';
}

function itemText({ isDone, line }: Item, options: PageOptions): string {
  const text = inlineText(line, options);
  if (isDone === null) return `<li>${text}</li>`;
  return `<li class="task"><span role="img" aria-label="${isDone ? 'done' : 'to do'}">${isDone ? '☑' : '☐'}</span> ${text}</li>`;
}

function tableText(part: Extract<Part, { kind: 'table' }>): string {
  const { rows, left } = rowsOf(part);
  const titles = part.columns.map(({ title }) => escaped(oneLine(title)));
  const side = ({ align }: Column) => (align === 'right' ? ' class="number"' : '');
  const head = part.columns.map((one, at) => `<th scope="col"${side(one)}>${titles[at]}</th>`);
  const body = rows.map((row) => {
    const cells = part.columns.map((one, at) => {
      const text = escaped(oneLine(row[at] ?? ''));
      return `<td${side(one)} data-title="${titles[at]}">${text}</td>`;
    });
    return `<tr>${cells.join('')}</tr>`;
  });
  const more = left === 0 ? '' : `<p class="muted">… ${counted(left, 'more row')}</p>`;
  const isWide = widthOf(part.columns, rows) > ROW;
  return `<table${isWide ? ' class="wide"' : ''}><thead><tr>${head.join('')}</tr></thead><tbody>${body.join('')}</tbody></table>${more}`;
}

/** Characters that a row needs at least; what needs more than a phone has becomes one box a row there. */
function widthOf(columns: readonly Column[], rows: readonly (readonly string[])[]): number {
  const widths = columns.map(({ title, align }, at) =>
    rows.reduce(
      (most, row) => Math.max(most, leastOf(row[at] ?? '', align)),
      leastOf(title, 'left'),
    ),
  );
  return widths.reduce((sum, one) => sum + one + 1.2, 0);
}

function leastOf(text: string, align: Column['align']): number {
  if (align === 'right') return text.length;
  const longest = text
    .slice(0, 200)
    .split(/[\s-]/)
    .map((word) => word.length);
  return Math.max(Math.min(text.length, CELL), ...longest);
}

function barsText({ bars, max }: Extract<Part, { kind: 'bars' }>): string {
  const rows = bars.map(({ label, value, text }) => {
    const share = max > 0 && Number.isFinite(value) ? Math.min(1, Math.max(0, value / max)) : 0;
    const bar = `<span class="bar"><i style="width:${(100 * share).toFixed(1)}%"></i></span>`;
    return `<li><span>${escaped(oneLine(label))}</span>${bar}<span class="number">${escaped(oneLine(text))}</span></li>`;
  });
  return `<ul class="bars">${rows.join('')}</ul>`;
}

function curveText(part: Extract<Part, { kind: 'sparkline' }>): string {
  const path = curvePath(part.values, part.bounds);
  const [label, caption] = [part.label, part.caption].map((text) => escaped(oneLine(text)));
  const words = [label, caption].filter((text) => text !== '').join(', ');
  if (path === '') return words === '' ? '' : `<p class="muted">${words}: not measured</p>`;
  const svg = `<svg viewBox="${CURVE_BOX}" preserveAspectRatio="none" role="img" aria-label="${words}"><path d="${path}"/></svg>`;
  return `<figure class="curve">${svg}<figcaption>${words}</figcaption></figure>`;
}

/** Each drawing is a document of its own, so that no name in one meets a name in another and nothing in it can run. */
function pictureText(drawn: Drawn | null, said: string): string {
  const alt = escaped(oneLine(said));
  if (drawn === null) return `<p class="muted">${alt}</p>`;
  const dark = `<source media="screen and (prefers-color-scheme: dark)" srcset="${dataUrl(drawn.dark)}">`;
  const light = `<img src="${dataUrl(drawn.light)}" alt="${alt}">`;
  return `<figure><picture>${dark}${light}</picture><figcaption aria-hidden="true">${alt}</figcaption></figure>`;
}

/** Only what would end the address or the attribute is written otherwise: https://www.rfc-editor.org/rfc/rfc3986 */
function dataUrl(svg: string): string {
  const text = svg.replaceAll(/[%#<>"&\s,]/g, encodeURIComponent);
  return `data:image/svg+xml,${text}`;
}
