import type { InlineKeyboardMarkup } from 'grammy/types';
import { assertNever } from '../../model/assert-never.ts';
import type { Block, Field, Reply, Tone } from '../reply.ts';
import { unbroken, visible } from '../visible.ts';
import { escapeHtml, shorten, withoutAt } from './escape.ts';
import { barLines, drawTable, sparkText } from './figures.ts';
import type { Section } from './fit-lines.ts';
import { fitLines } from './fit-lines.ts';
import type { Line } from './inline.ts';
import { boldLine, joinLines, textLines } from './inline.ts';
import { keyboard } from './keyboard.ts';
import type { Moment } from './moment.ts';
import { relativeTime } from './moment.ts';

/** A message as Telegram takes it. */
export interface Rendered {
  /** HTML mode. */
  readonly text: string;
  /** The same without markup, for when Telegram cannot read it. */
  readonly plain: string;
  readonly reply_markup: InlineKeyboardMarkup;
}

const SIGN: Readonly<Record<Tone, string>> = {
  critical: '🔴',
  bad: '🟠',
  warning: '🟡',
  good: '🟢',
  info: '🔵',
  muted: '⚪',
};

/**
 * A reply as one message within Telegram's limits; what does not fit is counted in a line. `called` are named at its end,
 * which makes their apps tell them.
 */
export function renderForTelegram(
  reply: Reply,
  moment: Moment,
  called: readonly string[] = [],
): Rendered {
  const sections = reply.blocks.flatMap((block) => blockSections(block, moment));
  const { html, plain } = fitLines(sections, withCalled(footerLine(reply, moment), called));
  return {
    text: html,
    plain: withoutAt(plain),
    reply_markup: { inline_keyboard: keyboard(reply.blocks) },
  };
}

/** The words of a reply on one line, without markup, for the notification after a press. */
export function renderToast(reply: Reply, moment: Moment, max: number): string {
  const lines = reply.blocks.flatMap((block) => blockSections(block, moment));
  const words = lines.flatMap((section) => section.lines.map((line) => line.plain)).join(' · ');
  return shorten(words, max);
}

function blockSections(block: Block, moment: Moment): Section[] {
  switch (block.kind) {
    case 'heading':
      return [flow([signed(block.tone, boldLine(unbroken(block.text)))])];
    case 'text':
      return [flow(toneLines(block, moment))];
    case 'fields':
      return [flow(fieldLines(block.fields, moment))];
    case 'table':
      return [tableSection(block, moment)];
    case 'bars':
      return [fixed(barLines(block))];
    case 'sparkline':
      return [flow(sparkLines(block, moment))];
    case 'buttons':
    case 'select':
      return []; // sent apart, as an inline keyboard
    case 'attachment':
    case 'chart':
      return []; // sent behind, as a document or a picture
    default:
      return assertNever(block);
  }
}

function toneLines(block: Extract<Block, { kind: 'text' }>, moment: Moment): Line[] {
  if (block.tone === 'muted') return textLines(block.text, moment, 'muted');
  const [first, ...rest] = textLines(block.text, moment);
  if (!first || block.tone === 'info') return first ? [first, ...rest] : [];
  return [signed(block.tone, first), ...rest];
}

function signed(tone: Tone, line: Line): Line {
  return joinLines([{ html: SIGN[tone], plain: SIGN[tone] }, line], ' ');
}

function tableSection(block: Extract<Block, { kind: 'table' }>, moment: Moment): Section {
  const drawn = drawTable(block);
  if (drawn.kind === 'rows') return fixed(drawn.rows);
  const lines = drawn.records.flatMap(({ title, rest }) => {
    const [text] = textLines(unbroken(rest), moment);
    return [joinLines(text === undefined ? [boldLine(title)] : [boldLine(title), text], ' ')];
  });
  return flow(lines);
}

/** One below the other: side by side they break badly on a phone. */
function fieldLines(fields: readonly Field[], moment: Moment): Line[] {
  return fields.flatMap((field) => fieldText(field, moment));
}

function fieldText(field: Field, moment: Moment): Line[] {
  const [first, ...rest] = textLines(field.value, moment);
  const name = boldLine(`${field.name}:`);
  return [first ? joinLines([name, first], ' ') : name, ...rest];
}

function sparkLines(block: Extract<Block, { kind: 'sparkline' }>, moment: Moment): Line[] {
  const words = [block.label, block.caption].filter((text) => text !== '').join(', ');
  const [title] = textLines(words, moment, 'muted');
  const chart = sparkText(block);
  const drawn = chart === '' ? 'no data' : chart;
  const shown = { html: `<code>${drawn}</code>`, plain: drawn };
  return title && title.plain !== '' ? [title, shown] : [shown];
}

function footerLine(reply: Reply, moment: Moment): Line | null {
  const age = reply.asOf === null ? [] : [`data ${relativeTime(reply.asOf, moment)}`];
  const footer = reply.footer === null ? [] : textLines(reply.footer, moment, 'muted').slice(0, 1);
  const parts = [...footer, ...age.flatMap((text) => textLines(text, moment, 'muted'))];
  const shown = parts.filter((part) => part.plain !== '');
  return shown.length === 0 ? null : joinLines(shown, ' · ');
}

/** People who have no name there are called by a bell. */
function withCalled(footer: Line | null, called: readonly string[]): Line | null {
  if (called.length === 0) return footer;
  const names = called.map((one): Line => {
    if (one.startsWith('@')) return { html: escapeHtml(one), plain: one };
    return { html: `<a href="tg://user?id=${escapeHtml(one)}">🔔</a>`, plain: '🔔' };
  });
  const line = joinLines(names, ' ');
  return footer === null ? line : joinLines([footer, line], '\n');
}

function flow(lines: readonly Line[]): Section {
  return { kind: 'flow', lines };
}

function fixed(lines: readonly string[]): Section {
  const shown = lines.map((text) => shorten(visible(text), 1_000));
  return { kind: 'fixed', lines: shown.map((text) => ({ html: escapeHtml(text), plain: text })) };
}
