import { expect, test } from 'vitest';
import { influxSeries } from '../../../src/report/export/influx.ts';

test.each([
  { name: 'no labels', labels: {}, series: 'queue.length,target=web-1' },
  {
    name: 'signs that mean something there',
    labels: { 'k k': 'x=1, y' },
    series: 'queue.length,k\\ k=x\\=1\\,\\ y,target=web-1',
  },
  {
    name: 'a label without a value',
    labels: { empty: '', full: 'x' },
    series: 'queue.length,full=x,target=web-1',
  },
  {
    name: 'labels with names that are taken',
    labels: { time: 'noon', target: 'other' },
    series: 'queue.length,exported_target=other,exported_time=noon,target=web-1',
  },
  {
    name: 'backslashes that would hide what follows',
    labels: { a: 'C:\\', b: 'a\\ b', c: 'C:\\x' },
    series: 'queue.length,a=C:,b=a\\ b,c=C:\\x,target=web-1',
  },
  { name: 'ends of lines', labels: { a: 'a\nb' }, series: 'queue.length,a=a\\ b,target=web-1' },
])('a series with $name', ({ labels, series }) => {
  expect(influxSeries('web-1', 'queue.length', labels)).toBe(series);
});
