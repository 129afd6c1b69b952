import { describe, expect, test } from 'vitest';
import { joinLines, textOf } from '../../../src/collect/logs/entries.ts';
import { fingerprint } from '../../../src/collect/logs/fingerprint.ts';
import { parseLine } from '../../../src/collect/logs/parse.ts';
import { readyPatterns } from '../../../src/collect/logs/patterns.ts';
import { errorCategory } from '../../../src/model/error-category.ts';
import { damagedLogs } from './damaged-logs.ts';

const NOW = Date.UTC(2026, 10, 26, 12);
const clock = { now: NOW, zone: 0 };
const at = (...time: [number, number, number, number?]) => Date.UTC(2026, 10, 26, ...time);

describe('a line says when, how bad, who and what', () => {
  test.each([
    {
      name: 'Python: time - name - level - message',
      line: '2026-11-26 11:22:33,456 - trading.db - ERROR - no answer - at all',
      is: {
        at: at(11, 22, 33, 456),
        level: 'error',
        logger: 'trading.db',
        message: 'no answer - at all',
      },
    },
    {
      name: 'Django, verbose: level time module process thread message',
      line: 'WARNING 2026-11-26 11:22:33,456 views 12 140735 slow answer',
      is: { at: at(11, 22, 33, 456), level: 'warning', logger: 'views', message: 'slow answer' },
    },
    {
      name: 'JSON of a formatter',
      line: '{"level": "CRITICAL", "time": "2026-11-26 11:22:33,456", "module": "sms", "message": "down"}',
      is: { at: at(11, 22, 33, 456), level: 'critical', logger: 'sms', message: 'down' },
    },
    {
      name: 'JSON with quotes that were not escaped',
      line: '{"level": "ERROR", "time": "2026-11-26 11:22:33,456", "module": "sms", "message": "he said "no" twice"}',
      is: { at: at(11, 22, 33, 456), level: 'error', logger: 'sms', message: 'he said "no" twice' },
    },
    {
      name: 'JSON with numbers, as pino writes it',
      line: `{"level":50,"time":${at(11, 22, 33)},"name":"api","msg":"no"}`,
      is: { at: at(11, 22, 33), level: 'error', logger: 'api', message: 'no' },
    },
    {
      name: 'logfmt',
      line: 'time=2026-11-26T11:22:33Z level=warn component=scrape msg="took \\"long\\"" took=3s',
      is: { at: at(11, 22, 33), level: 'warning', logger: 'scrape', message: 'took \\"long\\"' },
    },
    {
      name: 'syslog of a file',
      line: 'Nov 26 11:22:33 web-1 sshd[123]: error: no such user',
      is: { at: at(11, 22, 33), level: null, logger: 'sshd', message: 'error: no such user' },
    },
    {
      name: 'syslog with a priority',
      line: '<34>1 2026-11-26T11:22:33.003Z web-1 su - ID47 - failed for lonvick',
      is: { at: at(11, 22, 33, 3), level: 'critical', logger: 'su', message: 'failed for lonvick' },
    },
    {
      name: 'an access log',
      line: '192.0.2.1 - ana [26/Nov/2026:13:22:33 +0200] "GET / HTTP/1.1" 502 12 "-" "curl"',
      is: { at: at(11, 22, 33), level: 'error', logger: null, message: '502 GET / HTTP/1.1' },
    },
    {
      name: 'a time and a level in brackets',
      line: '[2026-11-26T13:22:33+02:00] [worker] [ERROR] gone',
      is: { at: at(11, 22, 33), level: 'error', logger: null, message: 'gone' },
    },
    {
      name: 'a level alone',
      line: 'ERROR: gone',
      is: { at: null, level: 'error', logger: null, message: 'gone' },
    },
    { name: 'nothing of it', line: 'all is well', is: null },
    {
      name: 'a time that cannot be is none',
      line: '2099-01-01 00:00:00,000 - a - INFO - far away',
      is: { at: null, level: 'info', logger: 'a', message: 'far away' },
    },
  ])('$name', ({ line, is }) => {
    expect(parseLine(line, 'auto', clock)).toEqual(is);
  });
});

