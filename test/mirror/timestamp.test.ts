import { expect, test } from 'vitest';
import { readTimestamp } from '../../src/mirror/timestamp.ts';

test.each([
  { written: '2025-10-04T12:00:00Z', zone: 'Europe/Berlin', at: '2025-10-04T12:00:00.000Z' },
  { written: '2025-10-04T12:00:00.123456+02:00', zone: 'UTC', at: '2025-10-04T10:00:00.123Z' },
  { written: '2025-10-04T12:00:00-0530', zone: 'UTC', at: '2025-10-04T17:30:00.000Z' },
  { written: '2025-10-04T12:00:00', zone: 'UTC', at: '2025-10-04T12:00:00.000Z' },
  { written: '2025-10-04T12:00:00.123456', zone: 'Europe/Berlin', at: '2025-10-04T10:00:00.123Z' },
  { written: '2025-10-04 12:00', zone: 'Asia/Kathmandu', at: '2025-10-04T06:15:00.000Z' },
  // An hour after the clock was set back, and one before it was set forward.
  { written: '2025-10-26T03:30:00', zone: 'Europe/Berlin', at: '2025-10-26T02:30:00.000Z' },
  { written: '2025-03-30T01:30:00', zone: 'Europe/Berlin', at: '2025-03-30T00:30:00.000Z' },
  { written: 1_759_579_200, zone: 'UTC', at: '2025-10-04T12:00:00.000Z' },
  { written: 1_759_579_200.25, zone: 'UTC', at: '2025-10-04T12:00:00.250Z' },
  { written: 1_759_579_200_000, zone: 'UTC', at: '2025-10-04T12:00:00.000Z' },
])('$written in $zone is $at', ({ written, zone, at }) => {
  expect(readTimestamp(written, zone)).toBe(Date.parse(at));
});

test.each([
  'yesterday',
  '2025-10-04',
  '2025-13-04T12:00:00',
  '',
  null,
  undefined,
  Number.NaN,
  -5,
  {},
])('%j is no time', (written) => {
  expect(readTimestamp(written, 'UTC')).toBeNull();
});
