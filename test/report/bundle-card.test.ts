import { describe, expect, test } from 'vitest';
import { renderForConsole, UNBROKEN } from '../../src/chat/console/render.ts';
import type { Reply } from '../../src/chat/reply.ts';
import type { Alert } from '../../src/model/alert.ts';
import { NEW_LIFE } from '../../src/model/alert.ts';
import { bundleCard, bundleOf } from '../../src/report/bundle-card.ts';
import { alertCard, alertNote } from '../../src/report/card.ts';
import { anAlert, NOON, STATES } from './alerts.ts';
import { view } from './cards.ts';

function text(reply: Reply): string {
  return renderForConsole(reply, { width: UNBROKEN, colour: false, zone: 'UTC', now: NOON });
}

const DISK = anAlert();
const CPU = anAlert({
  id: 13,
  rule: 'high_cpu',
  severity: 'warning',
  message: 'CPU at 80 % on web-1',
  state: STATES.acknowledged,
});
const MEMORY = anAlert({
  id: 14,
  rule: 'high_memory',
  severity: 'emergency',
  message: 'Memory at 99 % on web-1',
  state: STATES.resolvedByRule,
});

test('a group says whose escalation goes on first, and stops all of them at one press', () => {
  const escalation = { chain: 'night', step: 1, round: 0 };
  const life = { ...NEW_LIFE, escalation, escalateAt: NOON + 7 * 60_000 };
  const alert = { ...CPU, state: STATES.firing, life };
  const soonest = { alert, next: { to: ['@Ana'], name: 'step 2 of 3' } };
  const members = bundleOf([DISK, alert]);
  const card = text(alertCard(view({ alert: DISK, members, soonest })));
  expect(card).toContain('Next: @Ana 12:07 (step 2 of 3)');
  expect(card).toContain('/alert 12   /escalation stop 12*');
  expect(text(alertCard(view({ alert: DISK, members })))).not.toContain('stop');
});

describe('a group', () => {
  test('names each alert with its state, the open ones first, strongest first', () => {
    const card = bundleCard(DISK, bundleOf([CPU, MEMORY, DISK]));
    expect(text(card)).toBe(
      [
        '■ 3 alerts on web-1',
        'First fired 11:45',
        '2 open, 1 of them acknowledged, 1 resolved',
        '🔴 #12 Disk /var at 96 % on web-1',
        '🟡 #13 CPU at 80 % on web-1: acknowledged by Ana',
        '🟢 #14 Memory at 99 % on web-1: resolved',
        '/ack 12*   /resolve 12*   /alert 12',
        '#12',
      ].join('\n'),
    );
    expect(card.tone).toBe('critical');
  });

  test.each<[string, readonly Alert[], string, string, string]>([
    ['all taken', [CPU], 'warning', '1 alert on web-1', '/resolve 12*   /alert 12'],
    ['all over', [MEMORY, MEMORY], 'good', 'RESOLVED · 2 alerts on web-1', '\n/alert 12'],
    [
      'the strongest is taken, another is not',
      [anAlert({ state: STATES.acknowledged }), { ...CPU, state: STATES.firing }],
      'warning',
      '2 alerts on web-1',
      '/ack 12*',
    ],
    [
      'several targets',
      [DISK, { ...CPU, targetName: 'web-2' }],
      'critical',
      '2 alerts on 2 targets',
      '/ack 12*',
    ],
  ])('%s', (_, members, tone, title, buttons) => {
    const card = bundleCard(DISK, bundleOf(members));
    expect(card.tone).toBe(tone);
    expect(text(card)).toContain(title);
    expect(text(card)).toContain(buttons);
  });

  test('fifteen are named, the rest is counted', () => {
    const many = Array.from({ length: 22 }, (_, index) => anAlert({ id: 100 + index }));
    const card = text(bundleCard(DISK, bundleOf(many)));
    expect(card.match(/^🔴 #/gm)).toHaveLength(15);
    expect(card).toContain('and 7 more: /alerts');
  });
});

describe('a storm', () => {
  const lead = anAlert({ life: { ...NEW_LIFE, storm: true } });
  const members = Array.from({ length: 412 }, (_, index) =>
    anAlert({
      id: 100 + index,
      targetName: `web-${index % 38}`,
      rule: index % 4 === 0 ? 'disk_full' : 'target_down',
      severity: index < 12 ? 'critical' : 'warning',
      state: index >= 400 ? STATES.resolvedByRule : STATES.firing,
    }),
  );
  const card = bundleCard(lead, bundleOf(members));

  test('counts by severity, state, target and rule, and names the strongest', () => {
    const lines = text(card).split('\n');
    expect(lines.slice(0, 4)).toEqual([
      '■ STORM · 412 alerts on 38 targets',
      'First fired 11:45',
      '400 open, nobody has any of them, 12 resolved',
      '12 critical, 400 warning',
    ]);
    expect(text(card)).toContain('Most alerts by target (and 33 more)\nweb-0  █');
    expect(text(card)).toMatch(/Most alerts by rule\ntarget_down █+ 309\ndisk_full {3}[█░]+ 103\n/);
    expect(lines.filter((line) => line.startsWith('🔴 #'))).toHaveLength(5);
    expect(text(card)).toContain('Every one is in /alerts.\n/ack 12*   /alert 12\n#12');
    expect(card.tone).toBe('critical');
  });

  test('is green when it is over', () => {
    const over = members.map((one) => ({ ...one, state: STATES.resolvedByRule }));
    const { tone, blocks } = bundleCard(lead, bundleOf(over));
    expect(tone).toBe('good');
    expect(blocks[0]).toMatchObject({ text: 'RESOLVED · STORM · 412 alerts on 38 targets' });
  });
});

test('a storm that is over says only what is still known of it', () => {
  const over = { ...bundleOf([]), total: 22, resolved: 22 };
  const lead = anAlert({ life: { ...NEW_LIFE, storm: true }, state: STATES.resolvedByRule });
  expect(text(bundleCard(lead, over))).toBe(
    [
      '● RESOLVED · STORM · 22 alerts',
      'First fired 11:45',
      '22 resolved',
      'Every one is in /alerts.',
      '/alert 12',
      '#12',
    ].join('\n'),
  );
  expect(text(alertNote(lead, 'resolved', { members: over }))).toBe('All 22 alerts are over.');
});

describe('notes of several alerts', () => {
  const over = bundleOf([MEMORY, MEMORY, MEMORY]);
  test.each([
    ['resolved', over, 'All 3 alerts on web-1 are over.'],
    ['resolved', bundleOf([MEMORY]), '1 alert on web-1 is over.'],
    ['reminder', over, 'Still firing; nobody has it: 3 alerts on web-1\n/ack 12*'],
  ] as const)('%s', (kind, members, note) => {
    expect(text(alertNote(DISK, kind, { members }))).toBe(note);
  });
});
