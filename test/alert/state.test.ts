import { describe, expect, test } from 'vitest';
import type { Action } from '../../src/alert/allowed.ts';
import { allowed } from '../../src/alert/allowed.ts';
import { acknowledge, nextEpisode, resolve, unacknowledge } from '../../src/alert/state.ts';
import type { AlertState, Doer } from '../../src/model/alert.ts';
import { NEW_LIFE } from '../../src/model/alert.ts';
import { MINUTE } from '../../src/model/time.ts';

const ANA: Doer = { id: 'discord:111', name: 'Ana' };
const RULE: Doer = { id: 'rule', name: 'rule' };
const START = Date.UTC(2026, 0, 1);
const at = (minute: number) => START + minute * MINUTE;

const pending: AlertState = { kind: 'pending', since: at(0) };
const firing: AlertState = { kind: 'firing', since: at(0), firedAt: at(5) };
const taken: AlertState = {
  kind: 'acknowledged',
  since: at(0),
  firedAt: at(5),
  by: ANA,
  at: at(6),
  note: 'mine',
};
const done: AlertState = {
  kind: 'resolved',
  since: at(0),
  firedAt: at(5),
  by: ANA,
  at: at(7),
  note: null,
};
const cleared = (minute: number, firedAt: number | null): AlertState => ({
  kind: 'resolved',
  since: at(0),
  firedAt,
  by: RULE,
  at: at(minute),
  note: null,
});

const times = { for: 5 * MINUTE, clearFor: 0, cooldown: 5 * MINUTE };
const deed = { by: ANA, at: at(8), note: null };
const inLife = (state: AlertState) => ({ state, life: NEW_LIFE });

describe('what a rule sees', () => {
  test.each<{
    name: string;
    from: AlertState | null;
    minute: number;
    condition: boolean | 'unknown';
    clears?: boolean | 'unknown';
    to: AlertState | null;
  }>([
    { name: 'nothing stays nothing', from: null, minute: 0, condition: false, to: null },
    { name: 'unknown opens nothing', from: null, minute: 0, condition: 'unknown', to: null },
    { name: 'a first breach waits', from: null, minute: 0, condition: true, to: pending },
    {
      name: 'a short breach keeps waiting',
      from: pending,
      minute: 4,
      condition: true,
      to: pending,
    },
    { name: 'a lasting breach fires', from: pending, minute: 5, condition: true, to: firing },
    {
      name: 'a breach that lasted over a restart fires',
      from: pending,
      minute: 90,
      condition: true,
      to: { kind: 'firing', since: at(0), firedAt: at(90) },
    },
    {
      name: 'unknown keeps a breach waiting',
      from: pending,
      minute: 5,
      condition: 'unknown',
      clears: 'unknown',
      to: pending,
    },
    {
      name: 'a breach that ends before it fired is over',
      from: pending,
      minute: 3,
      condition: false,
      to: cleared(3, null),
    },
    {
      name: 'a pending breach ends though its clear level is not reached',
      from: pending,
      minute: 3,
      condition: false,
      clears: false,
      to: cleared(3, null),
    },
    {
      name: 'a clock that went back keeps it waiting',
      from: pending,
      minute: -60,
      condition: true,
      to: pending,
    },
    { name: 'a firing alert goes on', from: firing, minute: 6, condition: true, to: firing },
    {
      name: 'a firing alert between its limit and its clear level goes on',
      from: firing,
      minute: 6,
      condition: false,
      clears: false,
      to: firing,
    },
    {
      name: 'unknown does not clear',
      from: firing,
      minute: 6,
      condition: 'unknown',
      clears: 'unknown',
      to: firing,
    },
    { name: 'a recovery clears', from: firing, minute: 6, condition: false, to: cleared(6, at(5)) },
    {
      name: 'an acknowledged alert stays taken',
      from: taken,
      minute: 9,
      condition: true,
      to: taken,
    },
    {
      name: 'an acknowledged alert clears',
      from: taken,
      minute: 9,
      condition: false,
      to: cleared(9, at(5)),
    },
    {
      name: 'unknown does not clear a taken alert',
      from: taken,
      minute: 9,
      condition: false,
      clears: 'unknown',
      to: taken,
    },
    { name: 'a resolved alert stays resolved', from: done, minute: 9, condition: false, to: done },
    {
      name: 'a new breach after a resolved one is a new episode',
      from: done,
      minute: 9,
      condition: true,
      to: { kind: 'pending', since: at(9) },
    },
  ])('$name', ({ from, minute, condition, clears, to }) => {
    const seen = { at: at(minute), condition, clears: clears ?? condition === false };
    expect(nextEpisode(from && inLife(from), seen, times)?.state ?? null).toEqual(to);
  });

  test('a rule without a wait fires at once', () => {
    const seen = { at: at(0), condition: true, clears: false } as const;
    expect(nextEpisode(null, seen, { ...times, for: 0 })?.state).toEqual({
      kind: 'firing',
      since: at(0),
      firedAt: at(0),
    });
  });

  test('an unchanged episode is the same object', () => {
    const seen = { at: at(9), condition: true, clears: false } as const;
    const episode = inLife(taken);
    expect(nextEpisode(episode, seen, times)).toBe(episode);
  });
});

