import { expect, test } from 'vitest';
import { pairing } from '../../src/chat/pairing.ts';
import type { Actor } from '../../src/model/person.ts';
import { MINUTE } from '../../src/model/time.ts';
import { openStore } from '../../src/store/sqlite/store.ts';
import { freshFolder } from '../store/fresh-folder.ts';

const eve: Actor = { id: 'telegram:5', name: 'Eve', surface: 'telegram', role: null };
const ben: Actor = { id: 'discord:6', name: 'Ben', surface: 'discord', role: null };
const chat = { surface: 'telegram', id: '-100', thread: '7', title: 'ops' } as const;
const other = { surface: 'discord', id: '42', thread: null, title: 'alerts' } as const;

async function opened() {
  let now = 1_000_000;
  const store = await openStore(`${freshFolder()}/tocsin.db`, { now: () => now });
  const linked: string[] = [];
  const codes = pairing({
    store: store.people,
    now: () => now,
    paired: ({ name }) => linked.push(name),
  });
  return {
    codes,
    linked,
    people: store.people,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

test('a code links the chat and makes its sender an admin, once', async () => {
  await using open = await opened();
  const { codes, linked, people } = open;
  const { code } = await codes.create();
  expect(code).toMatch(/^[A-Z2-9]{10}$/);
  expect(await codes.redeem(code, eve, chat)).toBe('paired');
  expect(await people.person('telegram:5')).toEqual({
    id: 'telegram:5',
    name: 'Eve',
    role: 'admin',
  });
  expect(linked).toEqual(['telegram--100-7']);
  expect(await people.channels()).toMatchObject([
    { kind: 'telegram', address: '-100', thread: '7' },
  ]);
  expect(await codes.redeem(code, ben, other)).toBe('unknown');
  expect(await people.person('discord:6')).toBeNull();
  expect(linked).toHaveLength(1);
});

test('two who send the same code at once: one is paired', async () => {
  await using open = await opened();
  const { codes } = open;
  const { code } = await codes.create();
  const outcomes = await Promise.all([
    codes.redeem(code, eve, chat),
    codes.redeem(code, ben, other),
  ]);
  expect(outcomes.toSorted()).toEqual(['paired', 'unknown']);
});

test.each([
  ['in small letters', (code: string) => code.toLowerCase()],
  ['with spaces around', (code: string) => `  ${code}\n`],
])('a code may be written %s', async (_, write) => {
  await using open = await opened();
  const { codes } = open;
  const { code } = await codes.create();
  expect(await codes.redeem(write(code), eve, chat)).toBe('paired');
});

test('a code runs out', async () => {
  await using open = await opened();
  const { codes, pass, people } = open;
  const { code, expires } = await codes.create();
  expect(expires).toBe(1_000_000 + 15 * MINUTE);
  pass(15 * MINUTE);
  expect(await codes.redeem(code, eve, chat)).toBe('expired');
  expect(await people.person('telegram:5')).toBeNull();
});

test('after ten wrong codes a right one does not help, until a quarter of an hour has passed', async () => {
  await using open = await opened();
  const { codes, pass } = open;
  const { code } = await codes.create();
  for (let tries = 0; tries < 10; tries += 1) {
    expect(await codes.redeem(`WRONG${tries}`, eve, chat)).toBe('unknown');
  }
  expect(await codes.redeem(code, eve, chat)).toBe('unknown');
  pass(15 * MINUTE + 1);
  const fresh = await codes.create();
  expect(await codes.redeem(fresh.code, eve, chat)).toBe('paired');
});

test('wrong codes of one do not hinder another', async () => {
  await using open = await opened();
  const { codes } = open;
  const { code } = await codes.create();
  for (let tries = 0; tries < 20; tries += 1) await codes.redeem('WRONG', eve, chat);
  expect(await codes.redeem(code, ben, other)).toBe('paired');
});
