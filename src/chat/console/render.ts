import { styleText } from 'node:util';
import { assertNever } from '../../model/assert-never.ts';
import { formatDuration } from '../../model/format.ts';
import type { Instant } from '../../model/time.ts';
import {
  barRows,
  cut,
  narrowed,
  placesOf,
  recordOf,
  sparkline,
  tableRows,
  tableWidth,
} from '../picture.ts';
import type { Block, Column, Field, Inline, Reply, Text, TimeStyle, Tone } from '../reply.ts';
import { visible } from '../visible.ts';
import { buttonHints, selectHint } from './hints.ts';
import { cleanLine, wrap } from './lines.ts';

/** How a terminal shows things. */
export interface Screen {
  /** Characters in a line. */
  readonly width: number;
  readonly colour: boolean;
  /** IANA zone of the times. */
  readonly zone: string;
  readonly now: Instant;
}

const SIGN: Record<Tone, string> = {
  good: '●',
  info: '●',
  warning: '▲',
  bad: '■',
  critical: '■',
  muted: '○',
};

const COLOUR = {
  good: 'green',
  info: 'cyan',
  warning: 'yellow',
  bad: 'redBright',
  critical: 'red',
  muted: 'gray',
} as const satisfies Record<Tone, string>;

type Style = (typeof COLOUR)[Tone] | 'bold' | 'dim';

/** Width of what is no terminal, such as a pipe: there no line is broken and no table cut. */
export const UNBROKEN = Number.MAX_SAFE_INTEGER;
/** Narrower terminals, the usual 80 columns too, get wide tables row by row. */
const NARROW = 100;
/** Most characters of one cell that are looked at. */
const CELL = 1_000;
const INDENT = '  ';

/** A reply as text for a terminal. Control characters of what others wrote never reach it. */
export function renderForConsole(reply: Reply, screen: Screen): string {
  const blocks = reply.blocks
    .map((block) => renderBlock(block, screen))
    .filter((text) => text !== '');
  const small = footerText(reply, screen);
  return [...blocks, ...(small === '' ? [] : [paint(wrapped(small, screen), 'dim', screen)])].join(
    '\n',
  );
}

function renderBlock(block: Block, screen: Screen): string {
  switch (block.kind) {
    case 'heading': {
      const sign = paint(SIGN[block.tone], COLOUR[block.tone], screen);
      const title = paint(cleanLine(block.text), 'bold', screen);
      return wrapped(`${sign} ${title}`, screen, INDENT);
    }
    case 'text': {
      const text = wrapped(plain(block.text, screen), screen);
      return block.tone === 'info' ? text : paint(text, COLOUR[block.tone], screen);
    }
    case 'fields':
      return fieldRows(block.fields, screen);
    case 'table':
      return tableText(block, screen);
    case 'bars':
      return barText(block, screen);
    case 'sparkline':
      return sparklineText(block, screen);
    case 'buttons':
      return hint(buttonHints(block.buttons), screen);
    case 'select':
      return hint(selectHint(block), screen);
    case 'chart':
      return '';
    case 'attachment':
      return hint(`${cleanLine(block.terminal)} > ${cleanLine(block.name)}`, screen);
    default:
      return assertNever(block);
  }
}

/** Breaks lines between words: left to itself a terminal breaks them anywhere. */
function wrapped(text: string, { width }: Screen, indent = ''): string {
  return wrap(text, width, indent);
}

function tableText(block: Extract<Block, { kind: 'table' }>, screen: Screen): string {
  const columns = block.columns.map((one) => ({ ...one, title: cleanLine(one.title) }));
  const rows = block.rows.map((row) => row.map((cell) => cleanLine(cell.slice(0, CELL))));
  if (screen.width < NARROW && tableWidth(columns, rows) > screen.width) {
    return rows.map((row) => recordText(columns, row, screen)).join('\n');
  }
  const [titles = '', ...lines] = tableRows(columns, rows, screen.width);
  return [paint(titles, 'dim', screen), ...lines].join('\n');
}

