import { describe, expect, test } from 'vitest';
import type { PersonConfig } from '../../src/config/config.ts';
import type { Actor } from '../../src/model/person.ts';
import type { Rota } from '../../src/model/rota.ts';
import { DAY, HOUR } from '../../src/model/time.ts';
import { actorOf, NOON, openDesk } from '../support/desk.ts';

const TELEGRAM = { token: 'x', apiRoot: 'https://telegram.example.com' };

function person(name: string, more: Partial<PersonConfig> = {}): PersonConfig {
  return { name, role: 'operator', discord: null, telegram: null, zone: null, ...more };
}

const TODAY = Math.floor(NOON / DAY);
const ops: Rota = {
  name: 'ops',
  zone: 'UTC',
  announce: null,
  layers: [
    {
      people: ['Ana', 'Ben'],
      ...{ turn: 'daily', weekday: 0, minute: 0, from: TODAY },
      ...{ between: null, days: [0, 1, 2, 3, 4, 5, 6] },
    },
  ],
};
const office: Rota = {
  ...ops,
  name: 'office',
  layers: ops.layers.map((one) => ({ ...one, between: { from: 540, to: 1080 } })),
};
const ben: Actor = { id: 'telegram:333', name: 'Ben', surface: 'telegram', role: 'operator' };
const strange: Actor = { ...ben, id: 'telegram:999', name: 'Cy' };

async function world(rotas: readonly Rota[] = [ops]) {
  const desk = await openDesk({
    telegram: TELEGRAM,
    people: [
      person('Ana', { discord: '111', telegram: '222' }),
      person('Ben', { telegram: '333' }),
      person('Di', { discord: '444' }),
    ],
    rotas,
  });
  const say = async (line: string, actor?: Actor) => desk.shown(await desk.ask(line, actor));
  return { ...desk, say };
}

describe('/oncall', () => {
  test('says who is on call, who is next, and what programs need', async () => {
    const one = await world();
    expect(await one.say('oncall')).toMatch(/ops: Ana, then Ben from .*, then Ana from .*\(UTC\)/);
    expect((await one.ask('oncall')).data).toMatchObject({
      rotas: [
        {
          name: 'ops',
          on_call: 'Ana',
          until: new Date((TODAY + 1) * DAY).toISOString(),
          next: { person: 'Ben' },
          gaps: [],
        },
      ],
    });
  });

  test('says when nobody is on call', async () => {
    const one = await world([office]);
    one.at((TODAY + 1) * DAY + 20 * HOUR);
    const shown = await one.say('oncall office');
    expect(shown).toMatch(/office: nobody, then /);
    expect(shown).toContain('nobody on call daily 18:00-09:00');
    await one.ask('oncall override office Di 2h');
    const changed = await one.say('oncall office');
    expect(changed).toMatch(/15 gaps within two weeks, the next from .* to /);
    expect(changed.match(/nobody on call|gaps/g)).toHaveLength(1);
  });

  test('lets somebody stand in, from now or later, and takes it back', async () => {
    const one = await world();
    expect(await one.say('oncall override ops ben 2h')).toContain('ops: #1 Ben stands in from');
    expect(one.people.reached('@ops', NOON)).toEqual(['@Ben']);
    expect(one.people.reached('@ops', NOON + 2 * HOUR)).toEqual(['@Ana']);
    const later = new Date((TODAY + 2) * DAY).toISOString().slice(0, 10);
    await one.ask(`oncall override rota:ops person:Di from:${later}T09:00 for:3h`);
    const nine = (TODAY + 2) * DAY + 9 * HOUR;
    const who = [nine - 1, nine, nine + 3 * HOUR].map((at) => one.people.reached('@ops', at));
    expect(who).toEqual([['@Ana'], ['@Di'], ['@Ana']]);
    expect(await one.say('oncall')).toContain('#2 Di stands in from');
    expect(await one.say('oncall end 2')).toContain('Override #2 is over');
    expect(one.people.reached('@ops', nine)).toEqual(['@Ana']);
    expect(await one.say('oncall end 2')).toContain('There is no override #2 that is not over');
  });

  test('lets two people take each other’s next turn', async () => {
    const one = await world();
    expect(await one.say('oncall swap ops Ana Ben')).toContain('Ben stands in from');
    const noons = [0, 1, 2].map((days) => one.people.reached('@ops', NOON + days * DAY));
    expect(noons).toEqual([['@Ben'], ['@Ana'], ['@Ana']]);
    expect(await one.say('oncall swap ops Ana Di')).toContain('Di has no turn in ops');
  });

  test.each([
    { line: 'oncall override ops', says: 'Write /oncall override <rota> <person> <how long>' },
    { line: 'oncall override opps Ben 2h', says: 'There is no rota opps. Did you mean ops?' },
    { line: 'oncall override ops Bem 2h', says: 'There is no person Bem. There is Ana, Ben, Di.' },
    { line: 'oncall override ops Ben 200d', says: 'for 90 days at most' },
    { line: 'oncall override ops Ben from:yesterday for:2h', says: '“yesterday” is no time.' },
    { line: 'oncall override ops Ben for:2020-01-01', says: '“2020-01-01” is no time to come.' },
    { line: 'oncall swap ops Ana Ana', says: 'Ana cannot swap with themselves' },
    { line: 'oncall end', says: 'Write /oncall end <number>' },
  ])('refuses $line', async ({ line, says }) => {
    const one = await world();
    expect(await one.say(line)).toContain(says);
    expect(one.people.overrides('ops')).toEqual([]);
  });

  test.each(['override ops Ben 2h', 'swap ops Ana Ben', 'end 1'])(
    '%s needs an operator',
    async (line) => {
      const one = await world();
      const said = await one.say(`oncall ${line}`, actorOf('viewer'));
      expect(said).toContain('is for the role operator');
    },
  );

  test('without rotas says how one is written', async () => {
    const one = await world([]);
    expect(await one.say('oncall')).toContain('There are no rotas.');
  });
});

