import { barRows, narrowed, sparkline } from '../../chat/picture.ts';
import type { Column, Inline, Reply, Text, Tone } from '../../chat/reply.ts';
import { assertNever } from '../../model/assert-never.ts';
import { counted } from '../state-text.ts';
import type { Item, Passage } from './lines.ts';
import { linesOf, passagesOf } from './lines.ts';
import type { Page, PageOptions, Part } from './page.ts';
import { linkTo, momentText, oneLine, pageOf, rowsOf, shown, smallPrint } from './page.ts';

/** Most characters of a file; what is left is counted at its end. */
const MOST = 2_000_000;
/** Width of a bar and of a small curve. */
const WIDTH = 20;
const CURVE = 60;

const SIGN: Readonly<Record<Tone, string>> = {
  good: '🟢 ',
  info: '',
  warning: '🟡 ',
  bad: '🟠 ',
  critical: '🔴 ',
  muted: '',
};

/**
 * A reply as Markdown (GitHub's, with tables). Whatever others wrote in it is text; charts are told in words and small
 * curves, because a Markdown file holds no pictures.
 */
export function pageMarkdown(reply: Reply, options: Omit<PageOptions, 'drawnOf'>): string {
  const all = { ...options, drawnOf: () => null };
  const page = pageOf(reply, all.drawnOf);
  const [parts, left] = fitting(page, all);
  const small = smallPrint(reply, all).map((text) => `_${inLine(text, all)}_`);
  const more = left === 0 ? [] : [`_… ${counted(left, 'part')} left out._`];
  return `${[...parts, ...more, '---', small.join('  \n')].join('\n\n')}\n`;
}

function fitting({ title, parts }: Page, options: PageOptions): readonly [string[], number] {
  const written = [`# ${SIGN[title.tone]}${said(oneLine(title.text))}`];
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
      return `## ${SIGN[part.tone]}${said(oneLine(part.text))}`;
    case 'text':
      return passagesOf(part.text)
        .map((passage) => passageText(passage, part.tone, options))
        .join('\n\n');
    case 'fields':
      return table(
        [
          { title: '', align: 'left' },
          { title: '', align: 'left' },
        ],
        part.fields.map(({ name, value }) => [said(oneLine(name)), cellText(value, options)]),
      );
    case 'table': {
      const { rows, left } = rowsOf(part);
      const cells = rows.map((row) => row.map((cell) => said(oneLine(cell))));
      const more = left === 0 ? '' : `\n\n_… ${counted(left, 'more row')}_`;
      return `${table(part.columns, cells)}${more}`;
    }
    case 'bars':
      return fenced(barRows(part.bars.map(plainBar), part.max, WIDTH));
    case 'sparkline': {
      const curve = sparkline(narrowed(part.values, CURVE), part.bounds);
      const words = [part.label, part.caption].map(oneLine).filter((text) => text !== '');
      return [said(words.join(', ')), curve === '' ? '' : `\`${curve}\``]
        .filter((text) => text !== '')
        .join('  \n');
    }
    case 'chart':
      return `_${said(oneLine(part.alt))}_`;
    default:
      return assertNever(part);
  }
}

function passageText(passage: Passage, tone: Tone, options: PageOptions): string {
  const lineText = (line: readonly Inline[]) => atStart(inlineText(line, options).trim());
  if (passage.kind === 'list') {
    return passage.items.map((item) => `${bullet(item)} ${lineText(item.line)}`).join('\n');
  }
  const lines = passage.lines.map(lineText);
  if (tone === 'muted') return lines.map((text) => `_${text}_`).join('  \n');
  return `${SIGN[tone]}${lines.join('  \n')}`;
}

function bullet({ isDone }: Item): string {
  if (isDone === null) return '-';
  return isDone ? '- [x]' : '- [ ]';
}

/** A stroke would end a cell, also in code. */
function cellText(text: Text, options: PageOptions): string {
  const cell = (part: Inline) => {
    const written = inline(part, options);
    return typeof part !== 'string' && part.kind === 'code'
      ? written.replaceAll('|', '\\|')
      : written;
  };
  return linesOf(text)
    .map((line) => line.map(cell).join('').trim())
    .filter((line) => line !== '')
    .join('<br>');
}

function inLine(text: Text, options: PageOptions): string {
  return inlineText(linesOf(text).flat(), options);
}

function inlineText(line: readonly Inline[], options: PageOptions): string {
  return line.map((part) => inline(part, options)).join('');
}

function inline(part: Inline, options: PageOptions): string {
  if (typeof part === 'string') return said(shown(part));
  switch (part.kind) {
    case 'strong':
      return wrapped('**', said(oneLine(part.text)));
    case 'code':
      return codeText(oneLine(part.text));
    case 'link': {
      const to = linkTo(part.url);
      const text = said(oneLine(part.text));
      return to === null ? text : `[${text}](<${to.replaceAll(/[<>\\|]/g, encodeURIComponent)}>)`;
    }
    case 'time':
      return momentText(part.at, part.style, options);
    default:
      return assertNever(part);
  }
}

function wrapped(mark: string, text: string): string {
  return text === '' ? '' : `${mark}${text}${mark}`;
}

/** A fence that is longer than any in the text. */
function codeText(text: string): string {
  if (text === '') return '';
  const longest = [...text.matchAll(/`+/g)].reduce((most, [run]) => Math.max(most, run.length), 0);
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 ? ' ' : '';
  return `${fence}${pad}${text}${pad}${fence}`;
}

function plainBar({ label, value, text }: { label: string; value: number; text: string }) {
  return { label: oneLine(label).slice(0, 60), value, text: oneLine(text) };
}

function fenced(lines: readonly string[]): string {
  return `\`\`\`\`text\n${lines.map((one) => one.replaceAll('````', "''''")).join('\n')}\n\`\`\`\``;
}

function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    row(columns.map(({ title }) => said(oneLine(title)))),
    row(columns.map(({ align }) => (align === 'right' ? '---:' : '---'))),
    ...rows.map(row),
  ].join('\n');
}

/** Text with nothing in it that Markdown or HTML would take as more than text; an underscore within a word is none. */
function said(text: string): string {
  return text.replaceAll(/[\\`*[\]<>|~&]|(?<!\w)_|_(?!\w)/g, '\\$&');
}

/** What would begin a list, a heading or a line across, if it stood first. */
function atStart(text: string): string {
  return text.replace(/^([-+=#])/, '\\$1').replace(/^(\d{1,9})([.)])/, '$1\\$2');
}
