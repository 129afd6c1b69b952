import { expect, test } from 'vitest';
import { missingRights, type Overwrite } from '../../src/doctor/discord-rights.ts';

const SEND = String(1n << 11n);
const NONE = '0';
const everyone: Overwrite = { id: 'guild', type: 0, allow: NONE, deny: SEND };
const byRole: Overwrite = { id: 'ops', type: 0, allow: SEND, deny: NONE };
const byOther: Overwrite = { id: 'muted', type: 0, allow: NONE, deny: SEND };
const byBot: Overwrite = { id: 'bot', type: 1, allow: SEND, deny: NONE };
const foreign: Overwrite = { id: 'strangers', type: 0, allow: NONE, deny: SEND };
const notBot: Overwrite = { id: 'bot', type: 1, allow: NONE, deny: SEND };

test.each([
  { name: 'what everybody has is enough', base: SEND, overwrites: [], may: true },
  { name: 'nobody said it', base: NONE, overwrites: [], may: false },
  { name: 'the channel takes it from everybody', base: SEND, overwrites: [everyone], may: false },
  { name: 'a role has it back', base: SEND, overwrites: [everyone, byRole], may: true },
  { name: 'one role wins over another', base: SEND, overwrites: [byOther, byRole], may: true },
  { name: 'a role of the bot takes it', base: SEND, overwrites: [byOther], may: false },
  { name: 'the bot itself comes last', base: NONE, overwrites: [byOther, byBot], may: true },
  { name: 'also against it', base: SEND, overwrites: [byRole, notBot], may: false },
  { name: 'roles of others do not count', base: SEND, overwrites: [foreign], may: true },
  { name: 'administrators may all', base: '8', overwrites: [everyone, notBot], may: true },
])('$name', ({ base, overwrites, may }) => {
  const roles = [
    { id: 'guild', permissions: base },
    { id: 'strangers', permissions: SEND },
  ];
  const standing = { bot: 'bot', guild: 'guild', mine: ['ops', 'muted'], roles, overwrites };
  expect(missingRights(standing, ['Send Messages'])).toEqual(may ? [] : ['Send Messages']);
});
