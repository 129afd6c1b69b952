import { RE2JS } from 're2js';
import { describe, expect, test } from 'vitest';
import { type Format, said } from '../../../src/collect/probes/answer.ts';
import type { ProbeMetric } from '../../../src/model/declared-probe.ts';
import { damaged, impossible } from '../mutations.ts';

const NOW = Date.UTC(2026, 2, 1, 12, 0, 0);

function format(more: Partial<Format>): Format {
  return {
    ...{ name: 'app', format: 'number', pattern: null, separator: null, labels: [] },
    ...{ metrics: [], event: null },
    ...more,
  };
}

const answer = (text: string) => ({ text, now: NOW, zone: 60 });
const value = (metric: string, from: string): ProbeMetric => ({ metric, from, as: 'value' });
const age = (metric: string, from: string): ProbeMetric => ({ metric, from, as: 'age' });
const shown = (probe: Partial<Format>, text: string) => {
  const { readings, missing, trouble } = said(format(probe), answer(text));
  const label = (labels: object) =>
    Object.entries(labels)
      .map(([key, one]) => `{${key}=${one}}`)
      .join('');
  return [
    ...readings.map((one) => `${one.metric}${label(one.labels)} ${one.value}`),
    ...missing.map((one) => `${one.metric}${label(one.labels)} missing`),
    ...(trouble === null ? [] : [trouble]),
  ];
};

describe('a number', () => {
  test.each([
    { text: '42\n', says: ['app 42'] },
    { text: ' -1.5e3 ', says: ['app -1500'] },
    { text: '87 %', says: ['app 87'] },
    { text: 'true', says: ['app 1'] },
    { text: '', says: ['prints nothing'] },
    { text: '12 jobs', says: ['prints no number but 7 characters of text'] },
    { text: '1e999', says: ['prints no number but 5 characters of text'] },
    { text: '0x10', says: ['prints no number but 4 characters of text'] },
  ])('$text', ({ text, says }) => {
    expect(shown({}, text)).toEqual(says);
  });

  test('goes by the metric that it is given', () => {
    expect(shown({ metrics: [value('queue.length', '')] }, '7')).toEqual(['queue.length 7']);
  });
});

