import type { InlineKeyboardButton } from 'grammy/types';
import { assertNever } from '../../model/assert-never.ts';
import type { Button } from '../reply.ts';
import { cleanText, shorten } from './escape.ts';
import { BUTTONS_PER_ROW, MAX_BUTTONS, MAX_CALLBACK_BYTES } from './limits.ts';

/** Longest label; Telegram cuts far earlier on a phone. */
const MAX_LABEL = 60;

/** What a press asks for. */
export interface Press {
  readonly command: string;
  readonly input: string;
}

/** `v1:<command>:<input>`, or null when it does not fit into callback data. */
export function pressData({ command, input }: Press): string | null {
  const data = `v1:${command}:${input}`;
  return Buffer.byteLength(data) <= MAX_CALLBACK_BYTES ? data : null;
}

/** Reads what `pressData` wrote; null for anything else. */
export function readPress(data: string): Press | null {
  const [, command, input] = /^v1:([a-z0-9_]+):(.*)$/s.exec(data) ?? [];
  return command === undefined || input === undefined ? null : { command, input };
}

/** Rows of buttons. Buttons whose data is too long are left out, since a cut one would do something else. */
export function keyboard(buttons: readonly Button[]): InlineKeyboardButton[][] {
  const shown = buttons.flatMap(toButton).slice(0, MAX_BUTTONS);
  return Array.from({ length: Math.ceil(shown.length / BUTTONS_PER_ROW) }, (_, row) =>
    shown.slice(row * BUTTONS_PER_ROW, (row + 1) * BUTTONS_PER_ROW),
  );
}

function toButton(button: Button): InlineKeyboardButton[] {
  const text = shorten(cleanText(button.label).replaceAll('\n', ' ').trim(), MAX_LABEL);
  const data = pressData(button);
  if (data === null || text === '') return [];
  return [{ text, callback_data: data, ...styleOf(button.tone) }];
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
