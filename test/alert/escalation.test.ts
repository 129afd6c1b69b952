import { describe, expect, test } from 'vitest';
import { begun, fireStep, nextStep, resumed, stepName } from '../../src/alert/escalation.ts';
import { NEW_LIFE } from '../../src/model/alert.ts';
import type { Escalation, EscalationPlace } from '../../src/model/escalation.ts';
import { HOUR, MINUTE, SECOND } from '../../src/model/time.ts';

/** Steps after 10, 20 and 30 minutes. */
const CHAIN: Escalation = {
  name: 'night',
  steps: [
    { after: 10 * MINUTE, to: ['ops'] },
    { after: 20 * MINUTE, to: ['@Ana'] },
    { after: 30 * MINUTE, to: ['@rota', 'boss'] },
  ],
  repeat: 0,
  ackExpires: null,
};
const AGAIN = { ...CHAIN, repeat: 2 };
const at = (minute: number) => 1_900_000_000_000 + minute * MINUTE;
const place = (step: number, round = 0, more: Partial<EscalationPlace> = {}) => ({
  ...{ chain: 'night', step, round },
  ...more,
});
const DONE = place(0, 1);

interface Case {
  readonly name: string;
  readonly chain?: Escalation;
  readonly step: number;
  readonly round?: number;
  readonly done: number;
  readonly left: EscalationPlace;
  readonly next: number | null;
}
interface Late extends Omit<Case, 'step' | 'left'> {
  readonly late: number;
  readonly missed: readonly number[];
  readonly left: number | null;
}

describe('a step that is due', () => {
  test.each<Case>([
    { name: 'the first', step: 0, done: 0, left: place(1), next: 20 },
    { name: 'the second', step: 1, done: 1, left: place(2), next: 30 },
    { name: 'the last, after which none comes', step: 2, done: 2, left: DONE, next: null },
    {
      name: 'the last of a round that is done again',
      ...{ chain: AGAIN, step: 2, done: 2, left: place(0, 1), next: 10 },
    },
    {
      name: 'the last of the last round',
      ...{ chain: AGAIN, step: 2, round: 2, done: 2, left: place(0, 3), next: null },
    },
  ])('is done: $name', ({ chain = CHAIN, step, round = 0, done, left, next }) => {
    const now = at(0) + 900;
    const fired = fireStep(chain, place(step, round), { due: at(0), at: now, reaches: () => true });
    expect(fired).toEqual({
      ...{ step: done, round, missed: [], empty: [] },
      next: { escalation: left, escalateAt: next === null ? null : at(next) },
    });
  });

  test.each<Late>([
    { name: 'one, 15 minutes ago', late: 15, done: 0, missed: [], left: 1, next: 15 + 20 },
    { name: 'two', late: 25, done: 1, missed: [0], left: 2, next: 25 + 30 },
    { name: 'all three', late: 120, done: 2, missed: [0, 1], left: null, next: null },
    {
      name: 'more than a round',
      ...{ chain: AGAIN, late: 62, done: 0, round: 1, missed: [0, 1, 2], left: 1, next: 62 + 20 },
    },
    {
      name: 'every round',
      ...{ chain: AGAIN, late: 24 * 60, done: 2, round: 2 },
      ...{ missed: [0, 1, 2, 0, 1, 2, 0, 1], left: null, next: null },
    },
  ])(
    'is the newest, once, of what came due while nobody looked: $name',
    ({ chain = CHAIN, late, done, round = 0, missed, left, next }) => {
      const given = { due: at(0), at: at(late), reaches: () => true };
      expect(fireStep(chain, place(0), given)).toMatchObject({
        ...{ step: done, round, missed },
        next: {
          escalateAt: next === null ? null : at(next),
          ...(left !== null && { escalation: { step: left, round } }),
        },
      });
    },
  );

  test('is done itself when what held it back is gone, however late', () => {
    const held = place(0, 0, { heldFor: 'silenced: by Ana' });
    const fired = fireStep(CHAIN, held, { due: at(0), at: at(120), reaches: () => true });
    expect(fired).toEqual({
      ...{ step: 0, round: 0, missed: [], empty: [] },
      next: { escalation: place(1), escalateAt: at(140) },
    });
  });

  test.each([
    { name: 'makes room for the next', lost: ['ops'], done: 1, empty: [0], left: 2, next: 30 },
    { name: 'and for the one after', lost: ['ops', '@Ana'], done: 2, empty: [0, 1] },
    { name: 'ends the round when none does', lost: ['ops', '@Ana', '@rota'], empty: [0, 1, 2] },
  ])('that reaches nobody $name', ({ lost, done = null, empty, left, next }) => {
    const fired = fireStep(CHAIN, place(0), {
      ...{ due: at(0), at: at(0) },
      reaches: ({ to }) => !lost.includes(to[0] ?? ''),
    });
    expect(fired).toEqual({
      ...{ step: done, round: 0, missed: [], empty },
      next:
        left === undefined
          ? { escalation: DONE, escalateAt: null }
          : { escalation: place(left), escalateAt: at(next ?? 0) },
    });
  });

  test.each([
    { name: 'the one before it', lost: ['@rota'], done: 1, missed: [0], empty: [2] },
    { name: 'the first', lost: ['@Ana', '@rota'], done: 0, missed: [1], empty: [2] },
    { name: 'none', lost: ['ops', '@Ana', '@rota'], done: null, missed: [0, 1], empty: [2] },
  ])(
    'that is the newest and reaches nobody leaves $name to be done',
    ({ lost, done, missed, empty }) => {
      const fired = fireStep(CHAIN, place(0), {
        ...{ due: at(0), at: at(120) },
        reaches: ({ to }) => !lost.includes(to[0] ?? ''),
      });
      expect(fired).toEqual({
        ...{ step: done, round: 0, missed, empty },
        next: { escalation: DONE, escalateAt: null },
      });
    },
  );

  test('that the file has made fewer ends it', () => {
    const fired = fireStep(CHAIN, place(7), { due: at(0), at: at(0), reaches: () => true });
    expect(fired).toMatchObject({ step: null, next: { escalateAt: null } });
  });

  test('does not add up the second in which each is looked for', () => {
    let due = at(10);
    let now = place(0);
    for (const minute of [30, 60]) {
      const { next } = fireStep(CHAIN, now, { due, at: due + SECOND, reaches: () => true });
      expect(next.escalateAt).toBe(at(minute));
      due = next.escalateAt ?? 0;
      now = { ...now, ...next.escalation };
    }
  });
});

test.each([
  { name: 'goes on where it stood', from: place(1), left: place(1), next: 20 },
  { name: 'begins anew after its end', from: DONE, left: place(0), next: 10 },
])('what is given back $name, with all its time', ({ from, left, next }) => {
  expect(resumed(CHAIN, from, at(0))).toEqual({ escalation: left, escalateAt: at(next) });
});

test('the next step is named, with its round where there are several', () => {
  const life = { ...NEW_LIFE, ...begun(AGAIN, at(0)) };
  expect(life.escalateAt).toBe(at(10));
  expect(nextStep(AGAIN, life)).toEqual({ to: ['ops'], name: 'step 1 of 3, round 1 of 3' });
  expect(stepName(CHAIN, 1, 0)).toBe('step 2 of 3');
  for (const none of [
    nextStep(null, life),
    nextStep(CHAIN, { ...life, escalateAt: null }),
    nextStep(CHAIN, { ...NEW_LIFE, escalateAt: at(HOUR) }),
  ]) {
    expect(none).toBeNull();
  }
});