test('times without a zone are those of the host', () => {
  const berlin = { now: NOW, zone: 60 };
  const line = '2026-11-26 12:22:33,000 - a - INFO - x';
  expect(parseLine(line, 'auto', berlin)?.at).toBe(at(11, 22, 33));
});

describe('lines that belong together are one entry', () => {
  const context = { format: 'auto', clock, isStructured: false, hasBefore: false } as const;
  test.each([
    {
      name: 'a traceback of Python behind its error',
      lines: [
        '2026-11-26 11:22:33,000 - a - ERROR - failed',
        'Traceback (most recent call last):',
        '  File "a.py", line 1, in f',
        'ValueError: no',
        '2026-11-26 11:22:34,000 - a - INFO - next',
      ],
      entries: [4, 1],
    },
    {
      name: 'a stack of Java',
      lines: ['ERROR boom', '\tat a.b.C(C.java:1)', 'Caused by: x', '\t... 3 more', 'WARN next'],
      entries: [4, 1],
    },
    {
      name: 'a traceback in a log of no known form',
      lines: [
        'starting',
        'Traceback (most recent call last):',
        '  File "a.py"',
        'KeyError: 1',
        'done',
      ],
      entries: [4, 1],
    },
    { name: 'plain lines stand alone', lines: ['one', 'two'], entries: [1, 1] },
  ])('$name', ({ lines, entries }) => {
    const joined = joinLines(lines, context);
    expect(joined.entries.map((one) => one.lines.length)).toEqual(entries);
    expect(joined.more).toEqual([]);
  });

  test('what follows an entry of the round before is handed over', () => {
    const lines = ['  File "a.py"', 'ValueError: no', 'INFO next'];
    const joined = joinLines(lines, { ...context, isStructured: true, hasBefore: true });
    expect(joined.more).toEqual(lines.slice(0, 2));
    expect(joined.entries).toHaveLength(1);
  });

  test('an entry without end is cut', () => {
    expect(textOf(Array.from({ length: 2_000 }, () => ' x'.repeat(50))).length).toBeLessThan(
      17_000,
    );
  });
});

test.each([
  ['user 12 not found after 3.5 s', 'user # not found after # s'],
  ['GET 192.0.2.1:8080 failed', 'GET <address> failed'],
  ['call 7d444840-9dc0-11d1-b245-5ffdce74fad2 dropped', 'call <id> dropped'],
  ['object at 0x7f3a2b1c freed', 'object at <id> freed'],
  ['mail to ana@example.com bounced', 'mail to <mail> bounced'],
])('errors of one kind have one text: %s', (message, is) => {
  expect(fingerprint(message)).toBe(is);
});

test.each([
  ['Request timed out after 30 s', 'timeout'],
  ['429 Too Many Requests', 'rate limit'],
  ['CUDA out of memory', 'memory'],
  ['Connection refused', 'network'],
  ['ValueError: invalid literal', 'validation'],
  ['the sky fell', null],
])('%s is %s', (message, category) => {
  expect(errorCategory(message)).toBe(category);
});

test('patterns are words or expressions, and none can take long', () => {
  const pattern = (match: string) => ({ name: 'p', match, severity: null });
  const [words, expression, evil] = readyPatterns(
    ['Latency|Slow', 'took \\d{4,} ms', '(a+)+$'].map(pattern),
  );
  expect(words?.finds('it is Slow')).toBe(true);
  expect(words?.finds('it is slow')).toBe(false);
  expect(expression?.finds('took 12345 ms')).toBe(true);
  expect(evil?.finds(`${'a'.repeat(15_000)}b`)).toBe(false);
});

test('damaged lines are read without a throw or a wrong value', async () => {
  expect(await damagedLogs(3_000)).toEqual([]);
});