describe('/me', () => {
  test('shows and sets how whoever asks is told', async () => {
    const one = await world();
    expect(await one.say('me', ben)).toContain('Told in telegram\n');
    const said = await one.say('me quiet=22:00-07:00 zone=Europe/Lisbon severity=error', ben);
    expect(said).toContain('Quiet hours 22:00-07:00 (Europe/Lisbon)');
    expect(said).toContain('Of error and worse');
    expect(said).toMatch(
      /On call in ops from \w{3} \d+ \w{3} 00:00 to \w{3} \d+ \w{3} 00:00 \(UTC\)/,
    );
    const wishes = { via: [], quiet: { from: 1320, to: 420, zone: 'Europe/Lisbon' } };
    expect(one.people.wishesOf('Ben')).toEqual({ ...wishes, severity: 'error' });
    await one.ask('me quiet=none', ben);
    expect(one.people.wishesOf('Ben')).toEqual({ via: [], quiet: null, severity: 'error' });
  });

  test('says when what is wanted cannot be used', async () => {
    const one = await world();
    expect(await one.say('me person=Ana via=discord', actorOf('admin'))).toContain(
      'Told nowhere: discord cannot be used',
    );
    expect(await one.say('me person=Ana via=discord,telegram', actorOf('admin'))).toContain(
      'Told in telegram; order: discord, then telegram',
    );
    expect(one.people.wishesOf('Ana').via).toEqual(['discord', 'telegram']);
  });

  test.each([
    { line: 'me', who: strange, says: 'tocsin.yaml does not say who you are' },
    { line: 'me person=Ana', who: ben, says: 'Only admins look at others' },
    { line: 'me person=Ana severity=emergency', who: ben, says: 'Only admins look at others' },
    { line: 'me via=pigeon', who: ben, says: 'Write via=telegram,discord,email,sms,call' },
    { line: 'me quiet=22-7', who: ben, says: 'Write quiet=22:00-07:00' },
    { line: 'me quiet=22:00-07:00 zone=Mars/Base', who: ben, says: '“Mars/Base” is no time zone' },
    { line: 'me zone=UTC', who: ben, says: 'It is the zone of quiet hours, and there are none' },
    { line: 'me person=Zed', who: actorOf('admin'), says: 'There is no person Zed' },
  ])('refuses $line', async ({ line, who, says }) => {
    const one = await world();
    expect(await one.say(line, who)).toContain(says);
    expect((await one.store.oncall.wishes()).size).toBe(0);
  });
});
