import { describe, expect, test } from 'vitest';
import { raiseByHand } from '../../src/alert/desk.ts';
import { openAlerting } from '../../src/app/alerting.ts';
import { openPeople } from '../../src/app/people.ts';
import type { Config, PersonConfig } from '../../src/config/config.ts';
import type { Severity } from '../../src/model/alert.ts';
import type { Rota } from '../../src/model/rota.ts';
import { DAY, HOUR, MINUTE } from '../../src/model/time.ts';
import { ana, NOON, openDesk } from '../support/desk.ts';

const by = { id: ana.id, name: ana.name };
const DISCORD = { token: 'x', guildId: null, apiUrl: 'https://discord.example.com' };
const TELEGRAM = { token: 'x', apiRoot: 'https://telegram.example.com' };

function person(name: string, more: Partial<PersonConfig> = {}): PersonConfig {
  return { name, role: 'operator', discord: null, telegram: null, zone: null, ...more };
}

const ANA = person('Ana', { discord: '111', telegram: '222' });
const BEN = person('Ben', { telegram: '333' });
const ops: Rota = {
  name: 'ops',
  zone: 'UTC',
  announce: null,
  layers: [
    {
      people: ['Ana', 'Ben'],
      ...{ turn: 'daily', weekday: 0, minute: 0, from: Math.floor(NOON / DAY) },
      ...{ between: null, days: [0, 1, 2, 3, 4, 5, 6] },
    },
  ],
};
const match = { severity: 'info', target: null, rule: null, labels: {} } as const;

const trouble = { message: 'trouble', type: 'custom' };

async function world(more: Partial<Config> = {}) {
  const desk = await openDesk({
    ...{ discord: DISCORD, telegram: TELEGRAM, people: [ANA, BEN], rotas: [ops] },
    ...more,
  });
  const tell = async (severity: Severity) => {
    // Alerts that come together would share one message.
    desk.at(desk.clock.now() + 10 * MINUTE);
    const target = desk.targetNamed('web-1');
    const alert = await raiseByHand(desk.alerting, { ...trouble, severity, target, by });
    const found = await desk.store.alerts.get(alert.id);
    return found?.events.flatMap(({ kind, detail }) =>
      kind === 'told' || kind === 'held' ? [`${kind} ${detail}`] : [],
    );
  };
  return { ...desk, tell };
}

describe('where people are told', () => {
  test.each([
    { name: 'in Telegram where nothing is said', via: [], place: 'telegram 222' },
    { name: 'where they want', via: ['discord'], place: 'discord 111' },
    { name: 'in the order they want', via: ['discord', 'telegram'], place: 'discord 111' },
    {
      name: 'where they can be reached, else',
      via: ['discord', 'telegram'],
      more: { discord: null },
      place: 'telegram 222',
    },
    { name: 'nowhere, when that is all they want', via: ['discord'], more: { discord: null } },
  ] as const)('$name', async ({ via, place, ...given }) => {
    const { people } = await world({ people: [ANA], ...('more' in given ? given.more : {}) });
    await people.wish('Ana', { via, quiet: null, severity: 'info' }, by);
    const places = people.places().map(({ kind, address }) => `${kind} ${address}`);
    expect(places).toEqual(place === undefined ? [] : [place]);
  });

  test('by mail through the server of the first channel of mail, with the address masked', async () => {
    const options = { host: 'mail.example.com', to: [{ name: '', address: 'ops@example.com' }] };
    const mail = { name: 'mail', kind: 'email', address: 'o***@example.com', options };
    const rest = { thread: null, quiet: null, pushesPerHour: null };
    const di = person('Di', { email: 'di@example.com' });
    const { people } = await world({ people: [di], channels: [{ ...mail, ...rest }] });
    expect(people.places()).toEqual([
      {
        ...{ name: '@Di', kind: 'email', address: 'd***@example.com', thread: null },
        options: { ...options, to: [{ name: '', address: 'di@example.com' }] },
      },
    ]);
    const without = await world({ people: [di] });
    expect(without.people.places()).toEqual([]);
  });

  test('by SMS or call through the first such channel with a provider, only their own number', async () => {
    const provider = { url: 'https://sms.example.com/send', to: ['+491700000001'], from: 'Tocsin' };
    const rest = { address: 'x', thread: null, quiet: null, pushesPerHour: null };
    const channels = [
      { name: 'empty', kind: 'sms', ...rest, options: { to: [] } },
      { name: 'sms', kind: 'sms', ...rest, options: provider },
      {
        name: 'call',
        kind: 'call',
        ...rest,
        options: { ...provider, url: 'https://call.example.com/' },
      },
    ];
    const di = person('Di', { phone: '+491709876543' });
    const { people } = await world({ people: [di], channels });
    const sent = { url: provider.url, to: ['+491709876543'], from: 'Tocsin' };
    const address = 'sms.example.com +49…43';
    expect(people.places()).toEqual([
      { name: '@Di', kind: 'sms', address, thread: null, options: sent },
    ]);
    await people.wish('Di', { via: ['call', 'sms'], quiet: null, severity: 'info' }, by);
    expect(people.places()).toMatchObject([
      { name: '@Di', kind: 'call', options: { to: ['+491709876543'] } },
    ]);
    const without = await world({ people: [di], channels: channels.slice(0, 1) });
    expect(without.people.places()).toEqual([]);
  });

  test('people of .env are called by ids, and are no channels', async () => {
    const { people } = await world({ people: [person('222', { telegram: '222' })] });
    expect(people.places()).toEqual([]);
  });

  test('wishes outlive a restart', async () => {
    const { people, live, store, clock } = await world();
    const wishes = { via: ['discord'], quiet: null, severity: 'error' } as const;
    await people.wish('Ana', wishes, by);
    const again = await openPeople({ live, store, clock, moved: () => {} });
    expect(again.wishesOf('Ana')).toEqual(wishes);
  });
});

