import type { APIEmbed } from 'discord.js';
import { assertNever } from '../../model/assert-never.ts';
import type { Block, Reply, Text, Tone } from '../reply.ts';
import { unbroken } from '../visible.ts';
import { componentRows, type Row } from './components.ts';
import { barLines, recordLines, sparks, tableLines } from './figures.ts';
import { EMBED } from './limits.ts';
import {
  addCode,
  addFields,
  addLines,
  addParagraph,
  finish,
  newSheet,
  type Sheet,
  setTitle,
} from './sheet.ts';
import { cut, escapeMarkdown, inCode, oneLine, plainText, renderText } from './text.ts';

/** A message as Discord's REST interface takes it. */
export interface Body {
  readonly embeds: readonly APIEmbed[];
  readonly components: readonly Row[];
  readonly allowed_mentions: { readonly parse: readonly never[] };
}

/** Colour and sign of a tone. */
const LOOK: Readonly<Record<Tone, { colour: number; sign: string }>> = {
  good: { colour: 0x2ea043, sign: '🟢' },
  info: { colour: 0x3274d9, sign: '🔵' },
  warning: { colour: 0xf1c40f, sign: '🟡' },
  bad: { colour: 0xe67e22, sign: '🟠' },
  critical: { colour: 0xa30200, sign: '🔴' },
  muted: { colour: 0x95a5a6, sign: '⚪' },
};

/** Room kept for "… N more" notes. */
const NOTES = 160;
/** Longest footer of our own; small print stays small. */
const FOOTER = 600;

/**
 * A message for `reply` that Discord accepts, however long or hostile it is: what does not fit is cut and counted in a
 * visible note.
 */
export function render(reply: Reply): Body {
  const small = reply.footer === null ? '' : cut(plainText(reply.footer), FOOTER);
  const sheet = newSheet(EMBED.total - small.length - NOTES, LOOK[reply.tone].colour);
  const dropped = placeAll(sheet, reply.blocks);
  const { rows, buttonsLeft, choicesLeft } = componentRows(reply.blocks);
  const footer = [
    small,
    more(dropped, 'part'),
    more(buttonsLeft, 'button'),
    more(choicesLeft, 'choice'),
    reply.asOf === null ? '' : 'data from',
  ];
  const embeds = finish(sheet, {
    footer: footer.filter((text) => text !== '').join(' · '),
    asOf: reply.asOf,
  });
  return { embeds, components: rows, allowed_mentions: { parse: [] } };
}

function more(count: number, noun: string): string {
  if (count === 0) return '';
  return `… ${count} more ${noun}${count === 1 ? '' : 's'}`;
}

/** Writes the blocks in order, the first heading as title; gives how many found no room. */
function placeAll(sheet: Sheet, blocks: readonly Block[]): number {
  const title = blocks.find((block) => block.kind === 'heading');
  if (title !== undefined) setTitle(sheet, heading(title, true));
  return blocks.filter((block) => block !== title && !place(sheet, block)).length;
}

/** Writes one block; false when nothing of it found room. */
function place(sheet: Sheet, block: Block): boolean {
  switch (block.kind) {
    case 'heading':
      return addParagraph(sheet, (room) => `**${cut(heading(block, false), room - 4)}**`);
    case 'text':
      return addParagraph(sheet, (room) => toned(block, room));
    case 'fields':
      return addFields(
        sheet,
        block.fields.map((field) => ({
          name: cut(escapeMarkdown(oneLine(field.name)), EMBED.fieldName),
          value: renderText(field.value, EMBED.fieldValue),
          inline: field.inline,
        })),
      );
    case 'table': {
      const lines = tableLines(block.columns, block.rows);
      if (lines === null) return addLines(sheet, recordLines(block.columns, block.rows), 'rows');
      const [head = '', ...rows] = lines;
      return addCode(sheet, { head: [head], rows, noun: 'rows' });
    }
    case 'bars':
      return addCode(sheet, { head: [], rows: barLines(block.bars, block.max), noun: 'bars' });
    case 'sparkline':
      return addParagraph(sheet, (room) => sparkline(block, room));
    case 'buttons':
    case 'select':
      return true; // below the embeds, in rows of their own
    case 'attachment':
    case 'chart':
      return true; // sent beside the message, as a file
    default:
      return assertNever(block);
  }
}

function heading(block: Extract<Block, { kind: 'heading' }>, always: boolean): string {
  const sign = always || block.tone !== 'info' ? `${LOOK[block.tone].sign} ` : '';
  return sign + escapeMarkdown(unbroken(oneLine(block.text)));
}

/** A line that says good or bad carries its sign; a muted one is small print. */
function toned(block: Extract<Block, { kind: 'text' }>, room: number): string {
  switch (block.tone) {
    case 'info':
      return renderText(block.text, room);
    case 'muted':
      return smallPrint(block.text, room);
    default:
      return prefixed(`${LOOK[block.tone].sign} `, renderText(block.text, room - 3));
  }
}

/** Each line for itself: the mark holds to the end of a line. */
function smallPrint(text: Text, room: number): string {
  const lines = renderText(text, room).split('\n').length;
  const shown = renderText(text, room - 3 * lines);
  return prefixed('-# ', shown.replaceAll('\n', '\n-# '));
}

function prefixed(prefix: string, text: string): string {
  return text.trim() === '' ? '' : prefix + text;
}

function sparkline(block: Extract<Block, { kind: 'sparkline' }>, room: number): string {
  const words = [block.label, block.caption].filter((text) => text !== '').join(', ');
  const title = cut(escapeMarkdown(oneLine(words)), 200);
  const curve = sparks(block);
  const lines = [title, curve === '' ? '' : `\`${inCode(curve)}\``];
  return cut(lines.filter((text) => text !== '').join('\n'), room);
}
