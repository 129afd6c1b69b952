import { describe, expect, test } from 'vitest';
import type { Matcher } from '../../src/model/silence.ts';
import { ANY } from '../../src/model/silence.ts';
import { DAY, HOUR, MINUTE } from '../../src/model/time.ts';
import { anAlert, NOON, STATES } from '../report/alerts.ts';
import { aSilence, stubDesk } from './stub-context.ts';

const TWELVE: Partial<Matcher> = {
  target: 'web-1',
  rule: 'disk_full',
  fingerprint: 'disk_full/1/mount=/var',
};

describe('/silence', () => {
  test.each<[string, Partial<Matcher>, number | null, string]>([
    ['12', TWELVE, 2 * HOUR, ''],
    ['#12 30m', TWELVE, 30 * MINUTE, ''],
    ['12 clear', TWELVE, null, ''],
    ['12 08:00', TWELVE, 19 * HOUR, ''],
    ['web-1 4h deploy of 1f3c', { target: 'web-1' }, 4 * HOUR, 'deploy of 1f3c'],
    ['WEB-1 1h30m', { target: 'web-1' }, 90 * MINUTE, ''],
    ['disk_full 2d', { rule: 'disk_full' }, 2 * DAY, ''],
    ['severity=warning', { severity: 'warning' }, 2 * HOUR, ''],
    ['severity=warning 30m at night', { severity: 'warning' }, 30 * MINUTE, 'at night'],
    ['target=web-2 rule=disk_full', { target: 'web-2', rule: 'disk_full' }, 2 * HOUR, ''],
    ['label=mount:/var,team=core 7d', { labels: { mount: '/var', team: 'core' } }, 7 * DAY, ''],
    ['web-1 severity=error 1h', { target: 'web-1', severity: 'error' }, HOUR, ''],
  ])('%s', async (input, matcher, length, reason) => {
    const { ask, called } = stubDesk();
    expect((await ask(`/silence ${input}`, 'operator')).private).toBe(false);
    const endsAt = length === null ? null : NOON + length;
    const made = { matcher: { ...ANY, ...matcher }, endsAt, reason };
    expect(called).toEqual([{ what: 'silence', with: made }]);
  });

  test.each([
    ['12 0m', 'is over at once. Write 30m'],
    ['12 -5m', 'is no time to come. Write 30m'],
    ['12 banana', '“banana” is no time to come. Write 30m, 4h, 2d, a time such as 08:00, or clear'],
    ['12 25:00', 'is no time to come'],
    ['12 8d', 'is too long: at most 7d'],
    ['99', 'There is no alert #99. /alerts lists the open ones.'],
    ['wbe-1', '“wbe-1” is no alert, target or rule. Did you mean web-1?'],
    ['target=nope', 'There is no target “nope”. There are: web-1, web-2.'],
    ['rule=disk_ful', 'Did you mean disk_full?'],
    ['label=oops', 'write label=name:value'],
    ['', 'Say what to silence: an alert id such as 12'],
    ['severity=awful', '“severity” must be one of info, warning'],
  ])('refuses %s and says what to write', async (input, why) => {
    const { answer, called } = stubDesk();
    expect(await answer(`/silence ${input}`)).toContain(why);
    expect(called).toEqual([]);
  });

  test('says what is hidden, until when, how much is open, and how to end it', async () => {
    const { answer } = stubDesk();
    expect(await answer('/silence 12 08:00 deploy')).toBe(
      [
        '○ Silence #7: disk_full on web-1 (mount=/var)',
        'Ana hides its messages until 2026-03-11 08:00 (in 19 h). It covers 1 open alert. Everything is recorded all the same. Reason: deploy',
        '/unsilence 7',
      ].join('\n'),
    );
  });

  test('what is clear already cannot be waited for', async () => {
    const { answer } = stubDesk({ alerts: [anAlert({ state: STATES.resolvedByRule })] });
    expect(await answer('/silence 12 clear')).toContain('Nothing of it is open');
  });

  test('suggests alerts, targets and rules', async () => {
    const { complete } = stubDesk();
    const values = (await complete('silence', 'what', '')).map(({ value }) => value);
    expect(values).toEqual(['12', 'web-1', 'web-2', 'disk_full']);
    expect((await complete('silence', 'for', '4')).map(({ value }) => value)).toEqual(['4h']);
    expect((await complete('silence', 'rule', 'dis')).map(({ value }) => value)).toEqual([
      'disk_full',
    ]);
  });
});

describe('/silences and /unsilence', () => {
  const silences = [
    aSilence({ id: 5, matcher: { ...ANY, severity: 'warning' }, endsAt: null, hidden: 1200 }),
    aSilence({ id: 4, matcher: { ...ANY, target: 'web-1' }, reason: 'deploy' }),
    aSilence({ id: 3, matcher: ANY, endsAt: NOON - HOUR, hidden: 2 }),
    aSilence({
      id: 2,
      matcher: ANY,
      ended: { at: NOON - 2 * HOUR, by: { id: 'discord:1', name: 'Ben' } },
    }),
  ];

  test('the active ones first: who, why, until when, and how much was hidden', async () => {
    expect(await stubDesk({ silences }).answer('/silences')).toBe(
      [
        '● 2 silences',
        '#5 alerts up to warning by Ana until it clears, hid 1,200',
        '#4 on web-1 by Ana until 2026-03-10 14:00 (in 1 h), hid 0: deploy',
        '#3 every alert by Ana ended 1 h ago, hid 2',
        '#2 every alert by Ana ended by Ben 2 h ago, hid 0',
        '/unsilence 5   /unsilence 4',
        'data just now',
      ]
        .join('\n')
        .replace('#4 on', '#4 every alert on'),
    );
    expect(await stubDesk().answer('/silences')).toContain('Nothing is silenced, and nothing was.');
  });

  test('ends several, each with what it hid', async () => {
    const { answer, complete } = stubDesk({ silences });
    expect(await answer('/unsilence 5 #9')).toBe(
      [
        'Silence #5 (alerts up to warning) is over: it hid 1,200 alerts; 1 still open.',
        'There is no active silence #9. /silences lists them.',
      ].join('\n'),
    );
    expect(await answer('/unsilence x')).toContain('write ids such as 3');
    expect((await complete('unsilence', 'ids', '')).map(({ value }) => value)).toEqual(['5', '4']);
  });
});