/** One row of a table that is too wide. */
function recordText(columns: readonly Column[], row: readonly string[], screen: Screen): string {
  const { title, rest } = recordOf(columns, row);
  return wrapped(`${paint(title, 'bold', screen)}  ${rest}`.trimEnd(), screen, INDENT);
}

function barText(block: Extract<Block, { kind: 'bars' }>, screen: Screen): string {
  const third = Math.max(4, Math.floor(screen.width / 3));
  const bars = block.bars.map(({ label, value, text }) => ({
    label: cut(cleanLine(label), third),
    value,
    text: cut(cleanLine(text), third),
  }));
  return barRows(bars, block.max, Math.min(20, third - 2)).join('\n');
}

function sparklineText(block: Extract<Block, { kind: 'sparkline' }>, screen: Screen): string {
  const row = sparkline(narrowed(block.values, screen.width), block.bounds);
  const caption = cleanLine(block.caption);
  const shown = paint(row, 'cyan', screen);
  if (caption === '') return shown;
  const fits = row.length + caption.length + 2 <= screen.width;
  return `${shown}${fits ? INDENT : '\n'}${paint(caption, 'dim', screen)}`;
}

/** Small print such as what can be typed instead of pressed; the words of one command stay in one line. */
function hint(text: string, screen: Screen): string {
  const kept = text.replaceAll(/(?<=[^ ·]) (?=[^ ·])/g, '\u00a0');
  return paint(wrapped(kept, screen).replaceAll('\u00a0', ' '), 'dim', screen);
}

function fieldRows(fields: readonly Field[], screen: Screen): string {
  const names = fields.map(({ name }) => cut(cleanLine(name), Math.floor(screen.width / 2)));
  const width = names.reduce((most, name) => Math.max(most, placesOf(name)), 0);
  const indent = ' '.repeat(width + 2);
  return fields
    .map(({ value }, index) => {
      const name = names[index] ?? '';
      const room = ' '.repeat(width - placesOf(name) + 2);
      const shown = `${paint(name, 'dim', screen)}${room}${plain(value, screen)}`;
      return wrapped(shown, screen, indent);
    })
    .join('\n');
}

function footerText({ footer, asOf }: Reply, screen: Screen): string {
  const parts = footer === null ? [] : [plain(footer, screen)];
  if (asOf !== null) parts.push(`data ${age(asOf, screen.now)}`);
  return parts.join(' · ');
}

function plain(text: Text, screen: Screen): string {
  return typeof text === 'string' ? visible(text) : text.map((one) => inline(one, screen)).join('');
}

function inline(part: Inline, screen: Screen): string {
  if (typeof part === 'string') return visible(part);
  switch (part.kind) {
    case 'strong':
      return paint(visible(part.text), 'bold', screen);
    case 'code':
      return visible(part.text);
    case 'link':
      return `${visible(part.text)} (${visible(part.url)})`;
    case 'time':
      return part.style === 'relative'
        ? age(part.at, screen.now)
        : clock(part.at, part.style, screen);
    default:
      return assertNever(part);
  }
}

function age(at: Instant, now: Instant): string {
  if (Math.abs(at - now) < 2_000) return 'just now';
  return at > now ? `in ${formatDuration(at - now)}` : `${formatDuration(now - at)} ago`;
}

function clock(at: Instant, style: Exclude<TimeStyle, 'relative'>, { zone, now }: Screen): string {
  const time = { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const date = { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const day = new Intl.DateTimeFormat('sv-SE', date);
  const isDated = style === 'full' || (style === 'live' && day.format(at) !== day.format(now));
  return new Intl.DateTimeFormat('sv-SE', isDated ? { ...time, ...date } : time).format(at);
}

function paint(text: string, style: Style, { colour }: Screen): string {
  return colour && text !== '' ? styleText(style, text, { validateStream: false }) : text;
}
