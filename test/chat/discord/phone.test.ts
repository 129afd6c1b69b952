import { expect, test } from 'vitest';
import { render } from '../../../src/chat/discord/render.ts';
import { heading, reply } from '../../../src/chat/reply.ts';

test('a table that a phone would break is a line for each row', () => {
  const columns = [
    { title: 'Id', align: 'right' },
    { title: 'What', align: 'left' },
    { title: 'For', align: 'right' },
  ] as const;
  const rows = [
    ['#12', 'Disk /var at 96 % on web_1.example.org', '7 min'],
    ['', 'CPU at 99 %', '-'],
  ];
  const { embeds } = render(reply([{ kind: 'table', columns, rows }]));
  expect(embeds[0]?.description).toBe(
    '**\\#12** Disk /var at 96\u00a0% on web\\_1.example.org, for 7\u00a0min\nCPU at 99\u00a0%',
  );
});

test('a number and its unit stay together in a title', () => {
  const { embeds } = render(reply([heading('Memory at 93.4 % for 2 h 5 min on 3 hosts')]));
  expect(embeds[0]?.title).toBe('🔵 Memory at 93.4\u00a0% for 2\u00a0h 5\u00a0min on 3 hosts');
});
