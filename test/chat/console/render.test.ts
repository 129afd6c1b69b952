import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { renderForConsole } from '../../../src/chat/console/render.ts';
import type { Block, Reply } from '../../../src/chat/reply.ts';
import { code, heading, line, reply, say, strong, time } from '../../../src/chat/reply.ts';

const NOW = Date.UTC(2026, 2, 10, 12);

function shown(
  what: Reply,
  more: { width?: number; colour?: boolean; zone?: string } = {},
): string {
  return renderForConsole(what, {
    width: 80,
    colour: false,
    zone: 'Europe/Berlin',
    now: NOW,
    ...more,
  });
}

function one(block: Block, width = 80): string {
  return shown(reply([block]), { width });
}

const TABLE: Block = {
  kind: 'table',
  columns: [
    { title: 'Id', align: 'right' },
    { title: 'What', align: 'left' },
    { title: 'For', align: 'right' },
  ],
  rows: [
    ['#7', 'Disk / at 96 % on web-1', '12 min'],
    ['#12', 'CPU at 91 % on web-2', '3 s'],
  ],
};

describe('every block', () => {
  test.each<[string, Block, string]>([
    ['heading', heading('web-1: 80/100 GOOD', 'good'), '● web-1: 80/100 GOOD'],
    ['heading of a bad thing', heading('down', 'critical'), '■ down'],
    [
      'text',
      line(['Try ', code('/health'), ' or ', strong('wait'), '\nthen go']),
      'Try /health or wait\nthen go',
    ],
    [
      'link',
      line([{ kind: 'link', text: 'docs', url: 'https://example.org' }]),
      'docs (https://example.org)',
    ],
    [
      'fields',
      {
        kind: 'fields',
        fields: [
          { name: 'A', value: 'one\ntwo', inline: true },
          { name: 'Long', value: [strong('x')], inline: false },
        ],
      },
      'A     one\n      two\nLong  x',
    ],
    [
      'table',
      TABLE,
      ' Id  What                        For\n #7  Disk / at 96 % on web-1  12 min\n#12  CPU at 91 % on web-2        3 s',
    ],
    [
      'bars',
      {
        kind: 'bars',
        max: 100,
        bars: [
          { label: 'cpu', value: 50, text: '50 %' },
          { label: 'memory', value: 200, text: 'much' },
        ],
      },
      'cpu    ██████████░░░░░░░░░░ 50 %\nmemory ████████████████████ much',
    ],
    [
      'sparkline',
      {
        kind: 'sparkline',
        label: 'x',
        values: [0, 50, null, 100],
        bounds: [0, 100],
        caption: 'today',
      },
      '▁▅·█  today',
    ],
    [
      'sparkline without bounds',
      { kind: 'sparkline', label: 'x', values: [5, 6, 7], bounds: null, caption: '' },
      '▁▅█',
    ],
    [
      'sparkline that never moved',
      { kind: 'sparkline', label: 'x', values: [5, 5], bounds: null, caption: '' },
      '▅▅',
    ],
    [
      'sparkline without values',
      { kind: 'sparkline', label: 'x', values: [null], bounds: null, caption: '' },
      '',
    ],
    [
      'buttons',
      {
        kind: 'buttons',
        buttons: [
          { label: 'Ack', tone: 'primary', command: 'ack', input: '3' },
          { label: 'All', tone: 'plain', command: 'alerts', input: '' },
        ],
      },
      '/ack 3   /alerts',
    ],
    ['no buttons', { kind: 'buttons', buttons: [] }, ''],
  ])('%s', (_, block, text) => {
    expect(one(block)).toBe(text);
  });
});

describe('times', () => {
  test.each([
    [time(NOW - 300_000), '5 min ago'],
    [time(NOW - 500), 'just now'],
    [time(NOW + 500), 'just now'],
    [time(NOW + 300_000), 'in 5 min'],
    [time(NOW, 'clock'), '13:00'],
    [time(NOW, 'live'), '13:00'],
    [time(NOW - 86_400_000, 'live'), '2026-03-09 13:00'],
    [time(NOW, 'full'), '2026-03-10 13:00'],
  ])('%o reads %s', (part, text) => {
    expect(shown(say([part]))).toBe(text);
  });

  test('are of the zone that is configured', () => {
    expect(shown(say([time(NOW, 'clock')]), { zone: 'Asia/Kolkata' })).toBe('17:30');
  });

  test('the age of the data stands at the end', () => {
    const small = reply([line('x')], { footer: 'base', asOf: NOW - 10_000 });
    expect(shown(small)).toBe('x\nbase · data 10 s ago');
  });
});

