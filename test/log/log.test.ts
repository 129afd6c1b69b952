import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openLog } from '../../src/log/log.ts';
import { redactor } from '../../src/log/redact.ts';
import { freshFolder } from '../store/fresh-folder.ts';

const SECRETS = {
  telegram: '777000:AAsecret-token_0123456789abcdefghij',
  discord: 'MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs',
  password: 'pa"ss\\wo/rd ü&+%',
  digits: '12345678',
};

/** A log in a file, what it holds, and what it showed. */
function logging(level = 'info') {
  const file = join(freshFolder(), 'tocsin.log');
  const shown: string[] = [];
  const log = openLog({
    level,
    secrets: Object.values(SECRETS),
    file,
    show: (line) => shown.push(line),
  });
  return { log, file, shown, text: () => (existsSync(file) ? readFileSync(file, 'utf8') : '') };
}

function nested(secret: string): Error {
  const root = Object.assign(new Error(`refused ${secret}`), {
    code: 'EACCES',
    url: `https://host/bot${secret}/getMe`,
  });
  return new Error('outer', {
    cause: new AggregateError([root], `inner ${secret}`, { cause: root }),
  });
}

describe.each(Object.entries(SECRETS))('the secret %s never reaches a log line', (_, secret) => {
  test.each<[string, unknown]>([
    ['as it is', secret],
    ['within an address', `https://api.example.org/bot${secret}/sendMessage`],
    ['percent-encoded', encodeURIComponent(secret)],
    [
      'percent-encoded in small letters',
      encodeURIComponent(secret).replaceAll(/%../g, (code) => code.toLowerCase()),
    ],
    ['encoded as a path', encodeURI(secret)],
    ['encoded as a form', new URLSearchParams({ x: secret }).toString()],
    ['as JSON within text', JSON.stringify({ password: secret })],
    ['as JSON within JSON', JSON.stringify({ body: JSON.stringify({ password: secret }) })],
    ['in base64', Buffer.from(secret).toString('base64')],
    ['as a field', { token: secret }],
    ['deep in a field', { request: { headers: [['authorization', `Bot ${secret}`]] } }],
    ['as a name', { [secret]: 1 }],
    ['in an error', { err: new Error(`cannot log in with ${secret}`) }],
    ['in the causes of an error', { err: nested(secret) }],
  ])('%s', (_how, what) => {
    const { log, text, shown } = logging();
    if (typeof what === 'string') log.error(what);
    else log.error(what as object, 'it failed');
    const all = text() + shown.join('\n');
    expect(text()).toContain('***');
    for (const form of [
      secret,
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
      JSON.stringify(JSON.stringify(secret).slice(1, -1)).slice(1, -1),
    ]) {
      expect(all).not.toContain(form);
    }
  });
});

describe('redaction', () => {
  test('takes the longest first, and leaves no rest of it', () => {
    expect(redactor(['secret', 'secret-long'])('x secret-long y secret z')).toBe('x *** y *** z');
  });

  test('leaves ordinary text alone when a secret is very short', () => {
    expect(redactor(['a', '', 'on'])('a plain sentence goes on')).toBe('a plain sentence goes on');
  });

  test('takes pattern characters as they are', () => {
    expect(redactor(['$&.*(x)$1'])('see $&.*(x)$1!')).toBe('see ***!');
  });

  test('takes what is left of a secret that was cut off, and no ordinary word', () => {
    const redact = redactor(['hunter2-hunter2', 'on-call-key']);
    expect(redact('says “hunter2-hu…” and on-c… and on…, hunter')).toBe(
      'says “***…” and ***… and on…, hunter',
    );
  });

  test('bears a secret that is no well-formed text', () => {
    expect(redactor(['abc\ud800defg'])('x abc\ud800defg y')).toBe('x *** y');
  });
});

describe('the log', () => {
  test('writes JSON lines with time, level and message', () => {
    const { log, text } = logging();
    log.info({ target: 'web-1' }, 'a round');
    expect(JSON.parse(text())).toEqual({
      level: 30,
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      target: 'web-1',
      msg: 'a round',
    });
  });

  test('shows warnings and errors as one line each, and nothing else', () => {
    const { log, shown } = logging('debug');
    log.debug('quiet');
    log.info('quiet');
    log.warn('watch\nout');
    log.error({ err: new Error('why', { cause: new Error('deep') }) }, 'it failed');
    log.error({ err: new Error('alone') });
    expect(shown).toEqual(['watch out', 'it failed: why: deep', 'alone']);
  });

  test('shows a line also when a secret was a number in it', () => {
    const { log, shown } = logging();
    log.error({ port: Number(SECRETS.digits) }, 'it failed');
    expect(shown).toEqual(['it failed']);
  });

  test('keeps its file from others, and begins it anew when it is full', () => {
    const { log, file, text } = logging();
    log.info('one');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    writeFileSync(file, 'x'.repeat(10_000_001));
    const again = openLog({ level: 'info', secrets: [], file, show: null });
    again.info('two');
    expect(statSync(`${file}.1`).size).toBe(10_000_001);
    expect(JSON.parse(text())).toMatchObject({ msg: 'two' });
  });

  test('a file that cannot be written ends nothing', () => {
    const shown: string[] = [];
    const log = openLog({
      level: 'info',
      secrets: [],
      file: join(freshFolder(), 'no/such/dir/x.log'),
      show: (line) => shown.push(line),
    });
    log.error('still here');
    expect(shown).toEqual(['still here']);
  });
});
