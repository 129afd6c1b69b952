import { describe, expect, test } from 'vitest';
import { NEW_LIFE } from '../../src/model/alert.ts';
import { HOUR, MINUTE } from '../../src/model/time.ts';
import { anAlert, NOON, STATES } from '../report/alerts.ts';
import { stubDesk } from './stub-context.ts';

const escalating = anAlert({ life: { ...NEW_LIFE, escalateAt: NOON + 7 * MINUTE } });
const taken = anAlert({ id: 13, state: STATES.acknowledged });

describe('/escalation', () => {
  test('lists what is under way, with who is next and a button that stops it', async () => {
    const { ask, shown } = stubDesk({ alerts: [escalating] });
    const reply = await ask('/escalation', 'viewer');
    expect(shown(reply)).toContain('next: @Ben in 7 min (step 2 of 3)');
    const [buttons] = reply.blocks.flatMap((one) => (one.kind === 'buttons' ? one.buttons : []));
    expect(buttons).toMatchObject({ command: 'escalation', input: 'stop 12' });
    expect(reply.data).toMatchObject({ escalations: [{ id: 12, next: ['@Ben'] }] });
  });

  test('says that nothing is under way', async () => {
    const { answer } = stubDesk();
    expect(await answer('/escalation')).toBe('No escalation is under way.');
  });

  test('stops it for an operator, and for nobody else', async () => {
    const { answer, called } = stubDesk({ alerts: [escalating] });
    expect(await answer('/escalation stop 12', 'viewer')).toBe(
      'Only operators stop an escalation.',
    );
    expect(called).toEqual([]);
    expect(await answer('/escalation stop #12', 'operator')).toBe(
      'Ana stopped the escalation of #12 Disk /var at 96 % on web-1.',
    );
    expect(called).toEqual([{ what: 'stop', with: { refs: [{ id: 12, all: false }] } }]);
    expect(await answer('/escalation stop', 'operator')).toBe('Write which: /escalation stop 12.');
  });
});

describe('/ack with a time', () => {
  test('asks after that time, not after another', async () => {
    const { answer, called } = stubDesk();
    for (const line of ['/ack 12 for=2h looking', '/ack 12 for:2h looking']) await answer(line);
    const given = { refs: [{ id: 12, all: false }], note: 'looking', lasts: 2 * HOUR };
    expect(called).toEqual([given, given].map((one) => ({ what: 'acknowledge', with: one })));
    for (const span of ['soon', '0m', '8d']) {
      expect(await answer(`/ack 12 for=${span}`)).toContain('Write for how long as for=30m');
    }
    expect(called).toHaveLength(2);
  });
});

describe('/handover', () => {
  test('shows what is taken, escalating, silenced and in maintenance', async () => {
    const window = {
      ...{ name: 'backup', at: '0 3 * * 0', zone: 'UTC', duration: HOUR, by: null },
      matcher: { target: 'web-1', rule: null, severity: null, labels: {}, fingerprint: null },
      ...{ activeUntil: NOON + HOUR, next: null },
    };
    const { answer } = stubDesk({ alerts: [escalating, taken], windows: [window] });
    const text = await answer('/handover', 'viewer');
    for (const part of [
      ...['Taken (1)', '#13 critical · Disk /var at 96 % on web-1: Ana since '],
      ...['Escalations under way (1)', 'next: @Ben in 7 min'],
      ...['Maintenance now (1)', 'backup: every alert on web-1 until '],
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain('Silences');
  });

  test('has nothing to say when nothing is in hand', async () => {
    const { answer } = stubDesk({ alerts: [] });
    expect(await answer('/handover')).toMatch(/^Nothing to hand over: /);
  });

  test('gives all that one has to another', async () => {
    const { answer, called } = stubDesk({ alerts: [taken] });
    expect(await answer('/handover Ben', 'operator')).toBe(
      'Ben took over from Ana: #13 Disk /var at 96 % on web-1.',
    );
    expect(await answer('/handover to:Ben', 'operator')).toContain('Ben took over from Ana');
    expect(called).toHaveLength(2);
    expect(await answer('/handover Eve', 'operator')).toBe('Nobody is called that.');
    expect(await answer('/handover Ben', 'viewer')).toBe('Only operators hand alerts over.');
    expect(called).toHaveLength(3);
  });

  test('says when there is nothing to give', async () => {
    const { answer } = stubDesk();
    expect(await answer('/handover Ben')).toBe('You have no alerts to hand over.');
  });
});
