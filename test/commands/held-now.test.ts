import { describe, expect, test } from 'vitest';
import { ANY } from '../../src/model/silence.ts';
import { DAY, HOUR } from '../../src/model/time.ts';
import { anAlert, NOON, STATES } from '../report/alerts.ts';
import { aSilence, stubDesk } from './stub-context.ts';

const matcher = { ...ANY, target: 'web-1' };
const silences = [aSilence({ matcher, reason: 'deploy' })];
const window = {
  name: 'backup',
  at: '0 3 * * 0',
  zone: 'Europe/Berlin',
  duration: 2 * HOUR,
  matcher: ANY,
  by: null,
  activeUntil: NOON + HOUR,
  next: null,
};

describe('what is silenced says so before anything was withheld', () => {
  const { answer } = stubDesk({ silences });
  test('/alerts', async () => {
    expect(await answer('/alerts')).toContain('firing, silenced by Ana until 14:00 ');
  });

  test.each(['/alert 12', '/why 12'])('%s', async (line) => {
    expect(await answer(line)).toContain('Silenced by Ana until 14:00: deploy');
  });

  test('/why names the silence once', async () => {
    const holds = [
      {
        alert: 12,
        at: NOON,
        channel: null,
        why: 'silenced',
        detail: 'silence #3 by Ana: deploy',
        until: NOON + HOUR,
        silence: 3,
      },
    ] as const;
    const text = await stubDesk({ silences, holds }).answer('/why 12');
    expect(text.match(/Silenced by Ana/g)).toHaveLength(1);
  });

  test.each([
    ['over', { endsAt: NOON - 1 }, 'firing '],
    ['ended by somebody', { ended: { at: NOON, by: { id: 'x', name: 'Ben' } } }, 'firing '],
    ['of something else', { matcher: { ...ANY, target: 'db' } }, 'firing '],
    ['until it clears', { endsAt: null }, 'firing, silenced by Ana until it clears '],
    ['for days', { endsAt: NOON + 2 * DAY }, 'firing, silenced by Ana until 2026-03-12 13:00 '],
  ])('a silence that is %s', async (_, more, shown) => {
    const found = await stubDesk({ silences: [aSilence({ matcher, ...more })] }).answer('/alerts');
    expect(found).toContain(shown);
  });

  test('what is over is not silenced', async () => {
    const alerts = [anAlert({ state: STATES.resolvedByRule })];
    const over = stubDesk({ silences, alerts });
    expect(await over.answer('/alerts resolved')).not.toContain('silenced');
    expect(await over.answer('/alert 12')).not.toContain('Silenced');
  });
});

test('what is inhibited is marked in the list', async () => {
  const hold = { alert: 12, at: NOON, channel: null, until: null, silence: null } as const;
  const holds = [{ ...hold, why: 'inhibited', detail: '#9 router cannot be reached' }] as const;
  expect(await stubDesk({ holds }).answer('/alerts')).toContain('firing, held back ');
});

describe('an open maintenance window', () => {
  test('of everything stands above the list, also when it is empty', async () => {
    const line = 'Maintenance backup is open until 14:00: nobody is told of any alert.\n';
    expect(await stubDesk({ windows: [window] }).answer('/alerts')).toMatch(
      new RegExp(`^${line}▲ |^${line}.*1 open alert`),
    );
    expect(await stubDesk({ windows: [window], alerts: [] }).answer('/alerts')).toBe(
      `${line}No open alerts.`,
    );
  });

  test('of all that is shown stands there too, of a part beside its alerts', async () => {
    const windows = [{ ...window, matcher }];
    expect(await stubDesk({ windows }).answer('/alerts')).toContain(
      'Maintenance backup is open until 14:00: nobody is told of any alert on web-1.\n',
    );
    const alerts = [anAlert(), anAlert({ id: 13, targetName: 'db' })];
    const text = await stubDesk({ windows, alerts }).answer('/alerts');
    expect(text).not.toContain('Maintenance backup');
    expect(text).toContain('firing, in maintenance backup until 14:00 ');
    expect(await stubDesk({ windows }).answer('/alert 12')).toContain(
      'In maintenance backup until 14:00',
    );
  });

  test('that is closed says nothing', async () => {
    const windows = [{ ...window, activeUntil: null }];
    expect(await stubDesk({ windows }).answer('/alerts')).not.toMatch(/aintenance/);
  });
});

test('the strongest alert that nobody has decides the sign of the list', async () => {
  const taken = anAlert({ id: 1, severity: 'emergency', state: STATES.acknowledged });
  const free = anAlert({ id: 2, severity: 'critical' });
  expect((await stubDesk({ alerts: [taken, free] }).ask('/alerts')).tone).toBe('critical');
  expect((await stubDesk({ alerts: [taken] }).ask('/alerts')).tone).toBe('warning');
});
