import { expect, test } from 'vitest';
import { parseExposed } from '../../src/check/metrics-text.ts';

const parsed = (text: string, most = 100) => parseExposed(text, { isWanted: () => true, most });

const SAMPLES = [
  { text: 'a 1', labels: {}, value: 1 },
  { text: 'a{} -2.5e3 1700000000000', labels: {}, value: -2_500 },
  { text: 'a{b="c",d="",} 3', labels: { b: 'c' }, value: 3 },
  { text: 'a { b = "c" }', labels: null, value: 0 },
  { text: 'a{b="x\\"y\\\\z\\n}",c="{"} 4', labels: { b: 'x"y\\z\n}', c: '{' }, value: 4 },
  { text: 'a{b="c"} 5 1.5 # {trace="x"} 0.1 2.5', labels: { b: 'c' }, value: 5 },
] as const;
test.each(SAMPLES)('$text', ({ text, labels, value }) => {
  const read = parsed(text);
  if (labels === null) expect(read).toEqual({ kind: 'problem', line: 1 });
  else expect(read).toMatchObject({ samples: [{ metric: 'a', labels, value }], left: 0 });
});

test.each([
  'a',
  'a b',
  'a{b=c} 1',
  'a{b="c} 1',
  'a{b="c"',
  'a 1 2 3 x',
  '1 2',
  '{a="b"} 1',
  'a{b="c"}',
])('%s is no sample', (line) => {
  expect(parsed(`# ok\n\nb 1\n${line}\n`)).toEqual({ kind: 'problem', line: 4 });
});

test('no number is no value', () => {
  expect(parsed('a NaN\nb +Inf\nc -Inf\nd 1\n')).toMatchObject({ samples: [{ metric: 'd' }] });
});

const TYPES = `# HELP http_requests_total Requests\\nof all.
# TYPE http_requests_total counter
http_requests_total 1
# TYPE jobs counter
# UNIT jobs jobs
jobs_total 2
jobs_created 1.7e9
# TYPE wait histogram
wait_bucket{le="1"} 1
wait_bucket{le="+Inf"} 2
wait_sum 3
wait_count 2
# TYPE size summary
size{quantile="0.5"} 4
size_count 5
# TYPE load gauge
load 6
other_total 7
# EOF
`;
test('the type says what only grows, in both formats', () => {
  const read = parsed(TYPES.replaceAll('\n', '\r\n'));
  const samples = read.kind === 'samples' ? read.samples : [];
  expect(samples.map(({ metric, isCounter }) => [metric, isCounter])).toEqual([
    ...[
      ['http_requests_total', true],
      ['jobs_total', true],
    ],
    ...[
      ['wait_bucket', true],
      ['wait_bucket', true],
      ['wait_sum', true],
      ['wait_count', true],
    ],
    ...[
      ['size', false],
      ['size_count', true],
      ['load', false],
      ['other_total', false],
    ],
  ]);
});

test('series that are too many, or labels that are too long, are counted', () => {
  expect(parsed('a 1\nb 2\nc 3\n', 2)).toMatchObject({ samples: { length: 2 }, left: 1 });
  expect(parsed(`a{b="${'x'.repeat(201)}"} 1\n:r 2\nd 3`)).toMatchObject({
    samples: [{ metric: 'd' }],
    left: 2,
  });
});

test.each(['a', '{', 'a{b="', 'a{b="c",', 'a{b="\\', '# TYPE ', 'a '])(
  'endless %j ends',
  (piece) => {
    const text = piece.repeat(1_000_000 / piece.length);
    expect(['problem', 'samples']).toContain(parsed(text).kind);
  },
);
