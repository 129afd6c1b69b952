import { expect, test } from 'vitest';
import { lineOf } from '../../src/forward/line-protocol.ts';

const one = {
  target: 'web-1',
  metric: 'queue.length',
  labels: {},
  at: 1_893_456_000_000,
  value: 1,
};

test.each([
  { name: 'plain', more: {}, line: 'queue.length,target=web-1 value=1 1893456000000' },
  {
    name: 'signs that mean something there',
    more: { metric: '#a b,c', labels: { 'k k': 'x=1, y' } },
    line: '\\#a\\ b\\,c,target=web-1,k\\ k=x\\=1\\,\\ y value=1 1893456000000',
  },
  {
    name: 'a label without a value',
    more: { labels: { empty: '', full: 'x' } },
    line: 'queue.length,target=web-1,full=x value=1 1893456000000',
  },
  {
    name: 'labels with names that are taken',
    more: { labels: { time: 'noon', target: 'other' } },
    line: 'queue.length,target=web-1,exported_time=noon,exported_target=other value=1 1893456000000',
  },
  {
    name: 'backslashes that would hide what follows',
    more: { labels: { path: 'C:\\', two: 'a\\ b', good: 'C:\\x' } },
    line: 'queue.length,target=web-1,path=C:/,two=a/\\ b,good=C:\\x value=1 1893456000000',
  },
  {
    name: 'ends of lines',
    more: { labels: { text: 'a\nb' } },
    line: 'queue.length,target=web-1,text=a\\ b value=1 1893456000000',
  },
  {
    name: 'a value far from 1',
    more: { value: 1.5e-300 },
    line: 'queue.length,target=web-1 value=1.5e-300 1893456000000',
  },
])('a line with $name', ({ more, line }) => {
  expect(lineOf({ ...one, ...more })).toBe(line);
});
