import { describe, expect, test } from 'vitest';
import { difference } from '../../src/config/difference.ts';
import { HOUR, MINUTE } from '../../src/model/time.ts';
import { accepted, refused } from './folder.ts';

const CHANNELS = 'channels:\n  ops: {kind: console}\n  phone: {kind: console}\n';

describe('escalations', () => {
  test('take every key, and are named by rules, routes and settings', async () => {
    const yaml = `${CHANNELS}escalations:
  night:
    steps:
      - {after: 10m, to: [ops, phone, ops]}
      - {after: 30s, to: phone}
    repeat: 2
    ack_expires: 1h
  day: {steps: [{after: 5m, to: ops}]}
rules:
  - {name: r, when: x > 1, escalation: night}
routes:
  - {to: ops, escalation: day, routes: [{match: {rule: r}, to: phone}, {to: ops, escalation: night}]}
settings: {escalation: day, ack_expires: 4h}
`;
    const { config } = await accepted({ yaml });
    expect(config.escalations).toEqual([
      {
        name: 'night',
        steps: [
          { after: 10 * MINUTE, to: ['ops', 'phone'] },
          { after: MINUTE / 2, to: ['phone'] },
        ],
        ...{ repeat: 2, ackExpires: HOUR },
      },
      {
        name: 'day',
        steps: [{ after: 5 * MINUTE, to: ['ops'] }],
        ...{ repeat: 0, ackExpires: null },
      },
    ]);
    expect(config.rules).toMatchObject([{ escalation: 'night', escalate: null }]);
    const [route] = config.routes;
    expect(route).toMatchObject({ escalation: 'day' });
    expect(route?.routes?.map(({ escalation }) => escalation)).toEqual(['day', 'night']);
    expect(config.alerting).toMatchObject({ escalation: 'day', ackExpires: 4 * HOUR });
  });

  test('take people and rotas, by their names', async () => {
    const yaml = `people: [{name: Ana, role: admin, telegram: "222"}]
rotas: {ops: {layers: [{people: [Ana], from: 2026-01-05}]}}
escalations: {night: {steps: [{after: 1m, to: ["@ops", "@Ana"]}]}}
`;
    const { config } = await accepted({ yaml, env: 'TELEGRAM_BOT_TOKEN=123:telegram-token\n' });
    expect(config.escalations).toMatchObject([{ steps: [{ to: ['@ops', '@Ana'] }] }]);
  });

  test('are among the differences of two files', async () => {
    const of = async (steps: string) =>
      (await accepted({ yaml: `${CHANNELS}escalations: {night: {steps: [${steps}]}}\n` })).config;
    const before = await of('{after: 10m, to: ops}');
    const after = await of('{after: 90s, to: ops}, {after: 1h, to: [ops, phone]}');
    expect(difference(before, after).changes).toEqual([
      {
        kind: 'changed',
        what: 'escalation night',
        detail:
          'step 1: ops after 10 min → ops after 1 min 30 s, step 2: none → ops, phone after 1 h',
      },
    ]);
  });
});

describe('is refused with line and what to write', () => {
  const steps = (text: string) => `${CHANNELS}escalations:\n  night:\n    steps: ${text}\n`;

  test.each([
    {
      name: 'an escalation to nobody',
      yaml: steps('\n      - {after: 10m, to: []}\n      - {after: 10m}'),
      says: [
        /line 7: escalations.night.steps.1.to — write at least one name$/,
        /line 8: escalations.night.steps.2.to is missing — write a list such as/,
      ],
    },
    {
      name: 'one without steps',
      yaml: steps('[]'),
      says: [/line 6: escalations.night.steps — write a list of steps, such as /],
    },
    {
      name: 'one among its own steps, and another',
      yaml: `${steps('[{after: 10m, to: [ops, night]}]')}  day: {steps: [{after: 1m, to: night}]}\n`,
      says: [
        /line 6: escalations.night.steps.1.to: `night` is this escalation itself — write channels, or `repeat`$/,
        /line 7: escalations.day.steps.1.to: `night` is an escalation, and none leads on — /,
      ],
    },
    {
      name: 'a name that is no channel, and a key that is none',
      yaml: steps('\n      - {after: 10m, to: [opps]}\n      - {afer: 10m, to: ops}'),
      says: [
        /line 8: escalations.night.steps.2.after is missing — write a duration/,
        /line 8: escalations.night.steps.2.afer is unknown — did you mean `after`\?$/,
      ],
    },
    {
      name: 'a slip in the name of a channel',
      yaml: steps('[{after: 10m, to: [opps]}]'),
      says: [
        /line 6: escalations.night.steps.1.to: there is no channel `opps` — did you mean `ops`/,
      ],
    },
    {
      name: 'a person who is not there',
      yaml: steps('[{after: 10m, to: "@Eve"}]'),
      says: [
        /line 6: escalations.night.steps.1.to: there is no channel `@Eve` — write one of ops, phone$/,
      ],
    },
    {
      name: 'names of escalations that are not there',
      yaml: `${steps('[{after: 10m, to: ops}]')}rules:\n  - {name: r, when: x > 1, escalation: nigth}\nroutes:\n  - {to: ops, escalation: day}\nsettings:\n  escalation: week\n`,
      says: [
        /line 8: rules.r.escalation: there is no escalation `nigth` — did you mean `night`\?$/,
        /line 10: routes.1.escalation: there is no escalation `day` — write one of night$/,
        /line 12: settings.escalation: there is no escalation `week` — /,
      ],
    },
    {
      name: 'both ways to escalate in one rule',
      yaml: `${steps('[{after: 10m, to: ops}]')}rules:\n  - {name: r, when: x > 1, escalation: night, escalate: 5m}\n`,
      says: [/line 8: rules.r.escalate: .* — `escalation` says it already: keep one of the two$/],
    },
    {
      name: 'a list instead of a map',
      yaml: 'escalations:\n  - {steps: []}\n',
      says: [/line 1: escalations is no map — write `night: {steps: ...}`$/],
    },
    {
      name: 'numbers beyond their bounds',
      yaml: `${steps('[{after: 0s, to: ops}]')}    repeat: 99\n    ack_expires: 1s\n`,
      says: [
        /line 6: escalations.night.steps.1.after: "0s" — write at least 1s$/,
        /line 7: escalations.night.repeat: 99 — write how often all of it is done again, from 0 to 10$/,
        /line 8: escalations.night.ack_expires: "1s" — write at least 1m$/,
      ],
    },
  ])('$name', async ({ yaml, says }) => {
    const lines = await refused({ yaml });
    expect(lines).toHaveLength(says.length);
    for (const [index, pattern] of says.entries()) expect(lines[index]).toMatch(pattern);
  });
});
