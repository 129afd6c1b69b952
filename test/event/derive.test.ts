import { expect, test } from 'vitest';
import { compileMappings, mappingsFor } from '../../src/event/compile.ts';
import { derive } from '../../src/event/derive.ts';
import type { AppEvent, EventMapping } from '../../src/model/event.ts';

const CALL: AppEvent = {
  ...{ target: 7, type: 'call', at: 1_000, key: null },
  tags: { endpoint: '/pay', kind: 'tag' },
  body: { ms: 250, bytes: 10, status: 502, ok: false, kind: 'body', note: null },
};

function made(mapping: EventMapping, event: Partial<AppEvent> = {}) {
  return derive({ ...CALL, ...event }, 'web-1', compileMappings([mapping]));
}

const of = { target: 7, at: 1_000 };
const counter = { type: 'call', counter: 'calls' } as const;

test.each<{ name: string; mapping: EventMapping; growth?: object[]; cases?: object[] }>([
  {
    name: 'a counter grows by one',
    mapping: { ...counter, by: ['endpoint'] },
    growth: [{ ...of, metric: 'calls', labels: { endpoint: '/pay' }, value: 1 }],
  },
  {
    name: 'or by what a field says',
    mapping: { ...counter, value: 'bytes' },
    growth: [{ ...of, metric: 'calls', labels: {}, value: 10 }],
  },
  { name: 'but not by a text', mapping: { ...counter, value: 'kind' } },
  { name: 'nor by what is not there', mapping: { ...counter, value: 'none' } },
  {
    name: 'a histogram takes the value of a field',
    mapping: { type: 'call', histogram: 'call.ms', field: 'ms', by: ['status', 'none', 'note'] },
    cases: [{ ...of, metric: 'call.ms', labels: { status: '502' }, value: 250 }],
  },
  { name: 'and nothing else', mapping: { type: 'call', histogram: 'call.ms', field: 'note' } },
  { name: 'events of other types are left alone', mapping: { ...counter, type: 'other' } },
])('$name', ({ mapping, growth = [], cases = [] }) => {
  expect(made(mapping)).toEqual({ growth, cases, alerts: [] });
});

test('a counter never shrinks', () => {
  expect(made({ ...counter, value: 'bytes' }, { body: { bytes: -1 } }).growth).toEqual([]);
});

test.each([
  { when: 'status >= 500', holds: true },
  { when: 'status >= 500 and endpoint.startsWith("/p")', holds: true },
  { when: 'not ok', holds: true },
  { when: 'status < 500', holds: false },
  { when: 'kind == "tag"', holds: true },
  { when: 'nothing > 1', holds: false },
  { when: 'not (nothing > 1)', holds: false },
  { when: 'note == null', holds: true },
])('a condition sees tags, then fields: $when', ({ when, holds }) => {
  expect(made({ ...counter, when }).growth).toHaveLength(holds ? 1 : 0);
});

test('an alert says what happened, and is one with those that have the same tags', () => {
  const alert = { severity: 'error', type: 'api', by: ['endpoint'] } as const;
  const message = '{endpoint} of {target} says {status}: {note} {none}';
  const mapping = { type: 'call', alert: { ...alert, message } };
  const [first] = made(mapping).alerts;
  expect(first).toMatchObject({
    ...{ target: 7, at: 1_000, severity: 'error', type: 'api' },
    message: '/pay of web-1 says 502: unknown unknown',
  });
  const same = made(mapping, { at: 2_000, body: { status: 503 } }).alerts[0];
  const other = made(mapping, { tags: { endpoint: '/' } }).alerts[0];
  expect(same?.fingerprint).toBe(first?.fingerprint);
  expect(other?.fingerprint).not.toBe(first?.fingerprint);
});

test('a message is cut before it is too long for people', () => {
  const mapping: EventMapping = {
    ...{ type: 'call' },
    alert: { severity: 'error', type: 'a', message: '{a}{a}{a}{a}' },
  };
  const [alert] = made(mapping, { body: { a: 'x'.repeat(1_024) } }).alerts;
  expect(alert?.message).toHaveLength(1_000);
});

test('an own mapping stands for those of a preset that make the same', () => {
  const preset: EventMapping[] = [
    { ...counter, when: 'a > 1' },
    { ...counter, when: 'b > 1' },
    { ...counter, counter: 'others' },
    { ...counter, type: 'other' },
  ];
  const own = [{ ...counter, when: 'c > 1' }];
  expect(mappingsFor(preset, own, (name) => name)).toEqual([preset[2], preset[3], own[0]]);
});

test('a condition with a window is refused, with what to write', () => {
  const mapping = { ...counter, when: "avg('ms', '5m') > 1" };
  expect(() => compileMappings([mapping])).toThrow(/no past to look at/);
});
