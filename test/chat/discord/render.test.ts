import { describe, expect, test } from 'vitest';
import { render } from '../../../src/chat/discord/render.ts';
import {
  type Block,
  code,
  heading,
  line,
  type Reply,
  reply,
  strong,
  time,
} from '../../../src/chat/reply.ts';
import { messageProblems } from '../../support/discord/limits.ts';
import { specification } from '../../support/discord/specification.ts';
import { often } from '../../support/often.ts';
import { randomReply } from './random-reply.ts';

const AT = Date.UTC(2026, 10, 23, 14, 3);

/** What Discord would refuse about the message, by the rules in code and by its own document. */
function problems(message: Reply): string[] {
  const body = JSON.parse(JSON.stringify(render(message)));
  return [
    ...messageProblems(body, { edit: false }),
    ...specification().request('post', '/channels/1/messages', body),
  ];
}

function description(...blocks: Block[]): string {
  return render(reply(blocks)).embeds[0]?.description ?? '';
}

describe('what people see', () => {
  test('a card has sign, colour, fields, small print and the age of its data', () => {
    const card = reply(
      [
        heading('disk /var 94 % on web-1', 'critical'),
        line(['Fired ', time(AT), ' at ', time(AT, 'clock'), ', ', strong('not'), ' taken']),
        {
          kind: 'fields',
          fields: [
            { name: 'Limit', value: '90 %', inline: true },
            { name: 'Since', value: [time(AT, 'full')], inline: true },
          ],
        },
        {
          kind: 'buttons',
          buttons: [
            { label: 'Ack', tone: 'primary', command: 'ack', input: '12' },
            { label: 'Resolve', tone: 'good', command: 'resolve', input: '12' },
          ],
        },
      ],
      { footer: ['#12 · since ', time(AT, 'clock')], asOf: AT },
    );
    expect(render(card)).toEqual({
      embeds: [
        {
          color: 0xa30200,
          title: '🔴 disk /var 94\u00a0% on web-1',
          description: 'Fired <t:1795442580:R> at <t:1795442580:t>, **not** taken',
          fields: [
            { name: 'Limit', value: '90 %', inline: true },
            { name: 'Since', value: '<t:1795442580:f>', inline: true },
          ],
          footer: { text: '#12 · since 14:03 UTC · data from' },
          timestamp: '2026-11-23T14:03:00.000Z',
        },
      ],
      components: [
        {
          type: 1,
          components: [
            { type: 2, custom_id: 'v1:ack:12', label: 'Ack', style: 1 },
            { type: 2, custom_id: 'v1:resolve:12', label: 'Resolve', style: 3 },
          ],
        },
      ],
      allowed_mentions: { parse: [] },
    });
    expect(problems(card)).toEqual([]);
  });

  test('a table is aligned', () => {
    const table: Block = {
      kind: 'table',
      columns: [
        { title: 'Target', align: 'left' },
        { title: 'Score', align: 'right' },
      ],
      rows: [['web-1', '9'], ['database', '100'], ['💾']],
    };
    expect(description(table)).toBe(
      '```\nTarget    Score\nweb-1         9\ndatabase    100\n💾\n```',
    );
  });

  test('bars show their share', () => {
    const bars = [
      { label: 'cpu', value: 50, text: '50 %' },
      { label: 'memory', value: 400, text: 'full' },
      { label: 'x', value: Number.NaN, text: 'unknown' },
    ];
    expect(description({ kind: 'bars', max: 100, bars })).toBe(
      '```\ncpu    █████░░░░░ 50 %\nmemory ██████████ full\nx      ░░░░░░░░░░ unknown\n```',
    );
  });

  test.each([
    { values: [0, 50, null, 100], bounds: [0, 100] as const, curve: '▁▅·█' },
    { values: [7, 7], bounds: null, curve: '▅▅' },
    { values: [1, 2, 3], bounds: null, curve: '▁▅█' },
  ])('a sparkline of $values is $curve', ({ values, bounds, curve }) => {
    const block: Block = { kind: 'sparkline', label: 'cpu', values, bounds, caption: '24 h' };
    expect(description(block)).toBe(`cpu, 24 h\n\`${curve}\``);
  });

  test('later text stands below earlier fields', () => {
    const fields: Block = { kind: 'fields', fields: [{ name: 'a', value: 'b', inline: true }] };
    const { embeds } = render(reply([line('first'), fields, line('last')]));
    expect(embeds.map((embed) => embed.description)).toEqual(['first', 'last']);
  });
});

