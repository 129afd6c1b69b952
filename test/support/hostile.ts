import type { Block, Reply } from '../../src/chat/reply.ts';
import { code, heading, line, reply, strong } from '../../src/chat/reply.ts';

/** What others may have written into names, messages and labels. */
export const HOSTILE = [
  '@everyone @here @admin',
  '<@&123> <@!1> <#2> <:x:3> </ack:4> <t:1:R>',
  '**a** __b__ ~~c~~ ||d|| *e* _f_ > g',
  '# big\n- item\n1. one\n>>> quoted\n-# small',
  '[x](https://evil.example) https://evil.example/@everyone',
  '`a` ``b`` ```\n@everyone\n```',
  '\\` \\* \\\\',
  '</b></code></pre><a href="tg://user?id=1">x</a><script>alert(1)</script>',
  '&lt;b&gt; &amp;#60; &quot;',
  '/resolve 1\nAna, reply to this message: words\n/resolve 1',
  '\u202egnp.exe\u202c \u2066a\u2069 \u200f\u061c\u200e',
  'a\u200bb\u200cc\u200dd\u2060e\ufefff\u00adg\u034fh\u3164i\u{e0041}j\ufe00k\u180bl',
  '\u0000\u0007\b\u001b[2J\u001b]0;t\u0007\u009b31m\u0085\r\n\u2028\u2029\v\f\t',
  '\ud800 lone \udc00',
  'z\u0300\u0301\u0302\u0303'.repeat(50),
  '🧨👩‍👩‍👧 ﷽ 漢字 مرحبا '.repeat(20),
  'x'.repeat(10_000),
  '`*_@<&'.repeat(1_700),
  'word '.repeat(2_000),
  'line\n'.repeat(2_000),
  '',
  ' \n\u200b',
] as const;

/** Nothing of this may reach a reader: controls but line breaks, direction, zero width, halves of characters. */
export const HIDDEN =
  /[\p{Cs}\p{Zl}\p{Zp}]|(?!\n|\ufe0f)[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u;

/** One of every block with `text` wherever a text stands. */
export function hostileBlocks(text: string): readonly Block[] {
  const cells = Array.from({ length: 40 }, (_, index) => [text, String(index), text]);
  const short = text.slice(0, 60);
  return [
    heading(text, 'bad'),
    line(text, 'warning'),
    line(text, 'muted'),
    line([text, strong(text), code(text), { kind: 'link', text, url: text }]),
    {
      kind: 'fields',
      fields: [
        { name: text, value: text, inline: true },
        { name: 'b', value: [strong(text), code(text)], inline: false },
      ],
    },
    {
      kind: 'table',
      columns: [
        { title: text, align: 'left' },
        { title: 'n', align: 'right' },
        { title: text, align: 'left' },
      ],
      rows: cells,
    },
    { kind: 'bars', max: 10, bars: [{ label: text, value: 5, text }] },
    { kind: 'sparkline', label: text, values: [1, null, 3], bounds: null, caption: text },
    {
      kind: 'buttons',
      buttons: [
        { label: text, tone: 'plain', command: 'ack', input: short },
        { label: text, tone: 'good', command: 'ack', input: text },
        {
          label: text,
          tone: 'danger',
          command: 'ack',
          input: short,
          ask: true,
        },
      ],
    },
    {
      kind: 'select',
      label: text,
      command: 'silence',
      options: [
        { label: text, input: short },
        { label: text, input: text },
        { label: text, input: '12 30m' },
        ...Array.from({ length: 30 }, (_, index) => ({ label: short, input: `12 ${index}h` })),
      ],
    },
  ];
}

/** Every hostile text in every block, one reply for each text. */
export const HOSTILE_REPLIES: readonly { readonly text: string; readonly reply: Reply }[] =
  HOSTILE.map((text) => ({
    text,
    reply: reply(hostileBlocks(text), { footer: text, asOf: Date.UTC(2026, 2, 10) }),
  }));
