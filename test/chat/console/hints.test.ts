import { expect, test } from 'vitest';
import { renderForConsole } from '../../../src/chat/console/render.ts';
import { type Block, reply } from '../../../src/chat/reply.ts';

const SCREEN = { width: 80, colour: false, zone: 'Europe/Berlin', now: 0 };

test.each<[string, Block, string]>([
  [
    'a button that asks',
    {
      kind: 'buttons',
      buttons: [
        {
          label: 'Note',
          tone: 'plain',
          command: 'note',
          input: '3',
          ask: true,
        },
      ],
    },
    '/note 3 …',
  ],
  [
    'select',
    {
      kind: 'select',
      label: 'Silence for',
      command: 'silence',
      options: ['30m', '1h', 'until 08:00'].map((input) => ({
        label: input,
        input: `3 ${input}`,
      })),
    },
    'Silence for: /silence 3 30m · 1h · until 08:00',
  ],
  [
    'select of many',
    {
      kind: 'select',
      label: '',
      command: 'chart',
      options: Array.from({ length: 20 }, (_, n) => ({ label: '', input: `${n}` })),
    },
    '/chart 0 · 1 · 2 · 3 · 4 · 5 · 6 · 7 · 12 more',
  ],
  ['empty select', { kind: 'select', label: 'x', command: 'x', options: [] }, ''],
])('%s', (_, block, text) => {
  expect(renderForConsole(reply([block]), SCREEN)).toBe(text);
});