describe('hostile text', () => {
  test.each([
    { text: '@everyone @here', shown: '@\u200beveryone @\u200bhere' },
    { text: '<@&123> <#1> <t:1:R>', shown: '\\<@&123\\> \\<#1\\> \\<t:1:R\\>' },
    { text: '**a** _b_ ~c~ ||d||', shown: '\\*\\*a\\*\\* \\_b\\_ \\~c\\~ \\|\\|d\\|\\|' },
    { text: '[x](https://evil.example)', shown: '\\[x\\](https:\\//evil.example)' },
    { text: '# big\n- item\n1. one', shown: '\\# big\n\\- item\n1\\. one' },
    { text: '`rm`', shown: '\\`rm\\`' },
    { text: 'a\u202eb\u200bc\u0007d\ud800e', shown: 'abcd\ufffde' },
    { text: 'a\\*b', shown: 'a\\\\\\*b' },
  ])('$text is shown as it stands', ({ text, shown }) => {
    expect(description(line(text))).toBe(shown);
  });

  test('a code span or block cannot be left', () => {
    expect(description(line([code('a`b')]))).toBe('`aˋb`');
    const rows = [['```@everyone']];
    const table: Block = { kind: 'table', columns: [{ title: 'a', align: 'left' }], rows };
    expect(description(table)).toBe('```\na\nˋˋˋ@everyone\n```');
  });

  test.each([
    { url: 'javascript:alert(1)', shown: 'here' },
    { url: 'https://a.example/x(y)', shown: '[here](https://a.example/x%28y%29)' },
    { url: 'nonsense', shown: 'here' },
  ])('a link to $url is $shown', ({ url, shown }) => {
    expect(description(line([{ kind: 'link', text: 'here', url }]))).toBe(shown);
  });
});

describe('whatever is too long is cut and counted', () => {
  test.each([20, 40])('rows with a cell of %i', (width) => {
    const rows = Array.from({ length: 500 }, (_, n) => [`target-${n}`, 'x'.repeat(width)]);
    const columns = [
      { title: 'a', align: 'left' } as const,
      { title: 'b', align: 'left' } as const,
    ];
    const text = description({ kind: 'table', columns, rows });
    const shown = text.split('\n').filter((row) => /^(\*\*)?target-/.test(row)).length;
    expect(text).toContain(`… ${500 - shown} more rows`);
    expect(shown).toBeGreaterThan(60);
  });

  test('text', () => {
    expect(description(line('é'.repeat(10_000)))).toMatch(/^é{4000,}… … 10000 characters in all$/);
  });

  test.each(['', 'x'])('never within a character or an escape (after %j)', (before) => {
    expect(description(line(before + '😀'.repeat(5000))).isWellFormed()).toBe(true);
    expect(description(line(before + '*'.repeat(5000)))).toMatch(/^x?(\\\*)+… … \d+ characters/);
  });

  test('fields, buttons and what follows', () => {
    const fields = Array.from({ length: 60 }, () => ({
      name: 'n',
      value: 'v'.repeat(200),
      inline: true,
    }));
    const buttons = Array.from({ length: 60 }, (_, n) => ({
      label: `b${n}`,
      tone: 'plain' as const,
      command: 'ack',
      input: String(n % 40),
    }));
    const long = reply([
      heading('many'),
      { kind: 'fields', fields },
      { kind: 'buttons', buttons },
      line('x'.repeat(9000)),
      line('y'.repeat(9000)),
    ]);
    const { embeds, components } = render(long);
    expect(embeds.at(-1)?.description).toContain('… 9000 characters in all');
    const placed = embeds.flatMap((embed) => embed.fields ?? []);
    expect(placed.at(-1)?.value).toContain(`… ${60 - placed.length} more`);
    expect(components).toHaveLength(5);
    expect(embeds.at(-1)?.footer?.text).toBe('… 1 more part · … 35 more buttons');
    expect(problems(long)).toEqual([]);
  });
});