describe('what a person does', () => {
  test.each<{ name: string; from: AlertState; firedAt: number }>([
    { name: 'a firing alert', from: firing, firedAt: at(5) },
  ])('acknowledges $name', ({ from, firedAt }) => {
    const mine = { by: ANA, at: at(8), note: 'looking' };
    const life = { ...NEW_LIFE, remindAt: at(9), escalateAt: at(10) };
    expect(acknowledge({ state: from, life }, mine)).toEqual({
      kind: 'done',
      episode: {
        state: { kind: 'acknowledged', since: at(0), firedAt, ...mine },
        life: { ...NEW_LIFE, taken: mine },
      },
    });
  });

  test.each<{ name: string; from: AlertState; firedAt: number | null }>([
    { name: 'a firing alert', from: firing, firedAt: at(5) },
    { name: 'an acknowledged alert', from: taken, firedAt: at(5) },
  ])('resolves $name', ({ from, firedAt }) => {
    const life = { ...NEW_LIFE, clearingSince: at(7), flappingSince: at(6) };
    expect(resolve({ state: from, life }, deed)).toEqual({
      kind: 'done',
      episode: {
        state: { kind: 'resolved', since: at(0), firedAt, ...deed },
        life: NEW_LIFE,
      },
    });
  });

  test('gives back what is taken', () => {
    const life = { ...NEW_LIFE, taken: deed };
    expect(unacknowledge({ state: taken, life })).toEqual({
      kind: 'done',
      episode: { state: firing, life: NEW_LIFE },
    });
  });

  test.each([
    {
      name: 'give back what nobody has',
      acted: unacknowledge(inLife(firing)),
      reason: 'cannot unacknowledge it: nobody has it',
    },
    {
      name: 'give back what is resolved',
      acted: unacknowledge(inLife(done)),
      reason: 'cannot unacknowledge it: it is already resolved by Ana',
    },
    {
      name: 'acknowledge what is pending',
      acted: acknowledge(inLife(pending), deed),
      reason: 'cannot acknowledge it: it has not fired yet',
    },
    {
      name: 'acknowledge what is taken',
      acted: acknowledge(inLife(taken), deed),
      reason: 'cannot acknowledge it: it is already acknowledged by Ana',
    },
    {
      name: 'acknowledge what is resolved',
      acted: acknowledge(inLife(done), deed),
      reason: 'cannot acknowledge it: it is already resolved by Ana',
    },
    {
      name: 'resolve what is resolved',
      acted: resolve(inLife(done), deed),
      reason: 'cannot resolve it: it is already resolved by Ana',
    },
  ])('cannot $name', ({ acted, reason }) => {
    expect(acted).toEqual({ kind: 'refused', reason });
  });

  test.each<{ action: Action; from: readonly AlertState['kind'][] }>([
    { action: 'acknowledge', from: ['firing'] },
    { action: 'unacknowledge', from: ['acknowledged'] },
    { action: 'resolve', from: ['firing', 'acknowledged'] },
  ])('may $action from $from', ({ action, from }) => {
    const states = [pending, firing, taken, done];
    expect(states.filter((state) => allowed(action, state)).map(({ kind }) => kind)).toEqual(from);
  });
});
