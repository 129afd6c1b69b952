import { describe, expect, test } from 'vitest';
import { difference } from '../../src/config/difference.ts';
import { accepted, refused } from './folder.ts';

const CHANNELS = 'channels:\n  ops: {kind: console}\n  dba: {kind: console}\n';

describe('routes in routes', () => {
  test('take whom the route around them tells, and hours in the zone of the reports', async () => {
    const yaml = `${CHANNELS}targets: [{name: db, kind: local}]
routes:
  - to: ops
    routes:
      - match: {target: db, type: performance}
        between: "09:00-18:00"
        continue: true
        routes:
          - {match: {severity: critical}, to: dba, between: "22:00-06:00", zone: Europe/Lisbon}
`;
    const { config } = await accepted({ yaml, env: 'REPORT_TZ=Europe/Berlin\n' });
    const all = { target: null, rule: null, labels: {} };
    expect(config.routes).toEqual([
      {
        match: { ...all, severity: 'info' },
        to: ['ops'],
        routes: [
          {
            match: { ...all, severity: 'info', target: 'db', type: 'performance' },
            to: ['ops'],
            between: { from: 540, to: 1080, zone: 'Europe/Berlin' },
            continue: true,
            routes: [
              {
                match: { ...all, severity: 'critical' },
                to: ['dba'],
                between: { from: 1320, to: 360, zone: 'Europe/Lisbon' },
              },
            ],
          },
        ],
      },
    ]);
  });

  test('are told of when they change', async () => {
    const yaml = (to: string) =>
      `${CHANNELS}routes:\n  - to: ops\n    routes: [{match: {severity: error}, routes: [{to: ${to}}]}]\n`;
    const [before, after] = await Promise.all([
      accepted({ yaml: yaml('ops') }),
      accepted({ yaml: yaml('dba') }),
    ]);
    expect(difference(before.config, after.config).changes).toEqual([
      {
        kind: 'changed',
        what: 'route 1',
        detail: 'route 1.1: severity >=info to ops → severity >=info to dba',
      },
    ]);
  });

  const deep = (levels: number): string =>
    levels === 1 ? '{to: ops}' : `{to: ops, routes: [${deep(levels - 1)}]}`;

  test('stand in each other eight levels deep', async () => {
    const { config } = await accepted({ yaml: `${CHANNELS}routes: [${deep(8)}]\n` });
    expect(JSON.stringify(config.routes).split('"routes"')).toHaveLength(8);
  });

  test.each([
    {
      name: 'a ninth level',
      yaml: `${CHANNELS}routes: [${deep(9)}]\n`,
      says: [/^tocsin.yaml line 4: .* — write at most 8 levels of routes$/],
    },
    {
      name: 'a route that tells nobody',
      yaml: `${CHANNELS}routes:\n  - match: {severity: error}\n    routes:\n      - {match: {type: performance}}\n  - {to: ops}\n`,
      says: [/line 7: routes.1.routes.1.to is missing — write who is told, such as \[ops\]$/],
    },
    {
      name: 'an unknown channel, target and key deep in it',
      yaml: `${CHANNELS}routes:\n  - to: ops\n    routes:\n      - to: [dbs]\n        match: {target: nowhere}\n`,
      says: [
        /line 7: .*no channel `dbs` — did you mean/,
        /line 8: routes.1.routes.1.match.target: /,
      ],
    },
    {
      name: 'a slip in a match deep in it',
      yaml: `${CHANNELS}routes:\n  - to: ops\n    routes:\n      - match: {typ: performance}\n`,
      says: [/line 7: routes.1.routes.1.match.typ is unknown — did you mean `type`\?/],
    },
    {
      name: 'a slip in a route deep in it',
      yaml: `${CHANNELS}routes:\n  - to: ops\n    routes:\n      - contineu: true\n`,
      says: [/line 7: routes.1.routes.1.contineu is unknown — did you mean `continue`\?/],
    },
    {
      name: 'what goes on at the outermost level, where nothing is around it',
      yaml: `${CHANNELS}routes:\n  - {to: ops, continue: true}\n`,
      says: [
        /line 5: routes.1.continue is unknown — write one of match, to, escalation, between, zone, routes$/,
      ],
    },
    {
      name: 'hours that are none, and a zone without hours',
      yaml: `${CHANNELS}routes:\n  - {to: ops, between: 9-18}\n  - {to: ops, zone: UTC}\n`,
      says: [
        /line 5: routes.1.between: "9-18" — write hours as "09:00-18:00"/,
        /line 6: routes.2.zone: it is the zone of `between`, which is not there/,
      ],
    },
    {
      name: 'a circle',
      yaml: `${CHANNELS}routes:\n  - &one\n    to: ops\n    routes: [*one]\n`,
      says: [/line 7: `\*one` stands in what it refers to: a circle — remove it$/],
    },
    {
      name: 'more routes than anybody reads',
      yaml: `${CHANNELS}routes:\n${'  - {to: ops}\n'.repeat(201)}`,
      says: [/line 205: routes.201: there are 201 routes — write at most 200$/],
    },
  ])('are refused: $name', async ({ yaml, says }) => {
    const lines = await refused({ yaml });
    expect(lines).toHaveLength(says.length);
    for (const [index, pattern] of says.entries()) expect(lines[index]).toMatch(pattern);
  });
});