describe('what others wrote', () => {
  const EVIL = [
    '\u001b[2J\u001b[H\u001b]0;title\u0007',
    '\u009b31mred\u0090',
    'a\rb\r\nc\u0085d\u2028e\u2029f\vg\fh',
    '\u202egnp.exe\u2066\u200b\u200d\ufeff\u00ad',
    '\u0000\b\b\b\u007f\t',
    '\ud800 lone \udfff',
    'z\u0300\u0301\u0302\u0303'.repeat(50),
    'x'.repeat(10_000),
    'word '.repeat(2_000),
    '漢字🙂'.repeat(1_000),
    '',
    '\n\n\n',
  ];
  const huge: Reply = reply(
    EVIL.flatMap((evil): Block[] => [
      heading(evil, 'bad'),
      line(evil, 'warning'),
      line([evil, strong(evil), code(evil), { kind: 'link', text: evil, url: evil }]),
      {
        kind: 'fields',
        fields: [
          { name: evil, value: evil, inline: true },
          { name: 'b', value: [evil], inline: true },
        ],
      },
      {
        kind: 'table',
        columns: [
          { title: evil, align: 'left' },
          { title: 'b', align: 'right' },
          { title: 'c', align: 'left' },
        ],
        rows: Array.from({ length: 500 }, (_, row) => [evil, String(row), evil]),
      },
      { kind: 'bars', max: 10, bars: [{ label: evil, value: 5, text: evil }] },
      {
        kind: 'sparkline',
        label: evil,
        values: Array.from({ length: 500 }, (_, x) => x),
        bounds: null,
        caption: evil,
      },
      { kind: 'buttons', buttons: [{ label: evil, tone: 'plain', command: 'ack', input: evil }] },
    ]),
    { footer: evil0(), asOf: NOW },
  );

  function evil0(): string {
    return EVIL.join('');
  }

  test.each([20, 40, 80, 100, 200])(
    'never moves the cursor or turns text round (%i columns)',
    (width) => {
      expect(shown(huge, { width })).toMatch(
        /^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]*(\n[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]*)*$/u,
      );
    },
  );

  test('has no colours but ours', () => {
    const painted = shown(huge, { colour: true });
    expect(painted).toContain('\u001b[');
    const escapes = painted.split('\u001b[').slice(1);
    expect(escapes.filter((rest) => !/^(1|2|22|31|32|33|36|39|90|91)m/.test(rest))).toEqual([]);
    expect(painted.replaceAll('\u001b[', '')).not.toContain('\u001b');
    expect(stripVTControlCharacters(painted)).toBe(shown(huge));
  });

  test('cannot make a heading or a table cell two lines', () => {
    expect(one(heading('a\nb\r\nc'))).toBe('● a b c');
    const rows = [['#1', 'fake\n#2  all is well', '1 s']];
    expect(one({ ...TABLE, rows } as Block).split('\n')).toHaveLength(2);
  });
});

describe('the width of the terminal', () => {
  const wide: Block = {
    kind: 'table',
    columns: [
      { title: 'Id', align: 'right' },
      { title: 'What', align: 'left' },
      { title: 'Who', align: 'left' },
    ],
    rows: Array.from({ length: 500 }, (_, row) => [
      `#${row}`,
      'x'.repeat(10_000),
      '漢字'.repeat(300),
    ]),
  };

  test.each([100, 120])('tables keep to %i columns', (width) => {
    const places = one(wide, width)
      .split('\n')
      .map((text) => [...text].reduce((sum, character) => sum + (character > '\u2fff' ? 2 : 1), 0));
    expect(Math.max(...places)).toBeLessThanOrEqual(width);
    expect(places).toHaveLength(501);
  });

  test('columns of wide letters stay aligned', () => {
    const rows = [
      ['#1', '漢字', 'x'],
      ['#2', 'ab', 'y'],
    ];
    expect(one({ ...TABLE, rows } as Block)).toBe('Id  What  For\n#1  漢字    x\n#2  ab      y');
  });

  test('on a phone a wide table is shown row by row', () => {
    expect(one(TABLE, 30)).toBe(
      '#7  Disk / at 96 % on web-1,\n  for 12 min\n#12  CPU at 91 % on web-2, for\n  3 s',
    );
  });

  test('on a phone a narrow table stays a table', () => {
    expect(one(TABLE, 40)).toBe(one(TABLE, 80));
  });

  test('on a phone a number keeps its unit', () => {
    expect(
      shown(say('the disk is full to over 91 % of it (95 %), for 3 h 5 min'), { width: 28 }),
    ).toBe('the disk is full to over\n91 % of it (95 %), for 3 h\n5 min');
  });

  test('on a phone text is broken between words, colours or not', () => {
    const text = say(
      ['CPU is at ', strong('91 %'), ' on web-1, and has been for 12 minutes'],
      'warning',
    );
    const plain = shown(text, { width: 40 });
    expect(plain).toBe('CPU is at 91 % on web-1, and has been\nfor 12 minutes');
    expect(stripVTControlCharacters(shown(text, { width: 40, colour: true }))).toBe(plain);
  });

  test('on a phone a long field hangs under its name', () => {
    const fields = [
      { name: 'State', value: 'acknowledged by Anastasia of the night shift', inline: true },
    ];
    expect(one({ kind: 'fields', fields }, 40)).toBe(
      'State  acknowledged by Anastasia of the\n       night shift',
    );
  });

  test('a sparkline is narrowed, and a gap stays one', () => {
    const values = [...Array(50).fill(0), ...Array(50).fill(null), ...Array(50).fill(10)];
    const row = one(
      { kind: 'sparkline', label: 'x', values, bounds: [1, 9], caption: 'the whole day' },
      30,
    );
    expect(row).toBe(`${'▁'.repeat(10)}${'·'.repeat(10)}${'█'.repeat(10)}\nthe whole day`);
  });
});