describe('who is told', () => {
  test('a person where they are named, and nobody else', async () => {
    const { tell } = await world({ routes: [{ match, to: ['@Ana'] }] });
    expect(await tell('warning')).toEqual(['told new: @Ana, ops']);
  });

  test('a person whose private chat is linked, once', async () => {
    const { live, store, clock, people, targetNamed } = await world({
      routes: [{ match, to: ['@Ana'] }],
    });
    const linked = { name: 'telegram-222', kind: 'telegram' };
    const listeners = () => [linked, ...people.places()];
    const heardAs = (name: string) => (name === '@Ana' ? linked.name : name);
    const alerting = await openAlerting(live, { store, clock, listeners, people, heardAs });
    const target = targetNamed('web-1');
    const { id } = await raiseByHand(alerting, { ...trouble, severity: 'error', target, by });
    const found = await store.alerts.get(id);
    expect(found?.events.find(({ kind }) => kind === 'told')?.detail).toBe('new: telegram-222');
    expect(alerting.audience.destinations('@Ana', NOON)).toEqual(['telegram-222']);
  });

  test('of a rota whoever is on call, and who stands in', async () => {
    const desk = await world({ routes: [{ match, to: ['@ops'] }] });
    const { people } = desk;
    expect(people.reached('@ops', NOON)).toEqual(['@Ana']);
    expect(people.reached('@ops', NOON + DAY)).toEqual(['@Ben']);
    expect(people.reached('@ops', NOON - DAY)).toEqual([]);
    const span = { from: NOON, to: NOON + HOUR };
    const [made] = await people.override([{ rota: 'ops', person: 'Ben', ...span, by }]);
    expect(people.reached('@ops', NOON)).toEqual(['@Ben']);
    expect(await desk.tell('error')).toEqual(['told new: @Ben, ops']);
    await people.endOverride(made?.id ?? 0);
    expect(people.reached('@ops', NOON)).toEqual(['@Ana']);
  });

  test('nobody stands in who is configured no more', async () => {
    const { people } = await world();
    await people.override([{ rota: 'ops', person: 'Cy', from: NOON, to: NOON + HOUR, by }]);
    expect(people.reached('@ops', NOON)).toEqual(['@Ana']);
  });

  test('not who wants to hear only of what is worse, with the reason', async () => {
    const { people, tell } = await world({ routes: [{ match, to: ['@Ana'] }] });
    await people.wish('Ana', { via: [], quiet: null, severity: 'error' }, by);
    expect(await tell('warning')).toEqual([
      'told new: ops',
      'held @Ana: is told of error and worse',
    ]);
    expect(await tell('error')).toEqual(['told new: @Ana, ops']);
  });

  test('later who has quiet hours, but at once of what is critical', async () => {
    const { people, tell } = await world({ routes: [{ match, to: ['@Ana'] }] });
    const quiet = { from: 0, to: 23 * 60 + 59, zone: 'UTC' };
    await people.wish('Ana', { via: [], quiet, severity: 'info' }, by);
    expect(await tell('error')).toEqual([
      'told new: ops',
      'held @Ana: quiet hours: it comes with their summary',
    ]);
    expect(await tell('critical')).toEqual(['told new: @Ana, ops']);
  });
});
