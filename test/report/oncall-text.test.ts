import { expect, test } from 'vitest';
import { renderForConsole, UNBROKEN } from '../../src/chat/console/render.ts';
import { oncallReply } from '../../src/report/oncall-text.ts';
import { personReply } from '../../src/report/person-text.ts';

const at = (text: string) => Date.parse(`${text}Z`);

test('times are those of the zone in which the rota has its turns', () => {
  const rota = {
    ...{ name: 'ops', zone: 'Europe/Berlin', unreachable: [], repeatedGaps: null },
    duties: [
      { person: 'Ana', from: at('2026-01-05T08:00'), to: at('2026-01-12T08:00') },
      { person: null, from: at('2026-01-12T08:00'), to: at('2026-07-13T07:00') },
      { person: 'Ben', from: at('2026-07-13T07:00'), to: at('2026-07-20T07:00') },
    ],
    overrides: [
      {
        ...{ id: 3, rota: 'ops', person: 'Cy', by: { id: 'telegram:1', name: 'Di' } },
        ...{ from: at('2026-01-06T23:30'), to: at('2026-01-07T07:00') },
      },
    ],
  };
  const shown = renderForConsole(oncallReply([rota], at('2026-01-06T12:00')), {
    ...{ width: UNBROKEN, colour: false, zone: 'UTC', now: at('2026-01-06T12:00') },
  });
  expect(shown.split('\n').slice(1, 4)).toEqual([
    'ops: Ana, then nobody from Mon 12 Jan 09:00, then Ben from Mon 13 Jul 09:00 (Europe/Berlin)',
    'nobody is on call from Mon 12 Jan 09:00 to Mon 13 Jul 09:00',
    '#3 Cy stands in from Wed 7 Jan 00:30 to Wed 7 Jan 08:00, by Di',
  ]);
});

test('so are those in which a person is on call', () => {
  const turn = { person: 'Ana', rota: 'ops', zone: 'Europe/Berlin' };
  const now = at('2026-01-06T12:00');
  const shown = renderForConsole(
    personReply(
      {
        ...{ name: 'Ana', reaches: ['telegram'], told: 'telegram' },
        wishes: { via: [], quiet: null, severity: 'info' },
        turns: [
          { ...turn, from: at('2026-01-05T08:00'), to: at('2026-01-12T08:00') },
          { ...turn, rota: 'web', from: at('2026-07-13T07:00'), to: at('2026-07-20T07:00') },
        ],
      },
      now,
    ),
    { width: UNBROKEN, colour: false, zone: 'UTC', now },
  );
  expect(shown).toContain('On call in ops until Mon 12 Jan 09:00 (Europe/Berlin)');
  expect(shown).toContain(
    'On call in web from Mon 13 Jul 09:00 to Mon 20 Jul 09:00 (Europe/Berlin)',
  );
});
