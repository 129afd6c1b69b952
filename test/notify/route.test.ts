import { describe, expect, test } from 'vitest';
import type { Severity } from '../../src/model/alert.ts';
import type { RouteRule } from '../../src/notify/route.ts';
import { channelsFor, waysFor } from '../../src/notify/route.ts';
import { content } from '../store/fixtures.ts';

const NOON = Date.parse('2026-06-01T12:00:00Z');
const alert = { ...content({ target: 1 }), targetName: 'db', type: 'performance' };

function route(
  to: readonly string[],
  {
    match,
    ...more
  }: { match?: Partial<RouteRule['match']> } & Omit<Partial<RouteRule>, 'match'> = {},
): RouteRule {
  return {
    match: { severity: 'info', target: null, rule: null, labels: {}, ...match },
    to,
    ...more,
  };
}

const hasDb = { match: { target: 'db' } };
const isCritical = { match: { severity: 'critical' as Severity } };

describe('a tree of routes', () => {
  test.each([
    {
      name: 'a route without a matching one in it tells its own channels',
      routes: [route(['ops'], { routes: [route(['web'], { match: { target: 'web' } })] })],
      to: ['ops'],
    },
    {
      name: 'a matching route in it stands for it',
      routes: [route(['ops'], { routes: [route(['dba'], hasDb)] })],
      to: ['dba'],
    },
    {
      name: 'every matching route on one level is told',
      routes: [
        route(['ops'], {
          routes: [route(['dba'], hasDb), route(['all']), route(['x'], isCritical)],
        }),
      ],
      to: ['dba', 'all'],
    },
    {
      name: 'the deepest one decides',
      routes: [
        route(['ops'], { routes: [route(['dba'], { ...hasDb, routes: [route(['night'])] })] }),
      ],
      to: ['night'],
    },
    {
      name: 'one that goes on tells the route around it too, and no further',
      routes: [
        route(['ops'], {
          routes: [route(['dba'], { ...hasDb, routes: [route(['night'], { continue: true })] })],
        }),
      ],
      to: ['dba', 'night'],
    },
    {
      name: 'what stands in a route that does not match is not looked at',
      routes: [route(['ops'], { ...isCritical, routes: [route(['dba'], hasDb)] })],
      to: [],
    },
    {
      name: 'routes beside each other all count, and nobody is told twice',
      routes: [route(['ops']), route(['x'], { routes: [route(['ops', 'dba'])] })],
      to: ['ops', 'dba'],
    },
    {
      name: 'the type of the rule matches',
      routes: [
        route(['perf'], { match: { type: 'performance' } }),
        route(['sec'], { match: { type: 'security' } }),
      ],
      to: ['perf'],
    },
    {
      name: 'hours are those of their zone: noon in UTC is 14:00 in Berlin in summer',
      routes: [
        route(['utc'], { between: { from: 12 * 60, to: 13 * 60, zone: 'UTC' } }),
        route(['berlin'], { between: { from: 12 * 60, to: 13 * 60, zone: 'Europe/Berlin' } }),
        route(['night'], { between: { from: 14 * 60, to: 60, zone: 'Europe/Berlin' } }),
      ],
      to: ['utc', 'night'],
    },
  ])('$name', ({ routes, to }) => {
    expect(channelsFor(alert, routes, NOON)).toEqual(to);
  });

  test('says by which routes, by their places', () => {
    const routes = [
      route(['x'], isCritical),
      route(['ops'], { routes: [route(['y'], isCritical), route(['dba'], { continue: true })] }),
    ];
    expect(waysFor(alert, routes, NOON)).toEqual([
      { place: [2], to: ['ops'] },
      { place: [2, 2], to: ['dba'] },
    ]);
  });
});
