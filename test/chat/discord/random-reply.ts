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

const AT = Date.UTC(2026, 10, 23, 14, 3);
const NASTY = [
  '@everyone',
  '<@&1>',
  '```',
  '`',
  '\\',
  '*',
  '\n',
  '😀',
  '\ud83d',
  '‮',
  ' ',
  'é',
  '|',
];

/** A reply of hostile text of any length; the same for the same seed. */
export function randomReply(seed: number): Reply {
  let state = seed * 2_654_435_761 + 1;
  const next = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const words = () => {
    const length = [0, 3, 40, 300, 10_000][next(5)] ?? 0;
    const sample = Array.from({ length: 7 }, () => NASTY[next(NASTY.length)] ?? 'word').join('w');
    return sample.repeat(Math.ceil(length / sample.length)).slice(0, length);
  };
  const many = <T>(most: number, make: () => T) => Array.from({ length: next(most) }, make);
  const inlines = () =>
    many(6, () => [words(), strong(words()), code(words()), time(AT)][next(4)] ?? words());
  const kinds: (() => Block)[] = [
    () => heading(words(), 'bad'),
    () => line(inlines(), 'good'),
    () => line(words(), 'muted'),
    () => ({
      kind: 'fields',
      fields: many(40, () => ({ name: words(), value: inlines(), inline: true })),
    }),
    () => ({
      kind: 'table',
      columns: many(6, () => ({ title: words(), align: 'right' as const })),
      rows: many(500, () => [words(), 'a', 'b']),
    }),
    () => ({
      kind: 'bars',
      max: 10,
      bars: many(80, () => ({ label: words(), value: next(20), text: words() })),
    }),
    () => ({
      kind: 'sparkline',
      label: words(),
      values: many(900, () => (next(5) === 0 ? null : next(100))),
      bounds: null,
      caption: words(),
    }),
    () => ({
      kind: 'buttons',
      buttons: many(60, () => ({
        label: words(),
        tone: 'plain' as const,
        command: 'ack',
        input: words(),
      })),
    }),
  ];
  const blocks = many(30, () => kinds[next(kinds.length)]?.() ?? heading('x'));
  return reply(blocks, { footer: next(2) === 0 ? words() : null, asOf: next(2) === 0 ? AT : null });
}
