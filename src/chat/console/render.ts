import { styleText } from 'node:util';
import { assertNever } from '../../model/assert-never.ts';
import { formatDuration } from '../../model/format.ts';
import type { Instant } from '../../model/time.ts';
import { barRows, sparkline, tableRows } from '../picture.ts';
import type { Block, Field, Inline, Reply, Text, Tone } from '../reply.ts';

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

/** A reply as text for a terminal. Control characters of what others wrote never reach it. */
export function renderForConsole(reply: Reply, screen: Screen): string {
  const blocks = reply.blocks
    .map((block) => renderBlock(block, screen))
    .filter((text) => text !== '');
  const small = footerText(reply, screen);
  return [...blocks, ...(small === '' ? [] : [paint(small, 'dim', screen)])].join('\n');
}

function renderBlock(block: Block, screen: Screen): string {
  switch (block.kind) {
    case 'heading': {
      const sign = paint(SIGN[block.tone], COLOUR[block.tone], screen);
      return `${sign} ${paint(clean(block.text), 'bold', screen)}`;
    }
    case 'text': {
      const text = plain(block.text, screen);
      return block.tone === 'info' ? text : paint(text, COLOUR[block.tone], screen);
    }
    case 'fields':
      return fieldRows(block.fields, screen);
    case 'table':
      return tableText(block, screen);
    case 'bars':
      return barRows(block.bars, block.max, 20).map(clean).join('\n');
    case 'sparkline': {
      const row = paint(sparkline(block.values, block.bounds), 'cyan', screen);
      return `${row}${block.caption === '' ? '' : `  ${paint(clean(block.caption), 'dim', screen)}`}`;
    }
    case 'buttons':
      return buttonHints(block.buttons, screen);
    default:
      return assertNever(block);
  }
}

function tableText(block: Extract<Block, { kind: 'table' }>, screen: Screen): string {
  const [title = '', ...rows] = tableRows(block.columns, block.rows, screen.width).map(clean);
  return [paint(title, 'dim', screen), ...rows].join('\n');
}

/** What a press would run, as it can be typed here. */
function buttonHints(
  buttons: Extract<Block, { kind: 'buttons' }>['buttons'],
  screen: Screen,
): string {
  const hints = buttons.map(({ command, input }) => `/${command} ${input}`.trim());
  return hints.length === 0 ? '' : paint(clean(hints.join('   ')), 'dim', screen);
}

function fieldRows(fields: readonly Field[], screen: Screen): string {
  const width = Math.max(0, ...fields.map(({ name }) => name.length));
  return fields
    .map(
      ({ name, value }) =>
        `${paint(clean(name).padEnd(width), 'dim', screen)}  ${plain(value, screen)}`,
    )
    .join('\n');
}

function footerText({ footer, asOf }: Reply, screen: Screen): string {
  const parts = footer === null ? [] : [plain(footer, screen)];
  if (asOf !== null) parts.push(`data ${age(asOf, screen.now)}`);
  return parts.join(' · ');
}

function plain(text: Text, screen: Screen): string {
  return typeof text === 'string' ? clean(text) : text.map((one) => inline(one, screen)).join('');
}

function inline(part: Inline, screen: Screen): string {
  if (typeof part === 'string') return clean(part);
  switch (part.kind) {
    case 'strong':
      return paint(clean(part.text), 'bold', screen);
    case 'code':
      return clean(part.text);
    case 'link':
      return `${clean(part.text)} (${clean(part.url)})`;
    case 'time':
      return part.style === 'relative'
        ? age(part.at, screen.now)
        : clock(part.at, part.style, screen);
    default:
      return assertNever(part);
  }
}

function age(at: Instant, now: Instant): string {
  if (at > now) return `in ${formatDuration(at - now)}`;
  return now - at < 2_000 ? 'just now' : `${formatDuration(now - at)} ago`;
}

function clock(at: Instant, style: 'clock' | 'full', { zone }: Screen): string {
  const time = { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const date = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const shown = style === 'clock' ? time : { ...time, ...date };
  return new Intl.DateTimeFormat('sv-SE', shown).format(at);
}

/** Without control, direction and zero-width characters; line breaks stay. */
function clean(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, (character) => (character === '\n' ? character : ''));
}

function paint(text: string, style: Style, { colour }: Screen): string {
  return colour ? styleText(style, text, { validateStream: false }) : text;
}
