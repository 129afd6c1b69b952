import type { InlineKeyboardButton } from 'grammy/types';
import { assertNever } from '../../model/assert-never.ts';
import type { Block, Button } from '../reply.ts';
import { visible } from '../visible.ts';
import { shorten } from './escape.ts';
import { BUTTONS_PER_ROW, MAX_BUTTONS, MAX_CALLBACK_BYTES } from './limits.ts';

/** Longest label; Telegram cuts far earlier on a phone. */
const MAX_LABEL = 60;

/** Characters of a row that a phone shows: buttons beside each other are equally wide. */
const ROW_WIDTH = 36;
/** Short choices beside each other. */
const CHOICES_PER_ROW = 5;

type Keys = readonly InlineKeyboardButton[];
type Select = Extract<Block, { kind: 'select' }>;

/** What a press asks for. */
export interface Press {
  readonly command: string;
  readonly input: string;
  /** Words are asked for before it runs. */
  readonly asks: boolean;
  /** The answer takes the place of the message. */
  readonly replaces: boolean;
}

/**
 * `v1:<command>:<input>`; `v1a:` when it asks for words first, `v1r:` when its answer replaces the message; null when it does not fit into callback data, since a
 * cut one would do something else.
 */
export function pressData({ command, input, asks, replaces }: Press): string | null {
  const data = `v1${asks ? 'a' : ''}${replaces ? 'r' : ''}:${command}:${input}`;
  return Buffer.byteLength(data) <= MAX_CALLBACK_BYTES && data.isWellFormed() ? data : null;
}

/** Reads what `pressData` wrote; null for anything else. */
export function readPress(data: string): Press | null {
  const [, asks, replaces, command, input] = /^v1(a?)(r?):([a-z0-9_]+):(.*)$/s.exec(data) ?? [];
  if (command === undefined || input === undefined) return null;
  return { command, input, asks: asks === 'a', replaces: replaces === 'r' };
}

/**
 * Rows of buttons, and below them the choices of each select. What is chosen stands on every choice where the select's
 * label begins with a sign, else in words on the first.
 */
export function keyboard(blocks: readonly Block[]): InlineKeyboardButton[][] {
  const buttons = blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : []));
  const choices = blocks.flatMap((block) => (block.kind === 'select' ? choiceRows(block) : []));
  return firstOf([...buttonRows(buttons.flatMap(toButton)), ...choices]);
}

/** Four short ones fit beside each other; one of four on a row of its own would look like the main one. */
function buttonRows(keys: Keys): Keys[] {
  const inOne = keys.length === BUTTONS_PER_ROW + 1 && besideEachOther(keys);
  if (inOne) return [keys];
  const sizes = Array.from({ length: BUTTONS_PER_ROW }, (_, index) => BUTTONS_PER_ROW - index);
  const fitting = sizes
    .map((size) => rowsOf(keys, size))
    .find((rows) => rows.every(besideEachOther));
  return fitting ?? rowsOf(keys, 1);
}

function rowsOf(keys: Keys, size: number): Keys[] {
  return Array.from({ length: Math.ceil(keys.length / size) }, (_, row) =>
    keys.slice(row * size, (row + 1) * size),
  );
}

function choiceRows({ label, command, options, replaces }: Select): Keys[] {
  const [sign] = /^\p{Emoji_Presentation}/u.exec(label) ?? [];
  const title = label.trim() === '' ? '' : `${label}: `;
  const prefix = (index: number) => (index === 0 ? title : '');
  const keys = options.flatMap((option, index) =>
    toButton({
      ...option,
      label: (sign ? `${sign} ` : prefix(index)) + option.label,
      tone: 'plain',
      command,
      ...(replaces ? { replaces } : {}),
    }),
  );
  const rows: InlineKeyboardButton[][] = [];
  for (const key of keys) {
    const last = rows.at(-1);
    if (last !== undefined && fitsBeside(last, key)) last.push(key);
    else rows.push([key]);
  }
  return rows;
}

function fitsBeside(row: Keys, key: InlineKeyboardButton): boolean {
  return row.length < CHOICES_PER_ROW && besideEachOther([...row, key]);
}

/** Whether a phone shows them beside each other, each as wide as the widest. */
function besideEachOther(row: Keys): boolean {
  return Math.max(...row.map(({ text }) => text.length)) * row.length <= ROW_WIDTH;
}

/** As many as Telegram takes. */
function firstOf(rows: readonly Keys[]): InlineKeyboardButton[][] {
  let room = MAX_BUTTONS;
  return rows.flatMap((row) => {
    const shown = row.slice(0, room);
    room -= shown.length;
    return shown.length === 0 ? [] : [shown];
  });
}

function toButton({ label, tone, command, input, ask, replaces }: Button): InlineKeyboardButton[] {
  const text = shorten(visible(label).replaceAll('\n', ' ').trim(), MAX_LABEL);
  const data = pressData({ command, input, asks: ask === true, replaces: replaces === true });
  if (data === null || text === '') return [];
  return [{ text, callback_data: data, ...styleOf(tone) }];
}

/** Colours since Bot API 9.4; clients and servers that know none show a plain button. */
function styleOf(tone: Button['tone']): { style?: 'primary' | 'success' | 'danger' } {
  switch (tone) {
    case 'primary':
      return { style: 'primary' };
    case 'good':
      return { style: 'success' };
    case 'danger':
      return { style: 'danger' };
    case 'plain':
      return {};
    default:
      return assertNever(tone);
  }
}
