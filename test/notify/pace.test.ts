import { describe, expect, test } from 'vitest';
import { MINUTE, SECOND } from '../../src/model/time.ts';
import { waitAfter } from '../../src/notify/pace.ts';

const earliest = () => 0;
const latest = () => 0.999_999_999;
const between = (from: number, to: number) => ({ from, to });

describe('the wait after a failed try', () => {
  test.each([
    { tries: 1, range: between(0.9, 1.1) },
    { tries: 2, range: between(1.8, 2.2) },
    { tries: 5, range: between(14.4, 17.6) },
    { tries: 9, range: between(230.4, 281.6) },
    { tries: 10, range: between(243, 297) },
    { tries: 5_000, range: between(243, 297) },
  ])('number $tries is between $range.from and $range.to s', ({ tries, range }) => {
    expect(waitAfter(tries, { random: earliest })).toBe(range.from * SECOND);
    expect(waitAfter(tries, { random: latest })).toBe(range.to * SECOND);
  });

  test('is never longer than five minutes and never shorter than half a second', () => {
    for (let tries = 1; tries < 100; tries++) {
      const wait = waitAfter(tries, { random: Math.random });
      expect(wait).toBeLessThanOrEqual(5 * MINUTE);
      expect(wait).toBeGreaterThan(SECOND / 2);
    }
  });

  test.each([
    { name: 'longer than our own', tries: 1, asked: 90_001, wait: 90_001 },
    { name: 'longer than ours ever is', tries: 50, asked: 3_600_000, wait: 3_600_000 },
    { name: 'shorter than our own', tries: 3, asked: 250, wait: 4_000 },
    { name: 'a part of a millisecond', tries: 1, asked: 2_000.4, wait: 2_001 },
  ])('keeps what was asked for: $name', ({ tries, asked, wait }) => {
    expect(waitAfter(tries, { asked, random: () => 0.5 })).toBe(wait);
  });

  test('of our own store ends sooner', () => {
    expect(waitAfter(50, { random: () => 0.5, longest: 30 * SECOND })).toBe(30 * SECOND);
  });
});
