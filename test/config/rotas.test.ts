import { describe, expect, test } from 'vitest';
import { difference } from '../../src/config/difference.ts';
import { explain } from '../../src/config/explain.ts';
import { DAY } from '../../src/model/time.ts';
import { accepted, refused } from './folder.ts';

const TOKENS = 'DISCORD_TOKEN=discord-token-1\nTELEGRAM_BOT_TOKEN=123:telegram-token\n';
const PEOPLE =
  'people:\n  - {name: Ana, role: admin, discord: "1"}\n  - {name: Ben, role: operator, telegram: "2"}\n';
const MONDAY = Date.parse('2026-01-05T00:00Z');
const JANUARY_5 = MONDAY / DAY;
const now = Date.parse('2026-02-02T12:00Z');

function rota(layers: string, more = ''): string {
  return `${PEOPLE}rotas:\n  ops:\n    zone: Europe/Berlin${more}\n    layers:\n${layers}`;
}

describe('rotas', () => {
  test('take defaults, days and hours', async () => {
    const { config } = await accepted(
      {
        yaml: `${PEOPLE}channels: {room: {kind: console}}
rotas:
  ops:
    announce: room
    layers:
      - {people: [Ana, Ben], from: 2026-01-05}
      - {people: Ben, turn: daily, handover: "18:30", from: 2026-01-06, between: "18:00-08:00", days: [fri-sun, wed]}
      - {people: [Ana], handover: Thu 07:00, from: 2026-01-05}
`,
        env: `${TOKENS}REPORT_TZ=Europe/Lisbon\n`,
      },
      { now },
    );
    const layer = { turn: 'weekly', minute: 540, from: JANUARY_5, between: null };
    const days = [0, 1, 2, 3, 4, 5, 6];
    expect(config.rotas).toEqual([
      {
        name: 'ops',
        zone: 'Europe/Lisbon',
        announce: 'room',
        layers: [
          { ...layer, people: ['Ana', 'Ben'], weekday: 0, days },
          {
            ...{ people: ['Ben'], turn: 'daily', weekday: 0, minute: 1110, from: JANUARY_5 + 1 },
            ...{ between: { from: 1080, to: 480 }, days: [2, 4, 5, 6] },
          },
          { ...layer, people: ['Ana'], weekday: 3, minute: 420, days },
        ],
      },
    ]);
  });

  test('are told of when they change', async () => {
    const yaml = (turn: string) =>
      rota(`      - {people: [Ana], turn: ${turn}, from: 2026-01-05}\n`);
    const [before, after] = await Promise.all([
      accepted({ yaml: yaml('weekly'), env: TOKENS }),
      accepted({ yaml: yaml('daily'), env: TOKENS }),
    ]);
    expect(difference(before.config, after.config).changes).toEqual([
      {
        kind: 'changed',
        what: 'rota ops',
        detail:
          'layer 1: Ana, weekly from mon 09:00, since 2026-01-05 → Ana, daily from 09:00, since 2026-01-05',
      },
    ]);
  });

  test('are destinations, as people are', async () => {
    const yaml = `${rota('      - {people: [Ana], from: 2026-01-05}\n')}routes: [{to: ["@ops", "@Ben"]}]\nrules: [{name: r, when: a > 1, channels: "@Ana"}]\n`;
    const { config } = await accepted({ yaml, env: TOKENS });
    expect(config.routes[0]?.to).toEqual(['@ops', '@Ben']);
    expect(config.rules[0]?.channels).toEqual(['@Ana']);
  });

  test.each([
    { name: 'who covers all', layers: '{people: [Ana], from: 2026-01-05}', says: [] },
    {
      name: 'a gap that comes once',
      layers: '{people: [Ana], from: 2026-02-04}',
      says: [
        'tocsin.yaml line 5: rotas.ops: nobody is on call from Mon 2 Feb 13:00 to Wed 4 Feb 09:00 within 14 days — add a layer that covers it',
      ],
    },
    {
      name: 'gaps of every week',
      layers: '{people: [Ana], from: 2026-01-05, between: "09:00-18:00", days: mon-fri}',
      says: [
        'tocsin.yaml line 5: rotas.ops: nobody is on call from Mon 2 Feb 18:00 to Tue 3 Feb 09:00, from Tue 3 Feb 18:00 to Wed 4 Feb 09:00, from Wed 4 Feb 18:00 to Thu 5 Feb 09:00, and 7 times more within 14 days — add a layer that covers it',
      ],
    },
  ])('are told of at the start: $name', async ({ layers, says }) => {
    const { notices } = await accepted({ yaml: rota(`      - ${layers}\n`), env: TOKENS }, { now });
    expect(notices.map(explain)).toEqual(says);
  });

  test('are refused with people whom nothing can reach', async () => {
    const yaml = `${rota('      - {people: [Ana], from: 2026-01-05}\n')}routes: [{to: "@Ben"}]\n`;
    const env = 'TELEGRAM_BOT_TOKEN=123:telegram-token\n';
    expect(await refused({ yaml, env })).toEqual([
      'tocsin.yaml line 2: people.Ana: alerts go to `@Ana`, and nothing can be sent there without DISCORD_TOKEN — put it into .env',
    ]);
  });

  test('are refused with people who have a phone, and no provider', async () => {
    const people = 'people: [{name: Di, role: viewer, phone: "+491709876543"}]\n';
    const yaml = `${people}routes: [{to: "@Di"}]\n`;
    const refusal =
      'tocsin.yaml line 1: people.Di: alerts go to `@Di`, and nothing can be sent there without a channel of kind sms or a channel of kind call — put it into .env or tocsin.yaml';
    expect(await refused({ yaml })).toEqual([refusal]);
    expect(await refused({ yaml: `${yaml}channels:\n  sms: {kind: sms}\n` })).toEqual([refusal]);
    await accepted({
      yaml: `${yaml}channels:\n  sms: {kind: sms, url: "https://sms.example.com/"}\n`,
    });
    const env = 'SMS_PROVIDER_URL=https://sms.example.com/\nSMS_TO=+491701234567\n';
    await accepted({ yaml, env });
    const report = `${people}reports: [{period: daily, to: ["@Di"]}]\n`;
    expect(await refused({ yaml: report })).toEqual([refusal]);
    const { config } = await accepted({ yaml: report, env });
    expect(config.reports[0]?.to).toEqual(['@Di']);
  });

  test('are refused with a phone that is no number with its country', async () => {
    for (const phone of ['"0170 1234567"', '+491701234567', '"+0123456789"']) {
      const yaml = `people: [{name: Di, role: viewer, phone: ${phone}}]\n`;
      expect((await refused({ yaml }))[0]).toContain('write a number with its country, in quotes');
    }
  });

  test.each([
    {
      name: 'people that are none',
      yaml: rota('      - {people: [Ana, Bn], from: 2026-01-05}\n'),
      says: ['line 8: rotas.ops.layers.1.people: there is no person `Bn` — did you mean `Ben`?'],
    },
    {
      name: 'days, times and dates that are none',
      yaml: rota(
        '      - {people: [Ana], from: 2026-02-30}\n      - {people: [Ana], from: 2026-01-05, handover: 9am}\n      - {people: [Ana], from: 2026-01-05, days: [someday]}\n      - {people: [Ana], from: 2026-01-05, turn: daily, handover: Mon 09:00}\n',
      ),
      says: [
        'line 8: rotas.ops.layers.1.from: "2026-02-30" — write a day such as 2026-01-05',
        'line 9: rotas.ops.layers.2.handover: "9am" — write when a turn begins: "Mon 09:00", or "09:00" of a daily turn',
        'line 10: rotas.ops.layers.3.days: "someday" — write days such as [mon, tue], or [mon-fri]',
        'line 11: rotas.ops.layers.4.handover: "Mon 09:00" — a daily turn begins every day: write the time alone, such as "09:00"',
      ],
    },
    {
      name: 'nobody, and no layer',
      yaml: `${PEOPLE}rotas:\n  a: {layers: []}\n  b: {layers: [{people: [], from: 2026-01-05}]}\n`,
      says: [
        'line 5: rotas.a.layers — write at least one layer',
        'line 6: rotas.b.layers.1.people — write names of people such as [Ana, Ben]',
      ],
    },
    {
      name: 'a slip of the pen',
      yaml: rota('      - {poeple: [Ana], people: [Ana], from: 2026-01-05}\n'),
      says: ['line 8: rotas.ops.layers.1.poeple is unknown — did you mean `people`?'],
    },
    {
      name: 'no channel to tell a hand-over in',
      yaml: rota('      - {people: [Ana], from: 2026-01-05}\n', '\n    announce: room'),
      says: ['line 7: rotas.ops.announce: there is no channel `room` — there is no channel yet'],
    },
    {
      name: 'the name of a person, and a name that is none',
      yaml: `${PEOPLE}rotas:\n  Ana: {layers: [{people: [Ana], from: 2026-01-05}]}\n  on call: {layers: [{people: [Ana], from: 2026-01-05}]}\n`,
      says: [
        'line 5: rotas.Ana: a person is called `Ana` too, and `@Ana` would mean both — write another name',
        'line 6: rotas.on call: write a name of letters, digits, - _ and . (at most 63)',
      ],
    },
    {
      name: 'a list',
      yaml: `${PEOPLE}rotas:\n  - name: ops\n`,
      says: ['line 4: rotas is no map — write `ops: {layers: [...]}`'],
    },
    {
      name: 'a destination that nobody has',
      yaml: `${rota('      - {people: [Ana], from: 2026-01-05}\n')}routes: [{to: "@opps"}, {to: ["@"]}]\n`,
      says: [
        'line 9: routes.1.to: there is no channel `@opps` — did you mean `@ops`?',
        'line 9: routes.2.to: "@" — write names of channels, or @ and the name of a person or rota',
      ],
    },
  ])('are refused: $name', async ({ yaml, says }) => {
    expect((await refused({ yaml, env: TOKENS })).toSorted()).toEqual(
      says.map((one) => `tocsin.yaml ${one}`).toSorted(),
    );
  });
});
