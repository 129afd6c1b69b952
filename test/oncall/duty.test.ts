import { describe, expect, test } from 'vitest';
import type { Rota, RotaLayer } from '../../src/model/rota.ts';
import { DAY } from '../../src/model/time.ts';
import { dutiesIn, onCall } from '../../src/oncall/duty.ts';
import { momentOf } from '../../src/oncall/wall.ts';

const day = (text: string) => Date.parse(`${text}T00:00:00Z`) / DAY;
const ALL_DAYS = [0, 1, 2, 3, 4, 5, 6];

function layer(people: readonly string[], more: Partial<RotaLayer> = {}): RotaLayer {
  const whole = { between: null, days: ALL_DAYS, turn: 'weekly', weekday: 0, minute: 540 } as const;
  return { people, ...whole, from: day('2026-01-05'), ...more };
}

function rota(...layers: readonly RotaLayer[]): Rota {
  return { name: 'ops', zone: 'Europe/Berlin', layers, announce: null };
}

describe('a wall clock as a moment', () => {
  // Berlin: +1 until 2026-03-29 01:00 UTC, +2 until 2026-10-25 01:00 UTC, then +1.
  test.each([
    { name: 'in winter', at: '2026-01-05', minute: 540, is: '2026-01-05T08:00Z' },
    { name: 'in summer', at: '2026-07-06', minute: 540, is: '2026-07-06T07:00Z' },
    { name: 'before clocks go forward', at: '2026-03-29', minute: 119, is: '2026-03-29T00:59Z' },
    { name: 'a time that is left out', at: '2026-03-29', minute: 150, is: '2026-03-29T01:00Z' },
    { name: 'after clocks went forward', at: '2026-03-29', minute: 180, is: '2026-03-29T01:00Z' },
    { name: 'a time that comes twice', at: '2026-10-25', minute: 150, is: '2026-10-25T00:30Z' },
    { name: 'after clocks went back', at: '2026-10-25', minute: 180, is: '2026-10-25T02:00Z' },
    {
      name: 'far east',
      zone: 'Pacific/Kiritimati',
      at: '2026-06-01',
      minute: 0,
      is: '2026-05-31T10:00Z',
    },
    {
      name: 'a half hour',
      zone: 'Australia/Lord_Howe',
      at: '2026-10-04',
      minute: 135,
      is: '2026-10-03T15:30Z',
    },
  ])('$name', ({ at, minute, is, zone = 'Europe/Berlin' }) => {
    expect(new Date(momentOf(zone, day(at), minute))).toEqual(new Date(is));
  });
});

