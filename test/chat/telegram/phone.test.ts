import { expect, test } from 'vitest';
import type { Block } from '../../../src/chat/reply.ts';
import { heading, reply } from '../../../src/chat/reply.ts';
import { renderForTelegram } from '../../../src/chat/telegram/render.ts';

const MOMENT = { now: Date.UTC(2026, 10, 23, 14, 3), zone: 'UTC' };

const shown = (...blocks: Block[]) => renderForTelegram(reply(blocks), MOMENT);

const labels = (block: Block) =>
  shown(block).reply_markup.inline_keyboard.map((row) => row.map(({ text }) => text));

test('a table that a phone would break is a line for each row', () => {
  const table: Block = {
    kind: 'table',
    columns: [
      { title: 'Id', align: 'right' },
      { title: 'What', align: 'left' },
      { title: 'State', align: 'left' },
      { title: 'For', align: 'right' },
    ],
    rows: [
      ['#12', 'Disk <var> at 96 % on web-1', 'firing', '7 min'],
      ['#13', 'CPU at 99 % on web-1', '', '-'],
    ],
  };
  expect(shown(table).text).toBe(
    '<b>#12</b> Disk &lt;var&gt; at 96\u00a0% on web-1, firing, for 7\u00a0min\n<b>#13</b> CPU at 99\u00a0% on web-1',
  );
});

test('a number and its unit stay together in a title', () => {
  expect(shown(heading('Memory at 93.4 % for 2 h 5 min on 3 hosts')).plain).toBe(
    '🔵 Memory at 93.4\u00a0% for 2\u00a0h 5\u00a0min on 3 hosts',
  );
});

test('a sign in front of what is chosen stands on every choice', () => {
  const options = ['30 m', '1 h', '4 h', 'until it clears'].map((label) => ({
    label,
    input: `12 ${label}`,
  }));
  const select: Block = { kind: 'select', label: '🔕 Silence for', command: 'silence', options };
  expect(labels(select)).toEqual([['🔕 30 m', '🔕 1 h', '🔕 4 h'], ['🔕 until it clears']]);
});

test.each([
  { given: ['Ack', 'Resolve', 'Note', 'Details'], sizes: [4] },
  { given: ['Acknowledge', 'Resolve', 'Note', 'Details'], sizes: [3, 1] },
  { given: ['Ack', 'Resolve', 'Note', 'Details', 'Unsilence'], sizes: [3, 2] },
  { given: ['web-1 restart-shop', 'web-1 clean-cores', 'db-1 fail-over'], sizes: [2, 1] },
  { given: ['database-1 restart-shop', 'web-1 clean-cores'], sizes: [1, 1] },
])('the buttons $given stand in rows of $sizes', ({ given, sizes }) => {
  const buttons = given.map(
    (label, index) => ({ label, tone: 'plain', command: 'alert', input: String(index) }) as const,
  );
  expect(labels({ kind: 'buttons', buttons }).map((row) => row.length)).toEqual(sizes);
});
