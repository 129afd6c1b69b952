import { expect, test } from 'vitest';
import type { Rota } from '../../src/model/rota.ts';
import { DAY, HOUR } from '../../src/model/time.ts';
import { dutiesIn } from '../../src/oncall/duty.ts';
import { repeatsText } from '../../src/oncall/repeats.ts';

const MONDAY = Date.parse('2026-01-05T00:00:00Z');
const BEFORE_CHANGE = Date.parse('2026-03-23T00:00:00Z');

function rotaOf(days: readonly number[], between: { from: number; to: number } | null): Rota {
  const turn = { turn: 'weekly', weekday: 0, minute: 0, from: 0 } as const;
  return {
    ...{ name: 'ops', zone: 'Europe/Berlin', announce: null },
    layers: [{ people: ['Ana'], ...turn, between, days }],
  };
}

const OFFICE = rotaOf([0, 1, 2, 3, 4], { from: 540, to: 1020 });
const at = (from: number, overrides: Parameters<typeof dutiesIn>[1] = [], rota = OFFICE) =>
  repeatsText(rota.zone, dutiesIn(rota, overrides, { from, to: from + 14 * DAY }));

const WEEKS = 'Mon-Thu 17:00-09:00, Fri 17:00-Mon 09:00';

test('gaps that come every week are one text, whenever it is asked, over a change of clocks too', () => {
  for (let hours = 0; hours < 7 * 24; hours += 5) {
    const said = [MONDAY, BEFORE_CHANGE].map((day) =>
      at(day + hours * HOUR)
        ?.split(', ')
        .toSorted(),
    );
    expect(said).toEqual([WEEKS.split(', ').toReversed(), WEEKS.split(', ').toReversed()]);
  }
});

test.each([
  {
    name: 'daily',
    rota: rotaOf([0, 1, 2, 3, 4, 5, 6], { from: 540, to: 1080 }),
    says: 'daily 18:00-09:00',
  },
  { name: 'at weekends', rota: rotaOf([0, 1, 2, 3, 4], null), says: 'Sat 00:00-Mon 00:00' },
  { name: 'on two days', rota: rotaOf([0, 2, 4, 5, 6], null), says: 'Tue, Thu 00:00-00:00' },
])('a gap $name', ({ rota, says }) => {
  expect(at(MONDAY + 10 * HOUR, [], rota)).toBe(says);
});

test('nothing is said where a gap is filled once, or nobody is ever on call', () => {
  const evening = { person: 'Ben', from: MONDAY + 20 * HOUR, to: MONDAY + 30 * HOUR };
  expect(at(MONDAY, [evening])).toBeNull();
  expect(at(MONDAY, [], rotaOf([], null))).toBeNull();
});
