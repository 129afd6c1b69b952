import { describe, expect, test } from 'vitest';
import { NEW_LIFE } from '../../src/model/alert.ts';
import { HOUR, MINUTE } from '../../src/model/time.ts';
import { anAlert, NOON, RULE, STATES } from '../report/alerts.ts';
import { stubDesk } from './stub-context.ts';

describe('/alert <id>', () => {
  const lead = anAlert({
    state: STATES.firing,
    life: {
      ...NEW_LIFE,
      taken: { by: RULE, at: NOON - 10 * MINUTE, note: 'me' },
      flappingSince: NOON - 5 * MINUTE,
      changes: [NOON - 9 * MINUTE, NOON - 7 * MINUTE, NOON - 5 * MINUTE],
    },
  });
  const alerts = [lead, anAlert({ id: 13, lead: 12, message: 'CPU at 99 % on web-1' })];
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

  test('shows flapping, who had it, the silence and what is in its message', async () => {
    const text = await stubDesk({ alerts, holds }).answer('/alert 12');
    expect(text).toMatch(/Flapping +🔴🟢🔴 3 changes in 4 min/);
    expect(text).toContain('Silenced by Ana until 14:00: deploy');
    expect(text).toContain('In the same message:\n🔴 #13 CPU at 99 % on web-1: firing');
    expect(text).toContain('/why 12   /alert 12 delivery');
    expect(await stubDesk({ alerts }).answer('/alert 13')).toMatch(/Shown in +#12/);
  });

  test('delivery: how each message fared', async () => {
    const one = { channel: 'ops', kind: 'card', attempts: 1, createdAt: NOON - MINUTE } as const;
    const deliveries = [
      { ...one, state: 'sent', settledAt: NOON - MINUTE + 420, dueAt: null, reason: null },
      {
        ...one,
        channel: 'phone',
        state: 'queued',
        attempts: 3,
        settledAt: null,
        dueAt: NOON + 30_000,
        reason: 'HTTP 503',
      },
      { ...one, state: 'dead', settledAt: NOON, dueAt: null, reason: 'chat not found' },
    ] as const;
    const { answer, ask } = stubDesk({ deliveries });
    const text = await answer('/alert 12 delivery');
    expect(text).toContain('#12: 3 messages');
    expect(text).toMatch(/ops +card +sent +1 min ago +0.4 s +1/);
    expect(text).toMatch(/phone +card +queued +1 min ago +- +3 +HTTP 503, next try in 30 s/);
    expect(text).toMatch(/ops +card +given up +1 min ago +1 min +1 +chat not found/);
    expect((await ask('/alert 12 delivery')).data).toMatchObject({
      deliveries: [{ delay_seconds: 0.42 }, { next_try: '2026-03-10T12:00:30.000Z' }, {}],
    });
    expect(await stubDesk().answer('/alert 12 delivery')).toContain(
      'No message of #12 was queued.',
    );
  });

  test('what waits behind others says so, and /why names the channel that keeps people from hearing', async () => {
    const waiting = { kind: 'card', attempts: 0, settledAt: null, reason: null } as const;
    const queued = { ...waiting, state: 'queued', createdAt: NOON - MINUTE } as const;
    const deliveries = [
      { ...queued, channel: 'mail', attempts: 2, dueAt: NOON, reason: 'login refused' },
      { ...queued, channel: 'mail', dueAt: NOON - MINUTE },
      { ...queued, channel: 'ops', createdAt: NOON, dueAt: NOON + 2_000 },
    ] as const;
    const { answer } = stubDesk({ deliveries });
    const text = await answer('/alert 12 delivery');
    expect(text).toMatch(/mail +card +queued +1 min ago +- +2 +login refused, next try now/);
    expect(text).toMatch(/mail +card +queued +1 min ago +- +0 +waits for what is before it/);
    expect(text).toMatch(/ops +card +queued +0 s ago +- +0 +sent in 2 s/);
    expect(await answer('/why 12')).toContain('2 messages wait for mail; /channels mail shows why');
    const late = { ...queued, channel: 'sms', dueAt: NOON } as const;
    expect(await stubDesk({ deliveries: [...deliveries, late] }).answer('/why 12')).toContain(
      '3 messages wait for mail, sms; /channels shows why',
    );
    expect(await stubDesk({ deliveries: deliveries.slice(2) }).answer('/why 12')).not.toContain(
      'for ops',
    );
  });

  test('why: first what holds it and who was told', async () => {
    const events = [
      { alert: 12, at: NOON - MINUTE, kind: 'told', by: RULE, detail: 'new: ops, phone' },
      { alert: 12, at: NOON, kind: 'held', by: RULE, detail: 'silenced: silence #3 by Ana' },
      { alert: 12, at: NOON, kind: 'sent', by: RULE, detail: 'ops', channel: 'ops' },
    ] as const;
    const lines = (await stubDesk({ alerts, holds, events }).answer('/why 12')).split('\n');
    expect(lines.slice(1, 4)).toEqual([
      'Now: Silenced by Ana until 14:00: deploy (silence #3)',
      '12:59 told new: ops, phone',
      '13:00 held silenced: silence #3 by Ana',
    ]);
    expect(lines[4]).toMatch(/^Rule disk_full: critical when system.disk > 95, once it has held/);
    expect(lines).toContain('1 message sent to ops; /alert 12 delivery shows each');
  });

  const LONG_STORY = [
    { alert: 12, at: NOON - 60 * MINUTE, kind: 'fired', by: RULE, detail: 'critical' },
    { alert: 12, at: NOON - 60 * MINUTE, kind: 'told', by: RULE, detail: 'new: ops, phone' },
    { alert: 12, at: NOON - 59 * MINUTE, kind: 'escalated', by: RULE, detail: 'escalated: ops' },
    ...Array.from({ length: 20 }, (_, index) => [
      {
        alert: 12,
        at: NOON - (50 - index) * MINUTE,
        kind: 'reminded' as const,
        by: RULE,
        detail: 'reminder: ops',
      },
      ...['ops', 'phone'].map((channel) => ({
        alert: 12,
        at: NOON - (50 - index) * MINUTE,
        kind: 'sent' as const,
        by: RULE,
        detail: `note to ${channel}`,
        channel,
      })),
    ]).flat(),
    { alert: 12, at: NOON, kind: 'undelivered', by: RULE, detail: 'note to sms: HTTP 400' },
  ] as const;

  test('why: decisions first, deliveries counted, only failures by name', async () => {
    const text = await stubDesk({ events: LONG_STORY }).answer('/why 12');
    expect(text.split('\n').slice(1, 4)).toEqual([
      '12:00 told new: ops, phone',
      '12:01 escalated to ops',
      '12:10 reminded 20 times, last 12:29',
    ]);
    expect(text).toContain(
      '40 messages sent to ops, phone; /alert 12 delivery shows each\n13:00 undelivered note to sms: HTTP 400',
    );
    expect(text).not.toContain('sent note');
  });

  test('the history folds what repeats, and never leaves out that it fired', async () => {
    const text = await stubDesk({ events: LONG_STORY }).answer('/alert 12');
    expect(text).toContain(
      [
        '2026-03-10 12:00 fired: critical',
        '2026-03-10 12:00 told: new: ops, phone',
        '2026-03-10 12:01 escalated: escalated: ops',
        '2026-03-10 12:10 reminded 20 times, last 12:29',
        '2026-03-10 12:10 sent 40 messages to ops, phone, last 12:29',
        '2026-03-10 13:00 undelivered: note to sms: HTTP 400',
      ].join('\n'),
    );
    const notes = Array.from({ length: 38 }, (_, index) => ({
      alert: 12,
      at: NOON,
      kind: 'note' as const,
      by: RULE,
      detail: `note ${index}`,
    }));
    const many = await stubDesk({ events: [...LONG_STORY.slice(0, 1), ...notes] }).answer(
      '/alert 12',
    );
    expect(many).toContain(
      '2026-03-10 12:00 fired: critical\n13 earlier lines left out.\n2026-03-10 13:00 note: note 13\n',
    );
  });

  test('why: one that a person made', async () => {
    const by = { id: 'telegram:222', name: 'Ana' };
    const events = [{ alert: 12, at: NOON, kind: 'fired', by, detail: '' }] as const;
    const { answer } = stubDesk({ rules: [], events });
    expect(await answer('/why 12')).toContain('Ana made it by hand: it stays open until');
  });
});

describe('/alerts', () => {
  const many = Array.from({ length: 10_000 }, (_, index) =>
    anAlert({
      id: index + 1,
      severity: index < 12 ? 'critical' : 'warning',
      lead: index === 0 ? null : 1,
      life: { ...NEW_LIFE, flappingSince: index === 1 ? NOON : null },
    }),
  );

  test('pages, and says what narrows ten thousand', async () => {
    const { answer, ask } = stubDesk({ alerts: many });
    const text = await answer('/alerts');
    expect(text).toContain('10,000 open alerts\n');
    expect(text).toContain(
      '9,980 more: narrow by state, severity or target. In all: 12 critical, 9,988 warning.',
    );
    expect(text).toMatch(/#2 +critical .* firing, flapping, in #1 /);
    const reply = await ask('/alerts');
    expect(reply.blocks).toContainEqual({
      kind: 'select',
      label: 'Only one severity',
      command: 'alerts',
      options: [
        { label: 'critical (12)', input: 'open critical' },
        { label: 'warning (9,988)', input: 'open warning' },
      ],
    });
    expect(await answer('/alerts warning 3')).toContain(
      '9,988 open warning alerts (page 3 of 500)',
    );
    expect(await answer('/alerts page=2 web-1')).toContain('/alerts open target=web-1 page=3');
    expect(await answer('/alerts critical 7')).toBe('There is no page 7: 1 page in all.');
    expect(await answer('/alerts page=501')).toContain('write a page as a number from 1 to 500');
  });

  test('stats reads the days', async () => {
    const { answer } = stubDesk();
    expect(await answer('/alerts stats')).toContain('1 alert in the last 7 days');
    expect(await answer('/alerts stats 1')).toContain('1 alert in the last day');
    expect(await answer('/alerts stats days=30 web-1')).toContain(
      '1 alert on web-1 in the last 30 days',
    );
    expect(await stubDesk({ alerts: [] }).answer('/alerts stats')).toBe(
      'No alert fired in the last 7 days.',
    );
  });
});
