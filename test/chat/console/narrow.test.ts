import { expect, test } from 'vitest';
import { renderForConsole } from '../../../src/chat/console/render.ts';
import type { Block } from '../../../src/chat/reply.ts';
import { line, reply } from '../../../src/chat/reply.ts';

const one = (block: Block, width: number) =>
  renderForConsole(reply([block]), { width, colour: false, zone: 'UTC', now: 0 });

test('on 80 columns nothing of a wide table is cut away', () => {
  const message = `Container ${'checkout-worker '.repeat(4)}restarted on web-2`;
  const table: Block = {
    kind: 'table',
    columns: [
      { title: 'Id', align: 'right' },
      { title: 'What', align: 'left' },
      { title: 'For', align: 'right' },
    ],
    rows: [['#7', message, '12 min']],
  };
  expect(one(table, 80).replaceAll(/\s+/g, ' ')).toBe(`#7 ${message}, for 12 min`);
});

test.each([60, 99, 100, 120])('on %i columns a line breaks between words', (width) => {
  const words = Array.from({ length: 40 }, (_, index) => 'state'.slice(0, 2 + (index % 4)));
  const lines = one(line(words.join(' ')), width).split('\n');
  expect(lines.join(' ')).toBe(words.join(' '));
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(width);
});

test('a command that can be typed stays in one line', () => {
  const buttons = ['9842', '9839', '9838'].map(
    (input) => ({ label: '', tone: 'plain', command: 'ack', input }) as const,
  );
  expect(one({ kind: 'buttons', buttons }, 28).split(/ *\n/)).toEqual([
    '/ack 9842   /ack 9839',
    '/ack 9838',
  ]);
});
