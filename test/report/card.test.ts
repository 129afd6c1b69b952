import { describe, expect, test } from 'vitest';
import { renderForConsole } from '../../src/chat/console/render.ts';
import type { Reply } from '../../src/chat/reply.ts';
import type { AlertEvent } from '../../src/model/alert.ts';
import { SEVERITIES } from '../../src/model/alert.ts';
import { MINUTE } from '../../src/model/time.ts';
import type { CardView } from '../../src/report/card.ts';
import { alertCard, alertNote } from '../../src/report/card.ts';
import { anAlert, NOON, STATES } from './alerts.ts';

const ANA = { id: 'telegram:111', name: 'Ana' };

/** Fired 15 minutes ago, taken by Ana five minutes later. */
const TAKEN: readonly AlertEvent[] = [
  {
    alert: 12,
    at: NOON - 15 * MINUTE,
    kind: 'fired',
    by: { id: 'rule', name: 'rule' },
    detail: '',
  },
  { alert: 12, at: NOON - 10 * MINUTE, kind: 'acknowledged', by: ANA, detail: 'looking' },
];

function view(more: Partial<CardView> = {}): CardView {
  const rest = { unit: 'percent', trend: [], clear: null, runbook: null } as const;
  return { alert: anAlert(), events: [], ...rest, ...more };
}

function text(reply: Reply): string {
  return renderForConsole(reply, { width: 120, colour: false, zone: 'UTC', now: NOON });
}

function buttons(reply: Reply): string[] {
  return reply.blocks.flatMap((block) =>
    block.kind === 'buttons'
      ? block.buttons.map((one) => `${one.label}=/${one.command} ${one.input}`)
      : [],
  );
}

describe('a card by state', () => {
  const ACK = 'Ack=/ack 12';
  const RESOLVE = 'Resolve=/resolve 12';
  const DETAILS = 'Details=/alert 12';
  test.each([
    ['pending', 'muted', 'pending', /Holds since 11:55/, [ACK, RESOLVE, DETAILS]],
    [
      'firing',
      'critical',
      'firing',
      /Fired 11:45\nNobody has it yet: press Ack or type \/ack 12/,
      [ACK, RESOLVE, DETAILS],
    ],
    [
      'acknowledged',
      'warning',
      'acknowledged by Ana',
      /Fired 11:45\nAcknowledged by Ana 11:50: looking/,
      [RESOLVE, DETAILS],
    ],
    [
      'resolvedByRule',
      'good',
      'resolved',
      /Fired 11:45\nResolved by itself after 15 min, 11:55$/m,
      [DETAILS],
    ],
    [
      'resolvedByAna',
      'good',
      'resolved',
      /Fired 11:45\nResolved after 15 min by Ana 11:55: rotated the logs/,
      [DETAILS],
    ],
    ['neverFired', 'good', 'resolved', /Resolved by itself after 1 min/, [DETAILS]],
  ] as const)('%s', (name, tone, state, timeline, pressable) => {
    const events = name === 'acknowledged' ? TAKEN : [];
    const card = alertCard(view({ alert: anAlert({ state: STATES[name] }), events }));
    expect(card.tone).toBe(tone);
    const word = tone === 'good' ? 'RESOLVED' : 'CRITICAL';
    expect(text(card)).toContain(`${word} · Disk /var at 96 % on web-1`);
    expect(text(card)).toMatch(new RegExp(`State +${state}\n`));
    expect(text(card)).toMatch(timeline);
    expect(buttons(card)).toEqual(pressable);
  });

  test('every severity has its own word', () => {
    for (const severity of SEVERITIES) {
      expect(text(alertCard(view({ alert: anAlert({ severity }) })))).toContain(
        severity.toUpperCase(),
      );
    }
  });
});

describe('what a card tells', () => {
  test('value, limit, when it clears, score before and after, rule, id and runbook', () => {
    const shown = text(
      alertCard(view({ clear: 'system.disk < 90', runbook: 'https://wiki/disk' })),
    );
    expect(shown).toContain('96 % (limit > 95 %)');
    expect(shown).toMatch(/Clears when +system.disk < 90/);
    expect(shown).toMatch(/Score +85 → 65/);
    expect(shown).toContain('#12 · disk_full');
    expect(shown).toMatch(/Runbook +wiki \(https:\/\/wiki\/disk\)/);
    const sentence = text(alertCard(view({ runbook: 'call the duty phone' })));
    expect(sentence).toContain('#12 · disk_full · runbook: call the duty phone');
  });

  test.each([
    [{ scoreBefore: null, scoreNow: 65 }, /Score +65\/100/],
    [{ scoreBefore: 65, scoreNow: 65 }, /Score +65\/100/],
    [{ scoreBefore: 65, scoreNow: 0 }, /Score +65 → 0/],
    [{ previous: 7 }, /Again after +#7/],
    [
      { evidence: { metric: 'heartbeat.age_s', value: null, operator: '>', limit: 60 } },
      /Measured +missing \(limit > 60 %\)/,
    ],
    [
      { evidence: { metric: 'system.disk', value: 96, operator: null, limit: null } },
      /Measured +96 %\n/,
    ],
  ])('%o', (more, shown) => {
    expect(text(alertCard(view({ alert: anAlert(more) })))).toMatch(shown);
  });

  test.each([
    ['no score', { scoreBefore: 65, scoreNow: null }, 'Score'],
    [
      'nothing measured',
      { evidence: { metric: null, value: null, operator: null, limit: null } },
      'Measured',
    ],
    [
      'a yes or no',
      { evidence: { metric: 'target.reachable', value: false, operator: '==', limit: false } },
      'Measured',
    ],
    ['no earlier episode', {}, 'Again after'],
  ])('leaves out what there is not: %s', (_, more, absent) => {
    expect(text(alertCard(view({ alert: anAlert(more) })))).not.toContain(absent);
  });

  test('the last hour as a picture, unless there are under two values', () => {
    expect(text(alertCard(view({ trend: [1, null, 5] })))).toContain('▁·█  last hour');
    expect(text(alertCard(view({ trend: [null, 5] })))).not.toContain('last hour');
  });
});

describe('the note under a card', () => {
  test.each([
    ['firing', 'raised', 'Now critical: Disk /var at 96 % on web-1'],
    ['resolvedByRule', 'resolved', 'Resolved after 15 min: Disk /var at 96 % on web-1'],
    ['resolvedByAna', 'resolved', 'Resolved by Ana after 15 min: Disk /var at 96 % on web-1'],
  ] as const)('%s, %s', (state, what, note) => {
    expect(text(alertNote(anAlert({ state: STATES[state] }), what))).toBe(note);
  });
});

test('who had it stands on the card also when it is over', () => {
  const card = alertCard(view({ alert: anAlert({ state: STATES.resolvedByRule }), events: TAKEN }));
  expect(text(card)).toMatch(/Fired 11:45\nAcknowledged by Ana 11:50: looking\nResolved by itself/);
});

test('a card keeps the newest steps of a long story', () => {
  const step = (minute: number): AlertEvent => ({
    alert: 12,
    at: NOON - (14 - minute) * MINUTE,
    kind: minute % 2 === 0 ? 'raised' : 'lowered',
    by: { id: 'rule', name: 'rule' },
    detail: '',
  });
  const card = alertCard(view({ events: Array.from({ length: 10 }, (_, minute) => step(minute)) }));
  expect(text(card).match(/Raised|Lowered/g)).toHaveLength(6);
  expect(text(card)).toContain('Lowered 11:55');
});
