import { describe, expect, test } from 'vitest';
import type { Block, Reply } from '../../../src/chat/reply.ts';
import { code, heading, line, reply, say, strong, time } from '../../../src/chat/reply.ts';
import { readPress } from '../../../src/chat/telegram/keyboard.ts';
import { renderForTelegram, renderToast } from '../../../src/chat/telegram/render.ts';
import { often } from '../../support/often.ts';
import { parseHtml } from '../../support/telegram/html.ts';
import { ruleViolations } from '../../support/telegram/rules.ts';
import { tableCheck } from '../../support/telegram/table.ts';

const NOW = Date.UTC(2026, 10, 23, 13, 3);
const MOMENT = { now: NOW, zone: 'Europe/Berlin' };
const TABLE = tableCheck();

/** What people read, after the rules of the Bot API were held against it. */
function shown(answer: Reply): string {
  const { text, reply_markup } = renderForTelegram(answer, MOMENT);
  const params = { chat_id: 1, text, parse_mode: 'HTML', reply_markup };
  expect(ruleViolations('sendMessage', params)).toEqual([]);
  expect(TABLE?.request('sendMessage', params) ?? []).toEqual([]);
  const parsed = parseHtml(text);
  if (parsed.kind === 'refused') throw new Error(parsed.reason);
  return parsed.text;
}

function source(answer: Reply): string {
  return renderForTelegram(answer, MOMENT).text;
}

describe('blocks', () => {
  const field = (name: string, value: string, inline = true) => ({ name, value, inline });
  test.each<{ name: string; block: Block; text: string }>([
    {
      name: 'a heading shows its tone',
      block: heading('Disk full', 'critical'),
      text: '🔴 Disk full',
    },
    { name: 'text of no tone has no sign', block: line('all good'), text: 'all good' },
    { name: 'text with a tone has one', block: line('look', 'warning'), text: '🟡 look' },
    {
      name: 'fields stand below each other',
      block: {
        kind: 'fields',
        fields: [field('now', '94 %'), field('limit', '90 %'), field('why', 'logs', false)],
      },
      text: 'now: 94 %\nlimit: 90 %\nwhy: logs',
    },
    {
      name: 'a table is aligned',
      block: {
        kind: 'table',
        columns: [
          { title: 'host', align: 'left' },
          { title: 'cpu', align: 'right' },
        ],
        rows: [
          ['web-1', '7'],
          ['db', '100'],
        ],
      },
      text: 'host   cpu\nweb-1    7\ndb     100',
    },
    {
      name: 'bars stand below each other',
      block: {
        kind: 'bars',
        max: 100,
        bars: [
          { label: 'cpu', value: 54, text: '54 %' },
          { label: 'swap', value: 0, text: '0 %' },
        ],
      },
      text: 'cpu  █████░░░░░ 54 %\nswap ░░░░░░░░░░ 0 %',
    },
    {
      name: 'a gap in a sparkline is a dot, not a zero',
      block: {
        kind: 'sparkline',
        label: 'score',
        values: [0, null, 50, 100],
        bounds: [0, 100],
        caption: '24 h',
      },
      text: 'score, 24 h\n▁·▅█',
    },
  ])('$name', ({ block, text }) => {
    expect(shown(reply([block]))).toBe(text);
  });

  test.each([
    { style: 'clock' as const, at: NOW, text: '14:03' },
    { style: 'live' as const, at: NOW - 86_400_000, text: '22 Nov, 14:03' },
    { style: 'live' as const, at: NOW, text: '14:03' },
    { style: 'full' as const, at: NOW, text: '23 Nov 2026, 14:03' },
    { style: 'relative' as const, at: NOW - 5 * 60_000, text: '5 min ago' },
    { style: 'relative' as const, at: NOW + 2 * 3_600_000, text: 'in 2 h' },
    { style: 'relative' as const, at: NOW, text: 'just now' },
  ])('a time as $style reads $text', ({ style, at, text }) => {
    expect(shown(say([time(at, style)]))).toBe(text);
  });

  test('the footer carries the age of the data', () => {
    const answer = reply([line('fine')], { footer: 'rule disk', asOf: NOW - 90_000 });
    expect(shown(answer)).toBe('fine\nrule disk · data 1 min ago');
  });

  test('marks are kept and what people typed is not read as marks', () => {
    expect(source(say([strong('a<b'), ' & ', code('</code>')]))).toBe(
      '<b>a&lt;b</b> &amp; <code>&lt;/code&gt;</code>',
    );
  });

  test.each([
    {
      url: 'https://example.com/a?b=1&c=2',
      html: '<a href="https://example.com/a?b=1&amp;c=2">run</a>',
    },
    { url: 'javascript:alert(1)', html: 'run' },
    { url: 'https://e.com/"><b>', html: 'run' },
  ])('a link to $url', ({ url, html }) => {
    expect(source(say([{ kind: 'link', text: 'run', url }]))).toBe(html);
  });

  test('a name with @ pings nobody', () => {
    expect(shown(say('host @admin'))).not.toMatch(/@\w/);
  });

  test('a notification is the words alone', () => {
    expect(renderToast(say([strong('Ana'), ' has <12>'], 'good'), MOMENT, 200)).toBe(
      '🟢 Ana has <12>',
    );
    expect(renderToast(say('x'.repeat(300)), MOMENT, 200)).toHaveLength(200);
  });
});

