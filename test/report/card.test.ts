import { describe, expect, test } from 'vitest';
import type { AlertEvent } from '../../src/model/alert.ts';
import { NEW_LIFE, SEVERITIES } from '../../src/model/alert.ts';
import { MINUTE } from '../../src/model/time.ts';
import { alertCard, alertNote } from '../../src/report/card.ts';
import { anAlert, NOON, STATES } from './alerts.ts';
import { buttons, text, view } from './cards.ts';

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

describe('a card by state', () => {
  const ACK = 'Ack=/ack 12';
  const UNACK = 'Un-ack=/unack 12';
  const RESOLVE = 'Resolve=/resolve 12';
  const NOTE = 'Note=/note 12';
  const DETAILS = ['Details=/alert 12', 'Chart=/chart #12'];
  const NOISE = 'Noise=/noise 12';
  const WRITE_UP = 'Write-up=/writeup 12';
  test.each([
    ['pending', 'muted', 'CRITICAL', /Holds since 11:55/, [NOTE, ...DETAILS]],
    [
      'firing',
      'critical',
      'CRITICAL',
      /Fired 11:45\nNobody has it yet: press Ack or type \/ack 12/,
      [ACK, RESOLVE, NOTE, ...DETAILS],
    ],
    [
      'acknowledged',
      'warning',
      'ACKNOWLEDGED',
      /Fired 11:45\nAcknowledged by Ana 11:50: looking/,
      [UNACK, RESOLVE, NOTE, ...DETAILS],
    ],
    [
      'resolvedByRule',
      'good',
      'RESOLVED',
      /Fired 11:45\nResolved by itself after 10 min, 11:55$/m,
      [...DETAILS, WRITE_UP, NOISE],
    ],
    [
      'resolvedByAna',
      'good',
      'RESOLVED',
      /Fired 11:45\nResolved after 10 min by Ana 11:55: rotated the logs/,
      [...DETAILS, WRITE_UP, NOISE],
    ],
    ['neverFired', 'good', 'RESOLVED', /Resolved by itself after 1 min/, [...DETAILS, NOISE]],
  ] as const)('%s', (name, tone, word, timeline, pressable) => {
    const events = name === 'acknowledged' ? TAKEN : [];
    const card = alertCard(view({ alert: anAlert({ state: STATES[name] }), events }));
    expect(card.tone).toBe(tone);
    expect(text(card)).toContain(`${word} · Disk /var at 96 % on web-1`);
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

  test('names its target where the message does not', () => {
    expect(text(alertCard(view()))).not.toContain('Target');
    const unnamed = view({ alert: anAlert({ message: 'Disk /var is full' }) });
    expect(text(alertCard(unnamed))).toMatch(/Target +web-1\n/);
  });

  test('how bad it is stands small once the title tells something else', () => {
    expect(text(alertCard(view()))).toMatch(/#12 · disk_full$/);
    const taken = view({ alert: anAlert({ state: STATES.acknowledged }) });
    expect(text(alertCard(taken))).toMatch(/#12 · disk_full · critical$/);
  });

  test('when it clears is of no use once it is over', () => {
    const over = anAlert({ state: STATES.resolvedByRule });
    expect(text(alertCard(view({ alert: over, clear: 'system.disk < 90' })))).not.toContain(
      'Clears when',
    );
  });

  test('one line alone shows an age: since when, or how long it is over', () => {
    const ages = (state: 'firing' | 'acknowledged' | 'resolvedByAna') =>
      JSON.stringify(
        alertCard(view({ alert: anAlert({ state: STATES[state] }), events: TAKEN })),
      ).match(/"at":\d+,"style":"live"/g);
    const age = (minutes: number) => `"at":${NOON - minutes * MINUTE},"style":"live"`;
    expect(ages('firing')).toEqual([age(15)]);
    expect(ages('acknowledged')).toEqual([age(15)]);
    expect(ages('resolvedByAna')).toEqual([age(5)]);
  });

  test('a step long after the first needs more than a clock', () => {
    const firedAt = NOON - 2 * 24 * 60 * MINUTE;
    const alert = anAlert({ state: { kind: 'firing', since: firedAt, firedAt } });
    const shown = text(alertCard(view({ alert, events: TAKEN })));
    expect(shown).toContain('Fired 2026-03-08 12:00\nAcknowledged by Ana 11:50');
    const late = TAKEN.map((event) => ({ ...event, at: event.at - 24 * 60 * MINUTE }));
    expect(text(alertCard(view({ alert, events: late })))).toContain(
      'Acknowledged by Ana 2026-03-09 11:50',
    );
  });

  test('the last hour as a picture, unless there are under two values', () => {
    expect(text(alertCard(view({ trend: [1, null, 5] })))).toContain('▁·█  last hour');
    expect(text(alertCard(view({ trend: [null, 5] })))).not.toContain('last hour');
  });
});

describe('the note under a card', () => {
  test.each([
    ['firing', 'raised', 'Now critical: #12 Disk /var at 96 % on web-1\n/ack 12'],
    ['acknowledged', 'raised', 'Now critical: #12 Disk /var at 96 % on web-1'],
    ['firing', 'again', 'Fires again after a short clear: #12 Disk /var at 96 % on web-1\n/ack 12'],
    [
      'firing',
      'reminder',
      'Still firing after 15 min; nobody has it: Disk /var at 96 % on web-1\n/ack 12',
    ],
    [
      'firing',
      'escalated',
      'Escalated: nobody has it after 15 min: Disk /var at 96 % on web-1\n/ack 12',
    ],
    ['firing', 'settled', 'No longer flapping: Disk /var at 96 % on web-1 is firing.'],
    ['resolvedByRule', 'settled', 'No longer flapping: Disk /var at 96 % on web-1 is resolved.'],
    ['resolvedByRule', 'resolved', 'Resolved after 10 min: Disk /var at 96 % on web-1'],
    ['resolvedByAna', 'resolved', 'Resolved by Ana after 10 min: Disk /var at 96 % on web-1'],
  ] as const)('%s, %s', (state, what, note) => {
    expect(text(alertNote(anAlert({ state: STATES[state] }), what, { now: NOON }))).toBe(note);
  });
});

test('a note names the target that the message does not, and no number before there is one', () => {
  const alert = anAlert({ message: 'crit 1 h', lead: 3 });
  expect(text(alertNote(alert, 'raised'))).toBe('Now critical: #12 crit 1 h on web-1\n/ack 12');
  expect(text(alertNote({ ...alert, id: null }, 'again'))).toBe(
    'Fires again after a short clear: crit 1 h on web-1',
  );
});

test('a card says when it is told further, as long as nobody has it', () => {
  const escalateAt = NOON + 10 * MINUTE;
  const alert = anAlert({ state: STATES.firing });
  const next = { ...alert, life: { ...alert.life, escalateAt } };
  expect(text(alertCard(view({ alert: next })))).toContain('/ack 12\nEscalates 12:10');
  const taken = { ...next, state: STATES.acknowledged };
  expect(text(alertCard(view({ alert: taken })))).not.toContain('Escalates');
});

describe('the escalation of an alert', () => {
  const life = { ...NEW_LIFE, escalateAt: NOON + 10 * MINUTE };
  const place = { chain: 'night', step: 1, round: 0 };
  const next = { to: ['lead', '@Ana'], name: 'step 2 of 3' };
  const firing = (more: Partial<typeof NEW_LIFE>) =>
    anAlert({ state: STATES.firing, life: { ...life, escalation: place, ...more } });
  const shown = (alert: ReturnType<typeof anAlert>) => text(alertCard(view({ alert, next })));

  test('says on the card who is next, and when, with a button that stops it', () => {
    const alert = firing({});
    expect(shown(alert)).toContain('/ack 12\nNext: lead, @Ana 12:10 (step 2 of 3)\n');
    expect(shown(alert)).toContain('/escalation stop 12');
    const labels = buttons(alertCard(view({ alert, next }))).map((one) => one.split('=')[0]);
    expect(labels).toEqual(['Ack', 'Resolve', 'Note', 'Details', 'Chart', 'Stop escalation']);
  });

  test('says what holds its step back', () => {
    const escalation = { ...place, heldFor: 'silenced: silence #3 by Ana' };
    expect(shown(firing({ escalation }))).toContain(
      'Next: lead, @Ana 12:10 (step 2 of 3, held back: silenced: silence #3 by Ana)',
    );
  });

  test('has no button once it is stopped, and says who did', () => {
    const alert = firing({ escalateAt: null });
    const by = { id: 'discord:777', name: 'Ben' };
    const stop = { alert: 12, at: NOON, by, kind: 'stopped', detail: 'its escalation' } as const;
    const card = text(alertCard(view({ alert, next: null, events: [stop] })));
    expect(card).toContain('Escalation stopped by Ben 12:00\n');
    expect(card).not.toContain('stop 12');
  });

  test.each([
    { isAsked: false, says: 'Asks Ana again 12:10' },
    { isAsked: true, says: 'Asked Ana whether they still are on it; given back 12:10' },
  ])('says when whoever has it is asked, or must have answered: $isAsked', ({ isAsked, says }) => {
    const expiry = { after: 60 * MINUTE, at: NOON + 10 * MINUTE, isAsked };
    const alert = anAlert({ state: STATES.acknowledged, life: { ...NEW_LIFE, expiry } });
    expect(shown(alert)).toContain(says);
  });

  test.each([
    {
      what: 'escalated',
      state: STATES.firing,
      said: 'step 2 of 3 to @Ana',
      says: 'Escalated, step 2 of 3 to @Ana: nobody has it after 15 min: Disk /var at 96 % on web-1\n/ack 12',
    },
    {
      what: 'asked',
      state: STATES.acknowledged,
      said: 'Ana',
      says: 'Still on it, Ana? #12 Disk /var at 96 % on web-1\n/ack 12   /unack 12',
    },
    {
      what: 'lapsed',
      state: STATES.firing,
      said: 'Ana did not answer for 10 min',
      says: 'Nobody has it any more, since Ana did not answer for 10 min: #12 Disk /var at 96 % on web-1\n/ack 12',
    },
    {
      what: 'handed',
      state: STATES.acknowledged,
      said: 'Ana handed it over to Ben',
      says: 'Ana handed it over to Ben: #12 Disk /var at 96 % on web-1',
    },
  ] as const)('is noted: $what', ({ what, said, state, says }) => {
    expect(text(alertNote(anAlert({ state }), what, { now: NOON, said }))).toBe(says);
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
