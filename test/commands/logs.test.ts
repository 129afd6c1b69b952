import { expect, test } from 'vitest';
import { fingerprint } from '../../src/collect/logs/fingerprint.ts';
import type { LogEntry } from '../../src/model/log.ts';
import { HOUR, MINUTE } from '../../src/model/time.ts';
import { trendOf } from '../../src/report/error-groups.ts';
import { numbersOf } from '../../src/report/log-text.ts';
import { ana, NOON, openDesk, place, reading } from '../support/desk.ts';

function entry(ago: number, level: LogEntry['level'], text: string): LogEntry {
  const isError = level === 'error';
  const print = isError ? fingerprint(text) : null;
  return { at: NOON - ago, level, logger: null, text, print, category: isError ? 'timeout' : null };
}

/** Lines of two logs: errors of two kinds, more of one than the day before, and secrets. */
async function desk() {
  const secret = 'a secret of the configuration';
  const opened = await openDesk({ secrets: [secret] });
  const { id } = opened.targetNamed('web-1');
  const take = (log: string, entries: readonly LogEntry[]) =>
    opened.logs.take({ target: id, log, state: '', pieces: [{ file: 'f', more: '', entries }] });
  await take('app', [
    ...Array.from({ length: 5 }, (_, n) => entry(30 * HOUR, 'error', `call ${n} timed out`)),
    ...Array.from({ length: 9 }, (_, n) => entry(2 * HOUR, 'error', `call ${n} timed out`)),
    entry(HOUR, 'error', 'token=abcdef123456 refused for ana@example.com'),
    entry(MINUTE, 'warning', `slow: ${secret}, call +49 30 1234567`),
    entry(MINUTE, 'info', 'took processing_time=12.5'),
    entry(MINUTE, 'info', '{"processing_time": 7, "ok": true}'),
  ]);
  await take('web', [entry(MINUTE, 'info', 'GET / 200')]);
  const answer = async (line: string) => opened.shown(await opened.ask(line));
  return { ...opened, answer, secret };
}

