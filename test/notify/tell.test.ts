import { describe, expect, test } from 'vitest';
import { say } from '../../src/chat/reply.ts';
import type { Alert } from '../../src/model/alert.ts';
import type { RouteRule } from '../../src/notify/route.ts';
import { channelsFor } from '../../src/notify/route.ts';
import { alertTeller } from '../../src/notify/tell.ts';
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
    expect(channelsFor(alert, [route(match, 'ops')])).toEqual(hears ? ['ops'] : []);
  });

  test('every route that matches counts, and nobody hears twice', () => {
    const routes = [route({}, 'ops', 'phone'), route({ rule: 'disk_full' }, 'phone', 'disks')];
    expect(channelsFor(alert, routes)).toEqual(['ops', 'phone', 'disks']);
  });
});

describe('who is told', () => {
  const listeners = [
    { name: 'ops', kind: 'discord' },
    { name: 'phone', kind: 'telegram' },
    { name: 'linked', kind: 'telegram' },
    { name: 'console', kind: 'console' },
  ];
  const teller = (own: readonly string[] | null = null) =>
    alertTeller({
      routes: [route({}, 'ops'), route({ severity: 'critical' }, 'phone', 'nowhere')],
      listeners: () => listeners,
      ownChannels: () => own,
      always: () => ['linked', 'console'],
      note: (_alert, what) => say(what),
    });
  const told = (
    one: Partial<Alert>,
    options: { what?: 'card' | 'raised' | 'resolved'; own?: string[]; before?: string[] } = {},
  ) => {
    const { what = 'card', own = null, before = [] } = options;
    return teller(own)({ ...alert, ...one }, what, before).map(
      ({ channel, kind }) => `${kind} ${channel}`,
    );
  };

  test('routed channels, and from warning on linked chats and the terminal', () => {
    expect(told({})).toEqual(['card ops', 'card linked', 'card console']);
    expect(told({ severity: 'info' })).toEqual([]);
  });

  test('a channel that a route names and that does not exist is left out', () => {
    expect(told({ severity: 'critical' })).toEqual([
      'card ops',
      'card phone',
      'card linked',
      'card console',
    ]);
  });

  test('a rule’s own channels replace the routes', () => {
    expect(told({}, { own: ['phone'] })).toEqual(['card phone', 'card linked', 'card console']);
  });

  test('what must be noticed comes with a note, but for the terminal', () => {
    expect(told({}, { what: 'raised' })).toEqual([
      'card ops',
      'note ops',
      'card linked',
      'note linked',
      'card console',
    ]);
  });

  test('a channel that was told once hears how it goes on', () => {
    expect(told({}, { what: 'resolved', before: ['phone', 'removed'] })).toEqual([
      'card ops',
      'note ops',
      'card linked',
      'note linked',
      'card console',
      'card phone',
      'note phone',
    ]);
    expect(told({ severity: 'info' }, { before: ['linked'] })).toEqual(['card linked']);
  });
});
