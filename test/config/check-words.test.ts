import { expect, test } from 'vitest';
import { checkSecretProblem, readCheckWords } from '../../src/config/check-words.ts';
import { aCheck } from '../check/asking.ts';

test.each([
  [
    { kind: 'tcp', host: 'h', port: '22' },
    { kind: 'tcp', host: 'h', port: 22 },
  ],
  [
    {
      kind: 'http',
      expect: 'status == 200; latency_ms < 5',
      warn: 'latency_ms < 1',
      depends: 'a, b',
    },
    {
      kind: 'http',
      expect: ['status == 200', 'latency_ms < 5'],
      warn: 'latency_ms < 1',
      depends: ['a', 'b'],
    },
  ],
  [
    { kind: 'postgres', query: 'SELECT 1, 2', tls: 'true', user: '007', password: '${P}' },
    { kind: 'postgres', query: 'SELECT 1, 2', tls: true, user: '007', password: '${P}' },
  ],
  [
    { kind: 'tcp', interval: '30s', fail_after: '3', warn: '' },
    { kind: 'tcp', interval: '30s', fail_after: 3, warn: null },
  ],
  [
    { kind: 'dns', answers: '192.0.2.1, 192.0.2.2' },
    { kind: 'dns', answers: ['192.0.2.1', '192.0.2.2'] },
  ],
  [
    { kind: 'tcp', slo: 'target=99.9, window=7d' },
    { kind: 'tcp', slo: { target: 99.9, window: '7d' } },
  ],
  [
    { kind: 'http', headers: 'x-one=1' },
    { kind: 'http', headers: { 'x-one': '1' } },
  ],
])('%o', (words, set) => {
  expect(readCheckWords(words, null)).toEqual({ kind: 'read', set });
});

test('an edit is read by the kind that the check has', () => {
  expect(readCheckWords({ port: '1' }, 'tcp')).toMatchObject({ set: { port: 1 } });
});

test.each([
  [{ url: 'https://h' }, /kind is missing/],
  [{ kind: 'htp' }, /no kind of check “htp”: did you mean http/],
  [{ kind: 'zzzz' }, /no kind of check “zzzz”: write one of dns/],
  [{ kind: 'tcp', hots: 'h' }, /no key “hots”: did you mean host/],
  [{ kind: 'tcp', name: 'h' }, /a name stays/],
  [{ kind: 'tcp', host: 'x'.repeat(501) }, /too long/],
  [{ kind: 'tcp', host: 'a\u0007' }, /cannot be shown/],
  [{ kind: 'http', url: 'https://ana:pw@h/' }, /has been seen now/],
  [{ kind: 'script', run: 'id' }, /runs commands, so it is only written in the file/],
  [{ kind: 'http', url: '${DISCORD_TOKEN}' }, /DISCORD_TOKEN is not for checks/],
])('%o is refused', (words, why) => {
  expect(readCheckWords(words as never, null)).toEqual({
    kind: 'refused',
    why: expect.stringMatching(why),
  });
});

test.each([
  [{ password: 'hunter2' }, /put the new one as CHECK_PASSWORD=/],
  [{ password: '${P}' }, null],
  [{ user: '${P}' }, /stands only for secrets here, and user is none/],
  [{ user: 'ana' }, null],
])('secrets: %o', (words, why) => {
  const check = aCheck({ kind: 'postgres', options: { user: 'ana', password: 'hunter2' } });
  const problem = checkSecretProblem(words as never, check);
  expect(problem).toEqual(why === null ? null : expect.stringMatching(why));
});
