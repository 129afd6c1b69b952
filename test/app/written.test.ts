import { expect, test } from 'vitest';
import { writtenMeter } from '../../src/app/written.ts';
import { DAY, HOUR, MINUTE } from '../../src/model/time.ts';

function meter() {
  let now = 0;
  const written = writtenMeter({ monotonic: () => now });
  return {
    lastDay: written.lastDay,
    note(at: number, bytes: number | null) {
      now = at;
      written.note(bytes);
    },
  };
}

test('what is not known is not told', () => {
  const { note, lastDay } = meter();
  note(0, null);
  expect(lastDay()).toBeNull();
  note(MINUTE, 500);
  expect(lastDay()).toBeNull();
  note(2 * MINUTE, 700);
  expect(lastDay()).toEqual({ bytes: 200, span: MINUTE });
});

test('only the last day counts, to five minutes', () => {
  const { note, lastDay } = meter();
  for (let at = 0; at <= 3 * DAY; at += MINUTE) note(at, at < 2 * DAY ? 1_000 * at : 2_000 * DAY);
  const { bytes = 0, span = 0 } = lastDay() ?? {};
  expect(span).toBeGreaterThanOrEqual(DAY);
  expect(span).toBeLessThanOrEqual(DAY + 5 * MINUTE);
  expect(bytes).toBeLessThanOrEqual(1_000 * 5 * MINUTE);
});

test('a counter that began anew says nothing of the time before', () => {
  const { note, lastDay } = meter();
  note(0, 1_000);
  note(HOUR, 5_000);
  note(2 * HOUR, 10);
  note(3 * HOUR, 60);
  expect(lastDay()).toEqual({ bytes: 50, span: HOUR });
});
