import type { APIEmbed, APIEmbedField } from 'discord.js';
import { EMBED } from './limits.ts';
import { cut } from './text.ts';

/** Stands where Discord refuses an empty text. */
const NOTHING = '–';
/** Less room than this is not worth a cut-off beginning. */
const WORTHWHILE = 40;

/** Embeds being filled from top to bottom within `budget` characters over all of them. */
export function page(budget: number, colour: number) {
  const embeds: APIEmbed[] = [{ color: colour }];
  let left = budget;

  /** The embed that text goes to: a new one once the last has fields, which Discord shows below the text. */
  function open(): APIEmbed | null {
    const last = embeds.at(-1);
    if (last !== undefined && last.fields === undefined) return last;
    return next();
  }

  function next(): APIEmbed | null {
    if (embeds.length >= EMBED.count) return null;
    const fresh: APIEmbed = { color: colour };
    embeds.push(fresh);
    return fresh;
  }

  function roomIn(embed: APIEmbed): number {
    const used = embed.description === undefined ? 0 : embed.description.length + 1;
    return Math.min(left - 1, EMBED.description - used);
  }

  function append(embed: APIEmbed, text: string): void {
    const joined = embed.description === undefined ? text : `${embed.description}\n${text}`;
    left -= joined.length - (embed.description?.length ?? 0);
    embed.description = joined;
  }

  /** An embed with room for `size` more characters of text, or as near as there is. */
  function withRoom(size: number): APIEmbed | null {
    const embed = open();
    if (embed === null || roomIn(embed) >= Math.min(size, left - 1)) return embed;
    return next();
  }

  function paragraph(write: (room: number) => string): boolean {
    const wanted = write(EMBED.description);
    if (wanted === '') return true;
    const embed = withRoom(wanted.length);
    if (embed === null || roomIn(embed) < Math.min(WORTHWHILE, wanted.length)) return false;
    append(embed, write(roomIn(embed)));
    return true;
  }

  /** Lines in a code block: `head` always, then as many of `rows` as fit and a note for the rest. */
  function code(head: readonly string[], rows: readonly string[], noun: string): boolean {
    if (rows.length === 0 && head.length === 0) return true;
    const whole = [...head, ...rows].reduce((sum, text) => sum + text.length + 1, FENCES);
    const embed = withRoom(whole);
    if (embed === null) return false;
    const room = roomIn(embed) - FENCES - MORE;
    const shown: string[] = [];
    let used = 0;
    for (const text of [...head, ...rows]) {
      if (used + text.length + 1 > room) break;
      shown.push(text);
      used += text.length + 1;
    }
    const missing = head.length + rows.length - shown.length;
    if (shown.length <= head.length && rows.length > 0) return false;
    const note = missing > 0 ? `\n… ${missing} more ${noun}` : '';
    append(embed, `\`\`\`\n${shown.join('\n')}\n\`\`\`${note}`);
    return true;
  }

  function fields(wanted: readonly APIEmbedField[]): boolean {
    let placed = 0;
    for (const field of wanted) {
      if (!addField(field)) break;
      placed += 1;
    }
    if (placed > 0 && placed < wanted.length) noteFields(wanted.length - placed);
    return placed > 0 || wanted.length === 0;
  }

  function addField(field: APIEmbedField): boolean {
    const full = (embeds.at(-1)?.fields?.length ?? 0) >= EMBED.fields;
    const embed = full ? next() : embeds.at(-1);
    const name = field.name.trim() === '' ? NOTHING : field.name;
    const value = field.value.trim() === '' ? NOTHING : field.value;
    const size = name.length + value.length;
    if (embed === null || embed === undefined || size > left - MORE) return false;
    embed.fields = [...(embed.fields ?? []), { ...field, name, value }];
    left -= size;
    return true;
  }

  /** Says in the last field how many are missing. */
  function noteFields(missing: number): void {
    const last = embeds.at(-1)?.fields?.at(-1);
    if (last === undefined) return;
    const note = `\n… ${missing} more`;
    const before = last.value.length;
    last.value = cut(last.value, EMBED.fieldValue - note.length) + note;
    left -= last.value.length - before;
  }

  return {
    title(text: string): void {
      const [first] = embeds;
      if (first === undefined) return;
      first.title = cut(text, EMBED.title);
      left -= first.title.length;
    },
    paragraph,
    code,
    fields,
    /** Finishes: the footer goes below the last embed. */
    embeds(footer: string, asOf: number | null): APIEmbed[] {
      const last = embeds.at(-1);
      if (last === undefined) return embeds;
      if (footer !== '') last.footer = { text: cut(footer, EMBED.footer) };
      if (asOf !== null) last.timestamp = new Date(asOf).toISOString();
      const empty = last.title === undefined && last.description === undefined && !last.fields;
      if (empty) last.description = NOTHING;
      return embeds;
    },
  };
}

/** Characters around a code block, with its line break. */
const FENCES = 10;
/** Characters of the longest note. */
const MORE = 24;
