import { expect, test } from 'vitest';
import { check } from '../../../commands/check.ts';
import { note } from '../../../commands/note.ts';
import { watch } from '../../../commands/watch.ts';
import { describeCommand } from '../../../src/chat/arguments.ts';
import { typedWords } from '../../../src/chat/console/shell-words.ts';

test.each([
  { command: check, words: ['query=select 1 as n'], typed: 'query="select 1 as n"' },
  { command: check, words: ['query=select "a b"'], typed: `query='select "a b"'` },
  { command: check, words: [`query=a "b" 'c'`], typed: `query=a "b" 'c'` },
  { command: check, words: ['query="select 1"'], typed: 'query="select 1"' },
  { command: check, words: ['query=x', 'timeout=5s'], typed: 'query=x timeout=5s' },
  { command: check, words: ['off', 'door', 'new cellar'], typed: 'off door new cellar' },
  { command: check, words: ['host=a b'], typed: 'host=a b' },
  { command: watch, words: ['expect=a == 1; b < 2'], typed: 'expect=a == 1; b < 2' },
  { command: note, words: ['1', 'cause=disk was full'], typed: '1 cause=disk was full' },
])('$words of $command.name are typed as $typed', ({ command, words, typed }) => {
  expect(typedWords(describeCommand(command), words)).toBe(typed);
});
