import { describe, expect, test } from 'vitest';
import { say } from '../../src/chat/reply.ts';
import type { Severity } from '../../src/model/alert.ts';
import { audience } from '../../src/notify/audience.ts';
import type { RouteRule } from '../../src/notify/route.ts';
import { channelsFor } from '../../src/notify/route.ts';
import { content } from '../store/fixtures.ts';

const alert = { ...content({ target: 1 }), targetName: 'web-1' };

function route(match: Partial<RouteRule['match']>, ...to: string[]): RouteRule {
  return { match: { severity: 'warning', target: null, rule: null, labels: {}, ...match }, to };
}

describe('routes', () => {
  test.each([
    { name: 'severity reached', match: { severity: 'warning' }, hears: true },
    { name: 'severity not reached', match: { severity: 'error' }, hears: false },
    { name: 'its target', match: { target: 'web-1' }, hears: true },
    { name: 'another target', match: { target: 'web-2' }, hears: false },
    { name: 'its rule', match: { rule: 'disk_full' }, hears: true },
    { name: 'another rule', match: { rule: 'high_cpu' }, hears: false },
    { name: 'its label', match: { labels: { mount: '/var' } }, hears: true },
    { name: 'another value of its label', match: { labels: { mount: '/' } }, hears: false },
    { name: 'a label it lacks', match: { labels: { team: 'core' } }, hears: false },
    {
      name: 'one of two that do not both match',
      match: { rule: 'disk_full', target: 'web-2' },
      hears: false,
    },
  ] as const)('$name: $hears', ({ match, hears }) => {
    expect(channelsFor(alert, [route(match, 'ops')], 0)).toEqual(hears ? ['ops'] : []);
  });

  test('every route that matches counts, and nobody hears twice', () => {
    const routes = [route({}, 'ops', 'phone'), route({ rule: 'disk_full' }, 'phone', 'disks')];
    expect(channelsFor(alert, routes, 0)).toEqual(['ops', 'phone', 'disks']);
  });
});

describe('who is told', () => {
  const listeners = [
    { name: 'ops', kind: 'discord' },
    { name: 'phone', kind: 'telegram' },
    { name: 'linked', kind: 'telegram' },
    { name: 'console', kind: 'console' },
  ];
  const hears = (own: readonly string[] | null = null) =>
    audience<typeof alert, string>({
      now: () => 0,
      routes: () => [route({}, 'ops'), route({ severity: 'critical' }, 'phone', 'nowhere')],
      listeners: () => listeners,
      ownChannels: () => own,
      always: () => ['linked', 'console'],
      note: ({ targetName }, kind) => say(`${targetName} ${kind}`),
    });

  test.each([
    { name: 'routed channels, linked chats and the terminal', to: ['ops', 'linked', 'console'] },
    {
      name: 'of mere information only whom a route names',
      severity: 'info',
      own: ['ops'],
      to: ['ops'],
    },
    { name: 'nobody of what no route matches', severity: 'info', to: [] },
    {
      name: 'also what a stronger severity is routed to, but for a channel that does not exist',
      severity: 'critical',
      to: ['ops', 'phone', 'linked', 'console'],
    },
    {
      name: 'the channels of its rule instead of the routes',
      own: ['phone'],
      to: ['phone', 'linked', 'console'],
    },
    { name: 'each once', own: ['linked', 'phone', 'phone'], to: ['linked', 'phone', 'console'] },
  ] as const)('$name', ({ to, ...given }) => {
    const { severity = 'warning', own = null } = given as { severity?: Severity; own?: string[] };
    expect(hears(own).channels(alert, severity)).toEqual(to);
  });

  test('the severity that is asked for counts, not the one that it has', () => {
    expect(hears().channels({ ...alert, severity: 'critical' }, 'info')).toEqual([]);
  });

  test('which channels there are, which a destination reaches, and which need no note', () => {
    const one = hears();
    expect(['ops', 'nowhere'].map(one.destinations)).toEqual([['ops'], []]);
    expect(['ops', 'nowhere'].map(one.isThere)).toEqual([true, false]);
    expect(['ops', 'console', 'nowhere'].map(one.showsEveryChange)).toEqual([false, true, false]);
  });

  test('a note is kept as JSON', () => {
    expect(JSON.parse(hears().note(alert, 'resolved'))).toEqual(say('web-1 resolved'));
  });
});
