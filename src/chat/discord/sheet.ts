import type { APIEmbed, APIEmbedField } from 'discord.js';
import { EMBED } from './limits.ts';
import { cut } from './text.ts';

/** Stands where Discord refuses an empty text. */
const NOTHING = '–';
/** Less room than this is not worth a cut-off beginning. */
const WORTHWHILE = 40;
/** Characters around a code block, with its line break. */
const FENCES = 10;
/** Characters of the longest "… N more" note. */
const MORE = 24;

/** Embeds being filled from top to bottom. `left` counts down over all of them. */
export interface Sheet {
  readonly embeds: APIEmbed[];
  readonly colour: number;
  left: number;
}

/** An empty sheet for at most `most` characters. */
export function newSheet(most: number, colour: number): Sheet {
  return { embeds: [{ color: colour }], colour, left: most };
}

export function setTitle(sheet: Sheet, text: string): void {
  const [first] = sheet.embeds;
  if (first === undefined) return;
  first.title = cut(text, EMBED.title);
  sheet.left -= first.title.length;
}

/** Writes a paragraph as long as there is room for; false when that is not worth it. */
export function addParagraph(sheet: Sheet, write: (room: number) => string): boolean {
  const wanted = write(EMBED.description);
  if (wanted.trim() === '') return true;
  const embed = embedFor(sheet, wanted.length);
  if (embed === null) return false;
  const room = roomIn(sheet, embed);
  if (room < Math.min(WORTHWHILE, wanted.length)) return false;
  append(sheet, embed, write(room));
  return true;
}

/** Writes `head` and as many of `rows` as fit in a code block, and a note for the rest; false when not even one fits. */
export function addCode(
  sheet: Sheet,
  block: { head: readonly string[]; rows: readonly string[]; noun: string },
): boolean {
  const lines = [...block.head, ...block.rows];
  const whole = lines.reduce((sum, text) => sum + text.length + 1, FENCES + MORE);
  if (lines.length === 0) return true;
  const embed = embedFor(sheet, whole);
  if (embed === null) return false;
  const shown = fitting(lines, roomIn(sheet, embed) - FENCES - MORE);
  if (shown.length < Math.min(block.head.length + 1, lines.length)) return false;
  const missing = lines.length - shown.length;
  const note = missing > 0 ? `\n… ${missing} more ${block.noun}` : '';
  append(sheet, embed, `\`\`\`\n${shown.join('\n')}\n\`\`\`${note}`);
  return true;
}

/** Writes as many of `rows` as fit, a line each, and a note for the rest; false when not even one fits. */
export function addLines(sheet: Sheet, rows: readonly string[], noun: string): boolean {
  const whole = rows.reduce((sum, text) => sum + text.length + 1, MORE);
  if (rows.length === 0) return true;
  const embed = embedFor(sheet, whole);
  if (embed === null) return false;
  const shown = fitting(rows, roomIn(sheet, embed) - MORE);
  if (shown.length === 0) return false;
  const missing = rows.length - shown.length;
  const note = missing > 0 ? [`… ${missing} more ${noun}`] : [];
  append(sheet, embed, [...shown, ...note].join('\n'));
  return true;
}

/** The longest beginning of `lines` within `room` characters. */
function fitting(lines: readonly string[], room: number): readonly string[] {
  let used = 0;
  const end = lines.findIndex((text) => {
    used += text.length + 1;
    return used > room;
  });
  return end < 0 ? lines : lines.slice(0, end);
}

/** Adds as many fields as fit; the last one says how many are missing. False when none fitted. */
export function addFields(sheet: Sheet, fields: readonly APIEmbedField[]): boolean {
  const end = fields.findIndex((field) => !addField(sheet, field));
  const placed = end < 0 ? fields.length : end;
  if (placed > 0 && placed < fields.length) noteMissing(sheet, fields.length - placed);
  return placed > 0 || fields.length === 0;
}

function addField(sheet: Sheet, field: APIEmbedField): boolean {
  const last = sheet.embeds.at(-1);
  const full = (last?.fields?.length ?? 0) >= EMBED.fields;
  const name = field.name.trim() === '' ? NOTHING : field.name;
  const value = field.value.trim() === '' ? NOTHING : field.value;
  const size = name.length + value.length;
  if (size > sheet.left - MORE) return false;
  const embed = full ? nextEmbed(sheet) : last;
  if (embed === null || embed === undefined) return false;
  embed.fields = [...(embed.fields ?? []), { ...field, name, value }];
  sheet.left -= size;
  return true;
}

function noteMissing(sheet: Sheet, missing: number): void {
  const last = sheet.embeds.at(-1)?.fields?.at(-1);
  if (last === undefined) return;
  const note = `\n… ${missing} more`;
  const value = cut(last.value, EMBED.fieldValue - note.length) + note;
  sheet.left -= value.length - last.value.length;
  last.value = value;
}

/** The finished embeds; the footer and the data's time go below the last one. */
export function finish(
  sheet: Sheet,
  small: { readonly footer: string; readonly asOf: number | null },
): readonly APIEmbed[] {
  const filled = sheet.embeds.filter(isFilled);
  const embeds: APIEmbed[] =
    filled.length > 0 ? filled : [{ color: sheet.colour, description: NOTHING }];
  const last = embeds.at(-1);
  if (last !== undefined && small.footer !== '') {
    last.footer = { text: cut(small.footer, EMBED.footer) };
  }
  if (last !== undefined && small.asOf !== null && Number.isFinite(small.asOf)) {
    last.timestamp = new Date(small.asOf).toISOString();
  }
  return embeds;
}

function isFilled({ title, description, fields }: APIEmbed): boolean {
  return [title, description, fields].some((part) => part !== undefined);
}

/** The embed for `size` characters of text: a new one below fields, which Discord shows under the text, or when full. */
function embedFor(sheet: Sheet, size: number): APIEmbed | null {
  const last = sheet.embeds.at(-1);
  if (last === undefined || last.fields !== undefined) return nextEmbed(sheet);
  const roomy = roomIn(sheet, last) >= Math.min(size, sheet.left - 1);
  return roomy || last.description === undefined ? last : nextEmbed(sheet);
}

function nextEmbed(sheet: Sheet): APIEmbed | null {
  if (sheet.embeds.length >= EMBED.count || sheet.left < WORTHWHILE) return null;
  const fresh: APIEmbed = { color: sheet.colour };
  sheet.embeds.push(fresh);
  return fresh;
}

function roomIn(sheet: Sheet, embed: APIEmbed): number {
  const used = embed.description === undefined ? 0 : embed.description.length + 1;
  return Math.min(sheet.left - 1, EMBED.description - used);
}

function append(sheet: Sheet, embed: APIEmbed, text: string): void {
  const before = embed.description;
  embed.description = before === undefined ? text : `${before}\n${text}`;
  sheet.left -= embed.description.length - (before?.length ?? 0);
}
