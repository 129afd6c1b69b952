import type { APIActionRowComponent, APIButtonComponentWithCustomId, APIEmbed } from 'discord.js';
import { assertNever } from '../../model/assert-never.ts';
import type { Block, Button, Reply, Tone } from '../reply.ts';
import { customId } from './custom-id.ts';
import { barLines, sparks, tableLines } from './figures.ts';
import { BUTTONS, EMBED } from './limits.ts';
import { page } from './page.ts';
import { cut, escapeMarkdown, inCode, oneLine, plainText, renderText } from './text.ts';

/** A message as Discord's REST interface takes it. */
export interface Body {
  readonly embeds: readonly APIEmbed[];
  readonly components: readonly APIActionRowComponent<APIButtonComponentWithCustomId>[];
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
  const footer = reply.footer === null ? '' : cut(plainText(reply.footer), FOOTER);
  const sheet = page(EMBED.total - footer.length - NOTES, LOOK[reply.tone].colour);
  const titled = reply.blocks.findIndex((block) => block.kind === 'heading');
  let dropped = 0;
  for (const [index, block] of reply.blocks.entries()) {
    if (index === titled && block.kind === 'heading') sheet.title(heading(block, true));
    else if (block.kind !== 'buttons' && !place(sheet, block)) dropped += 1;
  }
  const rows = buttonRows(
    reply.blocks.flatMap((one) => (one.kind === 'buttons' ? one.buttons : [])),
  );
  const notes = [
    ...(dropped > 0 ? [`… ${dropped} more ${dropped === 1 ? 'part' : 'parts'}`] : []),
    ...(rows.left > 0 ? [`… ${rows.left} more buttons`] : []),
  ];
  const small = [footer, ...notes, ...(reply.asOf === null ? [] : ['data from'])];
  const embeds = sheet.embeds(small.filter((text) => text !== '').join(' · '), reply.asOf);
  return { embeds, components: rows.rows, allowed_mentions: { parse: [] } };
}

type Sheet = ReturnType<typeof page>;

/** Writes one block; false when nothing of it found room. */
function place(sheet: Sheet, block: Exclude<Block, { kind: 'buttons' }>): boolean {
  switch (block.kind) {
    case 'heading':
      return sheet.paragraph((room) => `**${cut(heading(block, false), room - 4)}**`);
    case 'text':
      return sheet.paragraph((room) => toned(block, room));
    case 'fields':
      return sheet.fields(
        block.fields.map((field) => ({
          name: cut(escapeMarkdown(oneLine(field.name)), EMBED.fieldName),
          value: renderText(field.value, EMBED.fieldValue),
          inline: field.inline,
        })),
      );
    case 'table': {
      const [head = '', ...rows] = tableLines(block.columns, block.rows);
      return sheet.code([head], rows, 'rows');
    }
    case 'bars':
      return sheet.code([], barLines(block.bars, block.max), 'bars');
    case 'sparkline':
      return sheet.paragraph((room) => sparkline(block, room));
    default:
      return assertNever(block);
  }
}

function heading(block: Extract<Block, { kind: 'heading' }>, always: boolean): string {
  const sign = always || block.tone !== 'info' ? `${LOOK[block.tone].sign} ` : '';
  return sign + escapeMarkdown(oneLine(block.text));
}

/** A line that says good or bad carries its sign; a muted one is small print. */
function toned(block: Extract<Block, { kind: 'text' }>, room: number): string {
  switch (block.tone) {
    case 'info':
      return renderText(block.text, room);
    case 'muted':
      return prefixed('-# ', renderText(block.text, room - 3));
    default:
      return prefixed(`${LOOK[block.tone].sign} `, renderText(block.text, room - 3));
  }
}

function prefixed(prefix: string, text: string): string {
  return text.trim() === '' ? '' : prefix + text;
}

function sparkline(block: Extract<Block, { kind: 'sparkline' }>, room: number): string {
  const label = cut(escapeMarkdown(oneLine(block.label)), 200);
  const caption = cut(escapeMarkdown(oneLine(block.caption)), 200);
  const curve = sparks(block);
  const lines = [label, curve === '' ? '' : `\`${inCode(curve)}\``, caption];
  return cut(lines.filter((text) => text !== '').join('\n'), room);
}

const STYLES = { primary: 1, plain: 2, good: 3, danger: 4 } as const;

/** Rows of buttons, and how many found no place: too many, a name twice, or more than a button can carry. */
function buttonRows(buttons: readonly Button[]): { rows: Body['components']; left: number } {
  const known = new Map<string, APIButtonComponentWithCustomId>();
  for (const button of buttons) {
    const id = customId(button);
    if (id === null || known.has(id)) continue;
    const label = cut(oneLine(button.label), BUTTONS.label) || button.command;
    known.set(id, { type: 2, custom_id: id, label, style: STYLES[button.tone] });
  }
  const fitting = [...known.values()].slice(0, BUTTONS.rows * BUTTONS.perRow);
  const count = Math.ceil(fitting.length / BUTTONS.perRow);
  const rows = Array.from({ length: count }, (_, row) => ({
    type: 1 as const,
    components: fitting.slice(row * BUTTONS.perRow, (row + 1) * BUTTONS.perRow),
  }));
  return { rows, left: buttons.length - fitting.length };
}