describe('buttons', () => {
  test('a press says which command with which input', () => {
    const buttons = [
      { label: 'Ack', tone: 'good' as const, command: 'ack', input: '12 on it: now' },
      { label: 'Too long', tone: 'plain' as const, command: 'ack', input: 'ä'.repeat(40) },
    ];
    const { reply_markup } = renderForTelegram(reply([{ kind: 'buttons', buttons }]), MOMENT);
    const [[only, ...none] = []] = reply_markup.inline_keyboard;
    expect(none).toEqual([]);
    expect(only).toMatchObject({ text: 'Ack', style: 'success' });
    expect(readPress((only as { callback_data: string }).callback_data)).toEqual({
      command: 'ack',
      input: '12 on it: now',
      asks: false,
      replaces: false,
    });
  });
});

describe('selects', () => {
  const select = (label: string, labels: readonly string[]): Block => ({
    kind: 'select',
    label,
    command: 'silence',
    options: labels.map((one) => ({ label: one, input: `12 ${one}` })),
  });
  const rows = (...blocks: Block[]) =>
    renderForTelegram(reply(blocks), MOMENT).reply_markup.inline_keyboard;

  test('are rows of buttons, the first of which says what is chosen', () => {
    const found = rows(
      select('Silence for', ['30 m', '1 h', '4 h', '8 h', 'until it clears', '🔕']),
    );
    expect(found.map((row) => row.map(({ text }) => text))).toEqual([
      ['Silence for: 30 m', '1 h'],
      ['4 h', '8 h'],
      ['until it clears', '🔕'],
    ]);
    expect(found[0]?.[1]).toEqual({ text: '1 h', callback_data: 'v1:silence:12 1 h' });
  });

  test('put up to five short choices beside each other, below the buttons', () => {
    const ack = { label: 'Ack', tone: 'plain', command: 'ack', input: '12' } as const;
    const found = rows(select('', ['1h', '6h', '24h', '7d', '30d', '1y']), {
      kind: 'buttons',
      buttons: [ack],
    });
    expect(found.map((row) => row.length)).toEqual([1, 5, 1]);
    expect(found[0]?.[0]?.text).toBe('Ack');
  });

  test('leave out what a button cannot carry', () => {
    expect(rows(select('x', ['ä'.repeat(40), '\ud800']))).toEqual([]);
  });
});

describe('hostile content', () => {
  const NASTY = [
    '</b></pre><script>alert(1)</script>',
    '&lt;&amp;<a href="x">',
    '\u202egnp.exe\u202c \u200b\u2066x\u2069',
    '@everyone <@&1> @admin /ack@other_bot 1',
    '\ud800 lone \udc00',
    '\u0000\u0007\u001b[31m\r\n\u2028',
    '```` ` **_~||',
    '🧨👩‍👩‍👧 ﷽ '.repeat(50),
    'x'.repeat(10_000),
    'line\n'.repeat(2_000),
    '',
  ];
  const words = (index: number) => NASTY[index % NASTY.length] ?? '';
  const many = <T>(count: number, make: (index: number) => T) =>
    Array.from({ length: count }, (_, i) => make(i));

  const blocks: Block[] = [
    heading(words(8), 'bad'),
    heading(words(0), 'critical'),
    ...many(22, (i) => line([words(i), strong(words(i + 1)), code(words(i + 2))], 'warning')),
    ...many(11, (i) => line(words(i), 'muted')),
    {
      kind: 'fields',
      fields: many(60, (i) => ({ name: words(i), value: words(i + 3), inline: i % 2 === 0 })),
    },
    {
      kind: 'table',
      columns: many(6, (i) => ({ title: words(i), align: 'right' as const })),
      rows: many(2_000, (i) => many(i % 9, (j) => words(i + j))),
    },
    {
      kind: 'bars',
      max: 0,
      bars: many(300, (i) => ({
        label: words(i),
        value: [Number.NaN, -1, 1e300][i % 3] ?? 0,
        text: words(i),
      })),
    },
    {
      kind: 'sparkline',
      label: words(1),
      values: many(5_000, (i) => [null, Number.NaN, i][i % 3] ?? null),
      bounds: null,
      caption: words(2),
    },
    {
      kind: 'buttons',
      buttons: many(500, (i) => ({
        label: words(i),
        tone: 'danger' as const,
        command: 'ack',
        input: words(i).slice(0, 40),
      })),
    },
  ];

  test.each(blocks.map((block, index) => ({ index, kind: block.kind, block })))(
    'a $kind ($index) is a message that Telegram takes',
    ({ block }) => {
      shown(reply([block], { footer: words(8), asOf: NOW }));
    },
  );

  test('everything at once is cut on a line boundary, says how much is left and keeps the footer', () => {
    const text = shown(reply(blocks, { footer: 'rule disk', asOf: NOW - 3_600_000 }));
    expect(text).toMatch(/\n… \d+ more lines\nrule disk · data 1 h ago$/);
    expect(text).not.toMatch(/[\u202a-\u202e\u200b\u2066-\u2069]/);
  });

  test.each(many(often(40, 1_000), (seed) => ({ seed })))(
    'any order of them ($seed)',
    ({ seed }) => {
      const order = blocks
        .map((block, index) => ({ block, rank: ((seed + 1) * (index + 7) * 7_919) % 1_009 }))
        .sort((a, b) => a.rank - b.rank)
        .slice(0, 1 + (seed % blocks.length));
      shown(
        reply(
          order.map((one) => one.block),
          { footer: words(seed) },
        ),
      );
    },
  );

  test('nothing at all is still a message', () => {
    expect(shown(reply([]))).toBe('Nothing to show.');
    expect(shown(say('\u200b\u2060'))).toBe('Nothing to show.');
  });
});
