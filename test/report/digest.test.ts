import { expect, test } from 'vitest';
import { renderForConsole, UNBROKEN } from '../../src/chat/console/render.ts';
import type { Reply } from '../../src/chat/reply.ts';
import { ANY } from '../../src/model/silence.ts';
import { HOUR } from '../../src/model/time.ts';
import { quietDigest, silenceEnded } from '../../src/report/digest.ts';
import { ANA, anAlert, NOON, STATES } from './alerts.ts';

function text(reply: Reply): string {
  return renderForConsole(reply, { width: UNBROKEN, colour: false, zone: 'UTC', now: NOON });
}

const QUIET = {
  from: Date.UTC(2026, 2, 9, 21),
  to: Date.UTC(2026, 2, 10, 6),
  zone: 'Europe/Berlin',
};

test('the morning after quiet hours: what was held, and what of it is still so', () => {
  const alerts = [
    anAlert({ id: 3, state: STATES.resolvedByRule }),
    anAlert({ id: 5, severity: 'warning' }),
    anAlert({ id: 4 }),
  ];
  const shown = text(quietDigest({ ...QUIET, to: NOON, alerts }));
  expect(shown.split('\n')[0]).toBe(
    '■ While it was quiet (22:00 to 13:00): 3 alerts, 2 still firing',
  );
  expect(shown).toMatch(
    /#4 +critical .*firing +20 min\n#5 +warning .*\n#3 +critical .*resolved after 10 min/,
  );
  expect(shown).toContain('/ack 4 5');
});

test.each([
  [0, '● While it was quiet (22:00 to 07:00): 0 alerts, 0 still firing'],
  [1, '1 alert, 1 still firing'],
])('a night with %i', (count, title) => {
  const alerts = Array.from({ length: count }, () => anAlert());
  expect(text(quietDigest({ ...QUIET, alerts }))).toContain(title);
});

test('more ids than one button holds get further buttons, and more rows are counted', () => {
  const alerts = Array.from({ length: 40 }, (_, index) => anAlert({ id: 1000 + index }));
  const { blocks } = quietDigest({ ...QUIET, alerts });
  const buttons = blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : []));
  expect(buttons).toHaveLength(4);
  expect(buttons[0]).toMatchObject({
    label: 'Ack #1000 to #1008 (9)',
    input: '1000 1001 1002 1003 1004 1005 1006 1007 1008',
  });
  expect(text(quietDigest({ ...QUIET, alerts }))).toContain('and 25 more: /alerts all');
});

test('the end of a silence says what it hid and what is still firing', () => {
  const silence = {
    id: 3,
    matcher: ANY,
    by: ANA,
    reason: 'deploy',
    createdAt: NOON - HOUR,
    endsAt: NOON,
    ended: null,
    hidden: 14,
  };
  const options = { now: NOON, zone: 'UTC' };
  const one = silenceEnded(silence, [anAlert()], options);
  expect(text(one)).toBe(
    [
      '■ Silence #3 by Ana ended: hid 14 alerts, 1 still firing',
      'Its reason: deploy',
      '🔴 #12 Disk /var at 96 % on web-1',
      '/ack 12',
      '🔕 Silence for: /silence 12 30m · 1h · 4h · 08:00 · clear',
    ].join('\n'),
  );
  expect(one.data).toMatchObject({ silence: { id: 3, active: false }, alerts: [{ id: 12 }] });
  expect(text(silenceEnded({ ...silence, reason: '' }, [], options))).toBe(
    '● Silence #3 by Ana ended: hid 14 alerts, nothing of it is firing',
  );
  const hidNothing = { ...silence, hidden: 0 };
  const two = [anAlert(), anAlert({ id: 13 })];
  expect(text(silenceEnded(hidNothing, [], options))).toContain('ended: nothing was hidden\n');
  expect(text(silenceEnded(hidNothing, [anAlert()], options))).toContain(
    'ended: nothing was hidden, #12 is still firing\n',
  );
  expect(text(silenceEnded(hidNothing, two, options))).toContain(
    'ended: nothing was hidden, 2 alerts are still firing\n',
  );
});
