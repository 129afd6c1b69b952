import { describe, expect, test } from 'vitest';
import type { AlertEvent } from '../../src/model/alert.ts';
import { NEW_LIFE } from '../../src/model/alert.ts';
import type { Hold } from '../../src/model/alert-change.ts';
import { HOUR, MINUTE } from '../../src/model/time.ts';
import { alertCard } from '../../src/report/card.ts';
import { ANA, anAlert, NOON, STATES } from './alerts.ts';
import { buttons, text, view } from './cards.ts';

describe('what a card tells of its life', () => {
  const event = (kind: AlertEvent['kind'], minute: number, more: Partial<AlertEvent> = {}) => ({
    alert: 12,
    at: NOON + minute * MINUTE,
    kind,
    by: { id: 'rule', name: 'rule' },
    detail: '',
    ...more,
  });
  const hold = (why: Hold['why'], detail: string, more: Partial<Hold> = {}): Hold => ({
    channel: null,
    why,
    detail,
    until: NOON + HOUR,
    silence: null,
    ...more,
  });

  test('flapping: the last changes as a strip, the newest is what holds now', () => {
    const changes = [-8, -6, -3].map((minute) => NOON + minute * MINUTE);
    const life = { ...NEW_LIFE, flappingSince: NOON - 3 * MINUTE, changes };
    const firing = text(alertCard(view({ alert: anAlert({ life }) })));
    expect(firing).toContain(
      'CRITICAL · FLAPPING · Disk /var at 96 % on web-1\n🔴🟢🔴 3 changes in 5 min\n',
    );
    const state = STATES.resolvedByRule;
    const clear = text(alertCard(view({ alert: anAlert({ life, state }) })));
    expect(clear).toContain('RESOLVED · FLAPPING · Disk /var at 96 % on web-1\n🟢🔴🟢');
  });

  test('every kind of step in the reader’s clock', () => {
    const events = [
      event('fired', -15),
      event('told', -15, { detail: 'new: ops' }),
      event('unacknowledged', -9, { by: ANA }),
      event('reopened', -8),
      event('flapping', -7),
      event('escalated', -6, { detail: 'phone' }),
      event('reminded', -5),
      event('note', -4, { by: ANA, detail: 'the nightly job' }),
    ];
    expect(text(alertCard(view({ events })))).toContain(
      'Fired 11:45\nGiven back by Ana 11:51\nFired again 11:52\nBegan to flap 11:53\nEscalated 11:54: phone\nReminded 11:55\nAna 11:56: the nightly job\nNobody has it',
    );
  });

  test('reminders are one line, and push nothing off', () => {
    const events = [
      event('acknowledged', -14, { by: ANA, detail: 'looking' }),
      event('unacknowledged', -13, { by: ANA }),
      event('escalated', -12, { detail: 'escalated: ops, phone (without a sound: quiet hours)' }),
      ...[-11, -10, -9, -8, -7, -6].map((minute) =>
        event('reminded', minute, { detail: 'reminder: ops' }),
      ),
    ];
    expect(text(alertCard(view({ events })))).toContain(
      'Fired 11:45\nAcknowledged by Ana 11:46: looking\nGiven back by Ana 11:47\nEscalated 11:48 to ops, phone\nReminded 6 times, last 11:54\nNobody',
    );
    const once = [event('reminded', -5, { detail: 'reminder: the message of #9 says it' })];
    expect(text(alertCard(view({ events: once })))).toContain(
      'Reminded 11:55: the message of #9 says it\n',
    );
  });

  test('noise and no noise in turn are said once', () => {
    const events = ['it was noise', 'it was no noise', 'it was noise'].map((detail, index) =>
      event('noise', -4 + index, { by: ANA, detail }),
    );
    const card = text(
      alertCard(view({ alert: anAlert({ state: STATES.resolvedByRule }), events })),
    );
    expect(card.match(/noise\n/g)).toHaveLength(1);
    expect(card).toContain('Ana 11:58: it was noise\n');
  });

  test('what came after its end stands behind it', () => {
    const events = [event('noise', -1, { by: ANA, detail: 'it was noise' })];
    const alert = anAlert({ state: STATES.resolvedByRule, life: { ...NEW_LIFE, noise: ANA } });
    const card = alertCard(view({ alert, events }));
    expect(text(card)).toMatch(/Resolved by itself after 10 min, 11:55\nAna 11:59: it was noise\n/);
    expect(buttons(card)).toEqual([
      'Details=/alert 12',
      'Chart=/chart #12',
      'Write-up=/writeup 12',
      'Not noise=/noise 12 undo',
    ]);
  });

  test.each([
    [
      hold('silenced', 'silence #3 by Ana: deploy', { silence: 3 }),
      'Silenced by Ana until 13:00: deploy',
    ],
    [
      hold('silenced', 'silence #3 by Ana', { silence: 3, until: null }),
      'Silenced by Ana until it clears\n',
    ],
    [hold('maintenance', 'maintenance backup'), 'In maintenance backup until 13:00'],
    [
      hold('inhibited', 'router cannot be reached (#9)', { until: null }),
      'Held back: router cannot be reached (#9)',
    ],
    [
      hold('quiet hours', 'quiet hours: it comes with their summary', { channel: 'ops' }),
      'Quiet hours until 13:00: it comes with their summary',
    ],
    [
      hold('cooldown', 'people were told of it'),
      'Not told again until 13:00: people were told of it',
    ],
  ])('held: %o', (held, shown) => {
    expect(text(alertCard(view({ holds: [held] })))).toContain(shown);
    const elsewhere = view({ holds: [{ ...held, channel: 'phone' }] });
    expect(text(alertCard(elsewhere))).not.toContain(shown);
  });

  test('a silence can be ended where it is shown', () => {
    const holds = [hold('silenced', 'silence #3 by Ana', { silence: 3 })];
    expect(buttons(alertCard(view({ holds })))).toContain('Unsilence=/unsilence 3');
  });

  test('a fail-over is told only in the channel that it names', () => {
    const detail = 'Sent here since Discord is unreachable for 4 min';
    const events = [event('failover', -1, { detail, channel: 'phone' })];
    expect(text(alertCard(view({ events, channel: 'phone' })))).toContain(detail);
    expect(text(alertCard(view({ events, channel: 'ops' })))).not.toContain(detail);
  });

  test.each(['firing', 'acknowledged', 'pending'] as const)('%s can be silenced', (state) => {
    const { blocks } = alertCard(view({ alert: anAlert({ state: STATES[state] }) }));
    const select = blocks.find(({ kind }) => kind === 'select');
    expect(select).toMatchObject({ label: '🔕 Silence for', command: 'silence' });
    expect(select?.kind === 'select' && select.options.map(({ input }) => input)).toEqual([
      '12 30m',
      '12 1h',
      '12 4h',
      '12 08:00',
      '12 clear',
    ]);
  });

  test('the note button asks for words', () => {
    const found = alertCard(view()).blocks.flatMap((block) =>
      block.kind === 'buttons' ? block.buttons.filter(({ ask }) => ask) : [],
    );
    expect(found).toMatchObject([{ label: 'Note', command: 'note', input: '12' }]);
  });
});