describe('selects', () => {
  const select = (label: string, count = 3): Block => ({
    kind: 'select',
    label,
    command: 'silence',
    options: Array.from({ length: count }, (_, n) => ({ label: `${n} h`, input: `12 ${n}h` })),
  });
  const buttons = (count: number): Block => ({
    kind: 'buttons',
    buttons: Array.from({ length: count }, (_, n) => ({
      label: `b${n}`,
      tone: 'plain',
      command: 'silence',
      input: n === 0 ? '' : String(n),
    })),
  });

  test('stand below the buttons, in rows of their own, with ids of their own', () => {
    const message = reply([heading('disk'), select('Silence for'), buttons(6), select('And')]);
    const rows = render(message).components;
    expect(rows.map(({ components }) => components.length)).toEqual([5, 1, 1, 1]);
    expect(rows[2]?.components[0]).toEqual({
      type: 3,
      custom_id: 'v1:silence:6',
      placeholder: 'Silence for',
      options: [0, 1, 2].map((n) => ({ label: `${n} h`, value: `12 ${n}h` })),
    });
    expect(rows[3]?.components[0]).toMatchObject({ custom_id: 'v1:silence:7' });
    expect(problems(message)).toEqual([]);
  });

  test('come before buttons when there is no room for both, and what is left is counted', () => {
    const message = reply([
      buttons(12),
      select('a', 30),
      ...['b', 'c', 'd'].map((one) => select(one)),
    ]);
    const { components, embeds } = render(message);
    expect(components).toHaveLength(5);
    expect(embeds[0]?.footer?.text).toBe('… 7 more buttons · … 5 more choices');
    expect(problems(message)).toEqual([]);
  });

  test.each([
    { name: 'an empty one', option: { label: 'x', input: ' ' } },
    { name: 'one that is too long', option: { label: 'x', input: 'x'.repeat(101) } },
    { name: 'the same twice', option: { label: 'x', input: '12 0h' } },
    { name: 'half a character', option: { label: 'x', input: '\ud800' } },
  ])('leave out a choice Discord would not take: $name', ({ option }) => {
    const block = select('a') as Extract<Block, { kind: 'select' }>;
    const message = reply([{ ...block, options: [...block.options, option] }]);
    expect(render(message).embeds[0]?.footer?.text).toBe('… 1 more choice');
    expect(problems(message)).toEqual([]);
  });
});

test.each([
  reply([]),
  reply([line('')]),
  reply([heading('')]),
  reply([heading('\u200b'), line([strong(''), code(' ')])]),
  reply([{ kind: 'fields', fields: [{ name: '', value: '', inline: false }] }]),
  reply([{ kind: 'table', columns: [], rows: [] }]),
  reply([{ kind: 'bars', max: 0, bars: [] }]),
  reply([{ kind: 'sparkline', label: '', values: [], bounds: null, caption: '' }]),
  reply([{ kind: 'buttons', buttons: [] }]),
  reply([{ kind: 'select', label: 'x', command: 'a', options: [] }]),
  reply([{ kind: 'select', label: '', command: 'a', options: [{ label: '', input: 'x' }] }]),
  reply([{ kind: 'buttons', buttons: [{ label: ' ', tone: 'good', command: 'a', input: '' }] }]),
  reply([
    {
      kind: 'buttons',
      buttons: [{ label: 'x', tone: 'good', command: 'a', input: 'y'.repeat(100) }],
    },
  ]),
])('an empty or odd reply is still a message (%#)', (odd) => {
  expect(problems(odd)).toEqual([]);
});

describe('random huge replies fit', () => {
  const seeds = Array.from({ length: often(20, 500) }, (_, seed) => seed);
  test.each(seeds)('seed %i', (seed) => {
    expect(problems(randomReply(seed))).toEqual([]);
  });
});