describe('who is on call', () => {
  const two = rota(layer(['Ana', 'Ben']));
  test.each([
    { name: 'nobody before it begins', at: '2026-01-05T07:59Z', who: null },
    { name: 'the first when it begins', at: '2026-01-05T08:00Z', who: 'Ana' },
    { name: 'the first until the hand-over', at: '2026-01-12T07:59Z', who: 'Ana' },
    { name: 'the second from then on', at: '2026-01-12T08:00Z', who: 'Ben' },
    { name: 'the first again', at: '2026-01-19T08:00Z', who: 'Ana' },
    // 2026-03-30 is twelve weeks after the first: even, so Ana, at 09:00 of summer time.
    { name: 'the week of the change until 09:00 in summer', at: '2026-03-30T06:59Z', who: 'Ben' },
    { name: 'a week that is 167 hours long ends on time', at: '2026-03-30T07:00Z', who: 'Ana' },
    // 2026-10-26 is 42 weeks after the first: even.
    { name: 'the last of a week of 169 hours', at: '2026-10-26T07:59Z', who: 'Ben' },
    { name: 'and who comes after it', at: '2026-10-26T08:00Z', who: 'Ana' },
  ])('weekly: $name', ({ at, who }) => {
    expect(onCall(two, [], Date.parse(at))).toBe(who);
  });

  const daily = rota(
    layer(['Ana', 'Ben', 'Cy'], { turn: 'daily', minute: 150, from: day('2026-03-28') }),
  );
  test.each([
    { name: 'before the change', at: '2026-03-29T00:59Z', who: 'Ana' },
    {
      name: 'a hand-over in the hour that is left out is at its end',
      at: '2026-03-29T01:00Z',
      who: 'Ben',
    },
    { name: 'the day after at 02:30 of summer time', at: '2026-03-30T00:29Z', who: 'Ben' },
    { name: 'and then the third', at: '2026-03-30T00:30Z', who: 'Cy' },
    // 2026-10-25 is 211 days after the first: 211 mod 3 is 1.
    {
      name: 'a hand-over in the hour that comes twice is in its first',
      at: '2026-10-25T00:30Z',
      who: 'Ben',
    },
    { name: 'and not in its second', at: '2026-10-25T01:30Z', who: 'Ben' },
    { name: 'before it', at: '2026-10-25T00:29Z', who: 'Ana' },
  ])('daily: $name', ({ at, who }) => {
    expect(onCall(daily, [], Date.parse(at))).toBe(who);
  });

  test('a week that begins in its middle goes to the first until the next hand-over', () => {
    const late = rota(layer(['Ana', 'Ben'], { from: day('2026-01-07') }));
    const who = ['2026-01-07T07:59Z', '2026-01-07T08:00Z', '2026-01-12T08:00Z'].map((at) =>
      onCall(late, [], Date.parse(at)),
    );
    expect(who).toEqual([null, 'Ana', 'Ben']);
  });

  const office = layer(['Cy'], { between: { from: 540, to: 1080 }, days: [0, 1, 2, 3, 4] });
  const night = layer(['Di'], { between: { from: 1320, to: 360 }, days: [4] });
  test.each([
    { name: 'the later layer in its hours', at: '2026-01-06T10:00Z', who: 'Cy' },
    { name: 'the one below it at other hours', at: '2026-01-06T17:00Z', who: 'Ana' },
    { name: 'the one below it on other days', at: '2026-01-10T10:00Z', who: 'Ana' },
    { name: 'a night belongs to the day on which it begins', at: '2026-01-10T04:00Z', who: 'Di' },
    { name: 'and not to the day before', at: '2026-01-09T04:00Z', who: 'Ana' },
  ])('layers: $name', ({ at, who }) => {
    expect(onCall(rota(layer(['Ana', 'Ben']), office, night), [], Date.parse(at))).toBe(who);
  });

  test('an override wins in its time, and of two the later made one', () => {
    const cover = (person: string, from: string, to: string) => ({
      person,
      from: Date.parse(from),
      to: Date.parse(to),
    });
    const overrides = [
      cover('Ben', '2026-01-06T00:00Z', '2026-01-07T00:00Z'),
      cover('Cy', '2026-01-06T12:00Z', '2026-01-06T13:00Z'),
    ];
    const span = { from: Date.parse('2026-01-05T08:00Z'), to: Date.parse('2026-01-08T00:00Z') };
    expect(dutiesIn(two, overrides, span)).toEqual([
      cover('Ana', '2026-01-05T08:00Z', '2026-01-06T00:00Z'),
      cover('Ben', '2026-01-06T00:00Z', '2026-01-06T12:00Z'),
      cover('Cy', '2026-01-06T12:00Z', '2026-01-06T13:00Z'),
      cover('Ben', '2026-01-06T13:00Z', '2026-01-07T00:00Z'),
      cover('Ana', '2026-01-07T00:00Z', '2026-01-08T00:00Z'),
    ]);
  });

  test('spans in which nobody is on call are among them', () => {
    const span = { from: Date.parse('2026-01-09T00:00Z'), to: Date.parse('2026-01-13T00:00Z') };
    expect(
      dutiesIn(rota(office), [], span).map(({ person, to }) => [
        person,
        new Date(to).toISOString(),
      ]),
    ).toEqual([
      [null, '2026-01-09T08:00:00.000Z'],
      ['Cy', '2026-01-09T17:00:00.000Z'],
      [null, '2026-01-12T08:00:00.000Z'],
      ['Cy', '2026-01-12T17:00:00.000Z'],
      [null, '2026-01-13T00:00:00.000Z'],
    ]);
  });
});
