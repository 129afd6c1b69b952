import { expect, test } from 'vitest';
import { render } from '../../../src/chat/discord/render.ts';
import { heading, line, reply } from '../../../src/chat/reply.ts';

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

test('bars leave room for their words', () => {
  const bars = [
    { label: '/api/v2/orders/{id}/items', value: 55, text: '55% 22k' },
    { label: '/', value: 6, text: '6% 2k' },
  ];
  const { embeds } = render(reply([{ kind: 'bars', max: 55, bars }]));
  const lines = embeds[0]?.description?.split('\n').slice(1, -1) ?? [];
  expect(lines).toEqual(['/api/v2/orders/… ████ 55% 22k', '/                ░░░░ 6% 2k']);
});

test('each line of a muted text is small print', () => {
  const { embeds } = render(reply([line('done by Ana\nfailed by Ben', 'muted')]));
  expect(embeds[0]?.description).toBe('-# done by Ana\n-# failed by Ben');
});

test('small print of very many lines stays within what Discord takes', () => {
  const { embeds } = render(reply([line('x\n'.repeat(3_000), 'muted')]));
  expect(embeds[0]?.description?.length).toBeLessThanOrEqual(4_096);
});
