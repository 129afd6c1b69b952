import { describe, expect, test } from 'vitest';
import { quote } from '../../../src/collect/shell/quote.ts';
import { randomNumbers } from '../mutations.ts';
import { printedBy, SHELLS } from './shells.ts';

const PIECES = [
  ...[
    "'",
    '"',
    '`',
    '$',
    '$(touch x)',
    '$' + '{HOME}',
    '\\',
    '\n',
    '\r',
    '\t',
    ' ',
    '-',
    '--',
    '-n',
    ';',
  ],
  ...[
    '&',
    '|',
    '<',
    '>',
    '*',
    '?',
    '[',
    ']',
    '{',
    '}',
    '~',
    '#',
    '!',
    '=',
    '(',
    ')',
    '\x01',
    '\x7f',
  ],
  ...['é', '日本', '🚨', '%s', '\\n', '\\0', 'a', 'rm -rf /', "'; exit 3; '", '&&', '||', '\u202e'],
];

function randomTexts(count: number): string[] {
  const random = randomNumbers(5);
  const piece = () => PIECES[Math.floor(random() * PIECES.length)] ?? '';
  return Array.from({ length: count }, () =>
    Array.from({ length: Math.floor(random() * 12) }, piece).join(''),
  );
}

describe.each(SHELLS)('as an argument for $name', ({ program }) => {
  test('10,000 random texts arrive as they are, each as one word', () => {
    const texts = [...PIECES, '', ...randomTexts(10_000)];
    const show = 'show() { printf "%s:%s\\036" "$#" "$1"; }\n';
    const script = show + texts.map((text) => `show ${quote(text)}\n`).join('');
    const printed = printedBy(program, script).toString('utf8').split('\x1e').slice(0, -1);
    expect(printed.length).toBe(texts.length);
    expect(printed.filter((one, index) => one !== `1:${texts[index]}`)).toEqual([]);
  });
});

test('the character 0, which ends every argument, is refused', () => {
  expect(() => quote('a\0b')).toThrow('cannot hold the character 0');
});