test('/errors: the commonest with share, trend and cause', async () => {
  const { answer } = await desk();
  const text = await answer('/errors');
  expect(text).toContain('10 errors in 24h, ↑ from 5');
  expect(text).toMatch(/9 · 90 % ↑ call # timed out \(timeout\): 5 before/);
  expect(text).toMatch(/timeout +medium +a service behind it is slow or away/);
  expect(await answer('/errors 30m')).toContain('No errors in 30m');
  expect(await answer('/errors target=web-2')).toContain('No errors on web-2 in 24h');
  expect(await answer('/errors target=nope')).toContain('There is no target “nope”');
});

test('/errors by module and by type: their shares and how they went', async () => {
  const { ask, answer, logs, targetNamed } = await desk();
  const wrote = (logger: string, ago: number) => ({ ...entry(ago, 'error', 'no'), logger });
  const entries = [wrote('orders', HOUR), wrote('orders', HOUR), wrote('orders', 30 * HOUR)];
  const pieces = [{ file: 'f', more: '', entries: [...entries, wrote('a@example.com', HOUR)] }];
  await logs.take({ target: targetNamed('web-1').id, log: 'app', state: '', pieces });
  const modules = await answer('/errors by=module');
  expect(modules).toContain('13 errors in 24h by module, ↑ from 6');
  expect(modules).toMatch(/no module named +10 ↑ +77 +5\norders +2 → +15 +1\n/);
  expect(modules).not.toContain('a@example.com');
  expect(await answer('/errors by:type')).toMatch(/timeout +13 ↑ +100 +6\n.*usual cause/s);
  expect(await ask('/errors by=module')).toMatchObject({
    data: { total: 13, module: [{ name: null }, { name: 'orders', count: 2, before: 1 }, {}] },
  });
  expect(await answer('/errors 30m by=type')).toBe('No errors in 30m.');
});

test('/logs: newest lines, a search, a level and a log', async () => {
  const { answer } = await desk();
  expect(await answer('/logs tail n=2')).not.toContain('slow');
  expect(await answer('/logs tail level=warning n=1')).toContain('slow');
  expect(await answer('/logs tail log=web')).toContain('GET / 200');
  expect(await answer('/logs search 48h timed call')).toContain('call 4 timed out');
  expect(await answer('/logs search nothing of it')).toContain('No lines with “nothing of it”');
  expect(await answer('/logs search')).toContain('Which words?');
});

test('a log that is not there is refused with those that are', async () => {
  const { answer } = await desk();
  for (const line of ['/logs log=nope', '/errors log=nope']) {
    expect(await answer(line)).toBe('There is no log “nope”. Logs: app, web.');
  }
  expect(await answer('/logs log=nope target=web-1')).toBe(
    'There is no log “nope” on web-1. Logs: app, web.',
  );
  expect(await answer('/logs log=app target=web-2')).toBe(
    'There is no log “app” on web-2. None is followed on web-2.',
  );
});

test('/logs with field=message: what lines say, and no more', async () => {
  const { answer, ask, logs, targetNamed } = await desk();
  const texts = [
    '2026-03-10 11:59:00,000 - app - ERROR - out of stock\nTraceback (most recent call last):',
    '{"level": "ERROR", "time": "2026-03-10 11:59:01,000", "message": "no "price" known"}',
    'nothing but words',
  ];
  const entries = texts.map((text) => entry(MINUTE, 'error', text));
  const pieces = [{ file: 'f', more: '', entries }];
  await logs.take({ target: targetNamed('web-2').id, log: 'db', state: '', pieces });
  expect(await answer('/logs tail target=web-2 field=message')).toContain(
    ['Newest lines on web-2 in 24h', 'out of stock', 'no "price" known', 'nothing but words'].join(
      '\n',
    ),
  );
  expect(await answer('/logs tail n=1')).toContain('web-2/db nothing but words');
  expect(await answer('/logs tail n=1 target=web-2')).toContain(' db nothing but words');
  expect(await ask('/logs search field=message stock')).toMatchObject({
    data: [{ message: 'out of stock' }],
  });
});

test('/logs analyze and extract: counts, and figures of a number', async () => {
  const { answer } = await desk();
  const analysis = await answer('/logs analyze');
  expect(analysis).toMatch(/errors\s+10/);
  expect(analysis).toContain('call # timed out');
  const figures = await answer('/logs extract processing_time');
  expect(figures).toContain('2 values of processing_time');
  expect(figures).toMatch(/max\s+12.5/);
  expect(await answer('/logs extract nothing')).toContain('No line in 24h has nothing=number');
});

test('/logs analyze says how often each pattern was found, in the logs that are asked for', async () => {
  const { answer, ask, measured } = await desk();
  const at = (minute: number, app: number, web: number) =>
    measured('web-1', NOON - 10 * MINUTE + minute * MINUTE, [
      reading('log.pattern', app, { log: 'app', name: 'deploys' }),
      reading('log.pattern', web, { log: 'web', name: 'deploys' }),
      reading('log.pattern', 0, { log: 'web', name: 'oom' }),
    ]);
  await at(0, 100, 5);
  await at(10, 107, 6);
  expect(await answer('/logs analyze')).toMatch(/deploys .* 8\n.*oom .* 0/);
  expect(await answer('/logs analyze log=app')).toMatch(/deploys .* 7/);
  expect(await answer('/logs analyze level=error')).not.toContain('deploys');
  expect(await ask('/logs analyze')).toMatchObject({ data: { patterns: { deploys: 8, oom: 0 } } });
});

test('no secret, telephone number or address reaches a chat', async () => {
  const { ask, answer, secret } = await desk();
  for (const line of ['/logs tail n=50', '/logs search refused', '/errors', '/logs analyze']) {
    const reply = JSON.stringify(await ask(line));
    expect(reply).not.toContain(secret);
    expect(reply).not.toContain('abcdef123456');
    expect(reply).not.toContain('ana@example.com');
    expect(reply).not.toContain('1234567');
  }
  expect(await answer('/logs tail n=50')).toContain('token=***');
});

test('lines are for operators; a viewer gets errors without one', async () => {
  const { desk: asked } = await desk();
  const viewer = { ...ana, role: 'viewer' } as const;
  const answerOf = async (name: string) =>
    JSON.stringify(
      await asked.answer({
        ...{ name, input: '', actor: viewer, place },
        signal: AbortSignal.timeout(10_000),
      }),
    );
  expect(await answerOf('logs')).toContain('operator');
  const errors = await answerOf('errors');
  expect(errors).toContain('call # timed out');
  expect(errors).not.toMatch(/call \d timed out/);
});

test.each([
  [10, 5, 'increasing'],
  [5, 10, 'decreasing'],
  [4, 2, 'stable'],
  [11, 10, 'stable'],
  [3, 0, 'new'],
  [0, 0, 'stable'],
] as const)('%i errors after %i are %s', (now, before, trend) => {
  expect(trendOf(now, before)).toBe(trend);
});

test('a number is read behind its whole key, in any form', () => {
  expect(numbersOf('a=1 b.a=2 "a": 3 a: -4.5 a 6 ab=7', 'a')).toEqual([1, 3, -4.5, 6]);
});