describe('json', () => {
  const STATS = `{"users": {"online": 12, "names": ["a"]}, "ready": true, "mode": "live", "beat": null,
    "queues": {"mail": {"length": 3}, "web": {"length": 0}}, "a.b": 5, "seen": "2026-03-01T11:59:30Z"}`;

  test.each([
    { name: 'a path', metrics: [value('users', 'users.online')], says: ['users 12'] },
    { name: 'yes and no', metrics: [value('ready', 'ready')], says: ['ready 1'] },
    { name: 'a key with dots', metrics: [value('x', 'a.b')], says: ['x 5'] },
    { name: 'null is known to be missing', metrics: [age('beat', 'beat')], says: ['beat missing'] },
    { name: 'an age', metrics: [age('seen', 'seen')], says: ['seen 30'] },
    {
      name: 'a star stands for every key',
      metrics: [value('queue', 'queues.*.length')],
      says: ['queue{key=mail} 3', 'queue{key=web} 0'],
    },
    {
      name: 'what is not there is said, and the rest is taken',
      metrics: [value('gone', 'users.offline'), value('users', 'users.online')],
      says: ['users 12', 'users.offline is not in its JSON'],
    },
    { name: 'a text is no number', metrics: [value('mode', 'mode')], says: ['mode is no number'] },
  ])('$name', ({ metrics, says }) => {
    expect(shown({ format: 'json', metrics }, STATS)).toEqual(says);
  });

  test('without metrics every number within objects is one', () => {
    expect(shown({ format: 'json' }, STATS)).toEqual([
      'app.users.online 12',
      'app.ready 1',
      'app.queues.mail.length 3',
      'app.queues.web.length 0',
      'app.a.b 5',
    ]);
  });

  test('what is no JSON is said without what was printed', () => {
    const text = '<html>secret</html>';
    expect(shown({ format: 'json' }, text)).toEqual(['prints no JSON but 19 characters']);
  });

  test('a part of it is kept as an event', () => {
    const event = { type: 'app.sample', from: 'users' };
    expect(said(format({ format: 'json', event }), answer(STATS)).event).toEqual({
      online: 12,
      names: ['a'],
    });
  });

  test('what is nested without end is refused, not followed', () => {
    const text = `{"a": ${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    const { event, trouble } = said(
      format({ format: 'json', event: { type: 'x', from: 'a' } }),
      answer(text),
    );
    expect(event).toBeNull();
    expect(trouble).toMatch(/longer than|no JSON/);
  });
});

describe('lines', () => {
  test.each([
    {
      name: 'kv: every key that is a number',
      probe: { format: 'kv' as const },
      text: 'jobs=3\nload: "0.5"\nmode=live\n\n# nothing',
      says: ['app.jobs 3', 'app.load 0.5'],
    },
    {
      name: 'kv: only the keys that are wanted',
      probe: { format: 'kv' as const, metrics: [value('queue.length', 'jobs')] },
      text: 'jobs=3\nload=1',
      says: ['queue.length 3'],
    },
    {
      name: 'kv: no such line',
      probe: { format: 'kv' as const },
      text: 'hello',
      says: ['prints no line such as a=1'],
    },
    {
      name: 'table: columns by their names, rows by a label',
      probe: { format: 'table' as const, labels: ['queue'] },
      text: 'queue  jobs  idle%\nmail   3     50%\nweb    0     x',
      says: [
        'app.jobs{queue=mail} 3',
        'app.jobs{queue=web} 0',
        'some names cannot be names of metrics',
      ],
    },
    {
      name: 'table: rows that nothing tells apart',
      probe: { format: 'table' as const },
      text: 'jobs\n1\n2',
      says: ['2 rows and nothing that tells them apart — write `labels:` with a column'],
    },
    {
      name: 'table: a separator, and a column that is not there',
      probe: {
        format: 'table' as const,
        separator: ',',
        metrics: [value('jobs', 'n'), value('x', 'm')],
      },
      text: 'n,o\n4, 5',
      says: ['jobs 4', 'there is no m'],
    },
    {
      name: 'table: what is too much for the last column belongs to it',
      probe: { format: 'table' as const, labels: ['mounted'] },
      text: 'used mounted\n3 /a b c\n4 /d',
      says: ['app.used{mounted=/a b c} 3', 'app.used{mounted=/d} 4'],
    },
    {
      name: 'sqlite: text with line ends is one cell',
      probe: { format: 'sqlite' as const, labels: ['name'] },
      text: 'name\x1fn\x1ea\nb\x1f2\x1ec\x1f3\x1e',
      says: ['app.n{name=a\nb} 2', 'app.n{name=c} 3'],
    },
    {
      name: 'sqlite: nothing for an age is known to be missing',
      probe: { format: 'sqlite' as const, metrics: [age('age', 'last')] },
      text: 'last\x1fn\x1e\x1f0\x1e',
      says: ['age missing'],
    },
    {
      name: 'regex: the first place that fits',
      probe: { format: 'regex' as const, pattern: RE2JS.compile('(?P<jobs>[0-9]+) jobs') },
      text: 'x 12 jobs\n13 jobs',
      says: ['app.jobs 12'],
    },
    {
      name: 'regex: every place when a label tells them apart',
      probe: {
        format: 'regex' as const,
        labels: ['q'],
        pattern: RE2JS.compile('(?P<q>\\w+): (?P<jobs>[0-9]+)'),
      },
      text: 'mail: 1\nweb: 2',
      says: ['app.jobs{q=mail} 1', 'app.jobs{q=web} 2'],
    },
    {
      name: 'regex: an age in the time of the host',
      probe: {
        format: 'regex' as const,
        metrics: [age('beat', 't')],
        pattern: RE2JS.compile('(?P<t>[0-9-]+ [0-9:,]+) beat'),
      },
      text: '2026-03-01 12:59:00,500 beat',
      says: ['beat 59.5'],
    },
  ])('$name', ({ probe, text, says }) => {
    expect(shown(probe, text)).toEqual(says);
  });
});

test('more values than a probe may give are left out and said', () => {
  const text = JSON.stringify(
    Object.fromEntries(Array.from({ length: 900 }, (_, n) => [`k${n}`, n])),
  );
  const { readings } = said(format({ format: 'json' }), answer(text));
  expect(readings).toHaveLength(500);
  const metrics = Array.from({ length: 900 }, (_, n) => value(`m${n}`, `k${n}`));
  const wanted = said(format({ format: 'json', metrics }), answer(text));
  expect([wanted.readings.length, wanted.trouble]).toEqual([500, 'more than 500 values']);
});

test('damaged answers give nothing impossible and never throw', () => {
  const kinds: readonly [Partial<Format>, string][] = [
    [{ format: 'number' }, '12345.5'],
    [
      { format: 'json', metrics: [value('a', 'a.*.b'), age('t', 't')] },
      '{"a": {"x": {"b": 1}}, "t": "2026-03-01 11:00:00"}',
    ],
    [{ format: 'json', event: { type: 'x', from: 'a' } }, '{"a": [1, {"b": 2}], "c": 3}'],
    [{ format: 'kv' }, 'jobs=3\nload=0.5\n'],
    [{ format: 'table', labels: ['q'] }, 'q jobs idle\nmail 3 1\nweb 4 2\n'],
    [{ format: 'sqlite', labels: ['q'] }, 'q\x1fjobs\x1email\x1f3\x1eweb\x1f4\x1e'],
    [
      { format: 'regex', pattern: RE2JS.compile('(?P<n>[0-9]+)(?P<u>\\w*)'), labels: ['u'] },
      '12a 13b',
    ],
  ];
  const wrong = kinds.flatMap(([kind, text], seed) => {
    const probe = format(kind);
    return [...damaged(text, 2_000, seed + 1)].flatMap((copy) => {
      const { readings } = said(probe, answer(copy));
      return impossible(
        readings.filter(({ metric, value: one }) => metric === 't' || !Number.isFinite(one)),
        /^$/,
      );
    });
  });
  expect(wrong).toEqual([]);
});
