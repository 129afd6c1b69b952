import { expect, test } from 'vitest';
import type { KnownPerson } from '../../src/chat/authorise.ts';
import { identifier } from '../../src/chat/authorise.ts';
import type { Seen } from '../../src/chat/surface.ts';
import type { Role } from '../../src/model/person.ts';

const PEOPLE: readonly KnownPerson[] = [
  { name: 'Ana', role: 'operator', discord: '111', telegram: '222' },
  { name: 'Admins', role: 'admin', discord: '900', telegram: null },
  { name: 'Viewers', role: 'viewer', discord: '901', telegram: null },
  { name: '333', role: 'viewer', discord: null, telegram: '333' },
];

function seen(more: Partial<Seen>): Seen {
  return { surface: 'discord', userId: '1', name: 'Ana', groups: [], owner: false, ...more };
}

function identify(paired: Record<string, Role> = {}) {
  return identifier({
    people: PEOPLE,
    paired: {
      async person(id) {
        const role = paired[id];
        return role ? { name: 'paired', role } : null;
      },
    },
  });
}

test.each([
  { who: 'a listed Discord user', as: seen({ userId: '111' }), role: 'operator' },
  {
    who: 'a listed Telegram user',
    as: seen({ surface: 'telegram', userId: '222' }),
    role: 'operator',
  },
  { who: 'someone who only has the name', as: seen({ userId: '5', name: 'Ana' }), role: null },
  { who: 'someone who is named like an id', as: seen({ userId: '5', name: '111' }), role: null },
  {
    who: 'a Telegram user with a Discord id',
    as: seen({ surface: 'telegram', userId: '111' }),
    role: null,
  },
  { who: 'a Discord user with a Telegram id', as: seen({ userId: '222' }), role: null },
  {
    who: 'a Telegram user with groups',
    as: seen({ surface: 'telegram', userId: '5', groups: ['900'] }),
    role: null,
  },
  { who: 'a member of a listed role', as: seen({ groups: ['7', '901'] }), role: 'viewer' },
  { who: 'a member of two listed roles', as: seen({ groups: ['901', '900'] }), role: 'admin' },
  {
    who: 'a listed user with a weaker role',
    as: seen({ userId: '111', groups: ['901'] }),
    role: 'operator',
  },
  { who: 'a user whose id is that of a role', as: seen({ userId: '900' }), role: 'admin' },
  { who: 'the owner of the server', as: seen({ owner: true }), role: 'admin' },
  { who: 'nobody', as: seen({}), role: null },
  {
    who: 'the terminal',
    as: seen({ surface: 'console', userId: 'root', name: 'root' }),
    role: 'admin',
  },
] as const)('$who has the role $role', async ({ as, role }) => {
  expect((await identify()(as)).role).toBe(role);
});

test('a paired person is an admin, and only that one', async () => {
  const paired = identify({ 'telegram:5': 'admin', 'telegram:222': 'viewer' });
  expect((await paired(seen({ surface: 'telegram', userId: '5' }))).role).toBe('admin');
  expect((await paired(seen({ surface: 'discord', userId: '5' }))).role).toBe(null);
  expect((await paired(seen({ surface: 'telegram', userId: '222' }))).role).toBe('operator');
});

test.each([
  { as: seen({ userId: '111', name: 'someone' }), id: 'discord:111', name: 'Ana' },
  { as: seen({ groups: ['900'], name: 'Ben' }), id: 'discord:1', name: 'Ben' },
  {
    as: seen({ surface: 'telegram', userId: '333', name: 'Cem' }),
    id: 'telegram:333',
    name: 'Cem',
  },
  { as: seen({ name: '' }), id: 'discord:1', name: '1' },
  { as: seen({ name: '\u200b\u202e \n' }), id: 'discord:1', name: '1' },
  { as: seen({ name: 'Eve\n\u001b[31m\u202eby' }), id: 'discord:1', name: 'Eve [31m by' },
  { as: seen({ name: '🙂'.repeat(200) }), id: 'discord:1', name: '🙂'.repeat(80) },
] as const)('$id is shown as $name', async ({ as, id, name }) => {
  expect(await identify()(as)).toMatchObject({ id, name });
});
