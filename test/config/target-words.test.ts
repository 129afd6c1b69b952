import { expect, test } from 'vitest';
import { readTargetWords } from '../../src/config/target-words.ts';

test('keys and values as the file has them; a key without value goes', () => {
  const words = { host: ' 192.0.2.11 ', port: '22', labels: 'team:core,env=prod', user: '' };
  const passphrase = '$' + '{WEB_PASSPHRASE}';
  expect(readTargetWords({ ...words, passphrase })).toEqual({
    kind: 'read',
    set: {
      host: '192.0.2.11',
      port: 22,
      labels: { team: 'core', env: 'prod' },
      user: null,
      passphrase,
    },
  });
});

test.each([
  { name: 'a password in words', words: { password: 'hunter22' }, why: /seen now: change it/ },
  { name: 'a passphrase in words', words: { passphrase: 'a ${B}' }, why: /seen now: change it/ },
  {
    name: 'a secret of the monitor as a password',
    words: { password: '$' + '{DISCORD_TOKEN}' },
    why: /DISCORD_TOKEN is not the password/,
  },
  {
    name: 'a secret as a host, which would be asked for by name',
    words: { host: '$' + '{DISCORD_TOKEN}' },
    why: /only for password/,
  },
  { name: 'another name', words: { name: 'x' }, why: /history goes by it/ },
  { name: 'what would run a command', words: { probes: 'x' }, why: /cannot be written from here/ },
  { name: 'a slip', words: { hots: 'x' }, why: /“hots” cannot be written.*host/ },
  { name: 'a line end', words: { user: 'a\nb' }, why: /cannot be shown/ },
  { name: 'a very long value', words: { host: 'x'.repeat(501) }, why: /too long/ },
])('$name is refused', ({ words, why }) => {
  const read = readTargetWords(words as unknown as Record<string, string>);
  expect(read).toEqual({ kind: 'refused', why: expect.stringMatching(why) });
  expect(JSON.stringify(read)).not.toContain('hunter22');
});
