import { expect, test } from 'vitest';
import { DAY, HOUR } from '../../src/model/time.ts';
import { readEnd, readMoment } from '../../src/report/moment.ts';

const NOW = Date.parse('2026-01-02T12:00Z');
const read = (text: string, zone: string) => readMoment(text, zone, NOW);

test.each([
  { text: 'now', zone: 'UTC', is: '2026-01-02T12:00Z' },
  { text: '08:00', zone: 'Europe/Berlin', is: '2026-01-03T07:00Z' },
  { text: '2026-01-05', zone: 'Europe/Berlin', is: '2026-01-04T23:00Z' },
  { text: '2026-01-05T00:00', zone: 'Pacific/Kiritimati', is: '2026-01-04T10:00Z' },
  { text: '2026-01-05T00:30', zone: 'Pacific/Auckland', is: '2026-01-04T11:30Z' },
  { text: '2026-01-05T23:59', zone: 'Pacific/Kiritimati', is: '2026-01-05T09:59Z' },
  { text: '2026-01-05T00:00', zone: 'Etc/GMT+12', is: '2026-01-05T12:00Z' },
  { text: '2026-01-05T23:59', zone: 'Etc/GMT+12', is: '2026-01-06T11:59Z' },
  { text: '2026-03-29T03:30', zone: 'Europe/Berlin', is: '2026-03-29T01:30Z' },
  { text: '2026-03-29T02:30', zone: 'Europe/Berlin', is: '2026-03-29T01:30Z' },
])('$text in $zone is $is', ({ text, zone, is }) => {
  expect(new Date(read(text, zone) ?? 0)).toEqual(new Date(is));
});

test.each(['', '24:00', '2026-02-30', '2026-01-05 09:00', 'soon'])('“%s” is no moment', (text) =>
  expect(read(text, 'UTC')).toBeNull(),
);

test('an end is how long, or a later moment', () => {
  expect(readEnd('8h', 'UTC', NOW)).toBe(NOW + 8 * HOUR);
  expect(readEnd('2026-01-03T12:00', 'UTC', NOW)).toBe(NOW + DAY);
  expect(readEnd('2026-01-01', 'UTC', NOW)).toBeNull();
  expect(readEnd('0h', 'UTC', NOW)).toBeNull();
});
