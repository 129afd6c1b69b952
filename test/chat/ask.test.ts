import { describe, expect, test } from 'vitest';
import { askedArgument, mayBeAsked, withWords } from '../../src/chat/ask.ts';
import type { CommandInfo } from '../../src/chat/command.ts';
import { aCommand, anArg } from '../support/stub-desk.ts';

const ids = anArg({ name: 'ids', required: true, words: /^#?\d+$/ });
const note = anArg({ name: 'note', rest: true });
const ack = aCommand({ name: 'ack', role: 'operator', args: [ids, note] });
const silence = aCommand({
  name: 'silence',
  args: [ids, anArg({ name: 'for', required: true }), anArg({ name: 'reason', rest: true })],
});
const health = aCommand({ name: 'health' });

describe('what is written comes behind the input', () => {
  test.each<{
    name: string;
    info: CommandInfo;
    input: string;
    words: string;
    asks: string | null;
    is: string;
  }>([
    { name: 'a note', info: ack, input: '12', words: 'on it', asks: 'note', is: '12 note=on it' },
    {
      name: 'a note that begins with a number',
      info: ack,
      input: '12',
      words: '3 disks',
      asks: 'note',
      is: '12 note=3 disks',
    },
    {
      name: 'a note that names an argument',
      info: ack,
      input: '12',
      words: ' ids=5 ',
      asks: 'note',
      is: '12 note=ids=5',
    },
    {
      name: 'an argument that the input names',
      info: ack,
      input: '12 note=',
      words: '3 disks',
      asks: 'note',
      is: '12 note= 3 disks',
    },
    {
      name: 'more of a note',
      info: ack,
      input: '12 on it',
      words: 'now',
      asks: 'note',
      is: '12 on it now',
    },
    { name: 'one word', info: silence, input: '12', words: '90m', asks: 'for', is: '12 90m' },
    {
      name: 'a reason',
      info: silence,
      input: '12 1h',
      words: 'deploy',
      asks: 'reason',
      is: '12 1h reason=deploy',
    },
    { name: 'nothing', info: ack, input: '12', words: ' \n', asks: 'note', is: '12' },
    { name: 'what nobody takes', info: health, input: '', words: 'x', asks: null, is: 'x' },
  ])('$name', ({ info, input, words, asks, is }) => {
    expect(askedArgument(info, input)?.name ?? null).toBe(asks);
    expect(withWords(info, input, words)).toBe(is);
  });
});

test.each([
  { role: null, command: 'anyone' as const, may: false },
  { role: null, command: 'viewer' as const, may: false },
  { role: 'viewer' as const, command: 'operator' as const, may: false },
  { role: 'operator' as const, command: 'operator' as const, may: true },
  { role: 'viewer' as const, command: 'anyone' as const, may: true },
])('a person of role $role is asked for a command of $command: $may', ({ role, command, may }) => {
  const actor = { id: 'telegram:1', name: 'Ana', surface: 'telegram', role } as const;
  expect(mayBeAsked(actor, aCommand({ name: 'x', role: command }))).toBe(may);
});
