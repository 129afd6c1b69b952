import { describe, expect, test } from 'vitest';
import { cardMaker } from '../../src/app/cards.ts';
import { DEFAULT_ALERTING } from '../../src/config/alerting.ts';
import type { Config } from '../../src/config/config.ts';
import type { Escalation } from '../../src/model/escalation.ts';
import type { Actor } from '../../src/model/person.ts';
import { HOUR, MINUTE } from '../../src/model/time.ts';
import { ana, reading } from '../support/desk.ts';
import { acting } from './acting.ts';

const chain = (name: string, minutes: number): Escalation => ({
  name,
  steps: [
    { after: minutes * MINUTE, to: ['ops'] },
    { after: minutes * MINUTE, to: ['gone'] },
  ],
  ...{ repeat: 0, ackExpires: null },
});
const ben: Actor = { id: 'discord:777', name: 'Ben', surface: 'discord', role: 'operator' };
const person = { role: 'operator', discord: null, telegram: null, zone: null } as const;
const PEOPLE: Config['people'] = [
  { ...person, name: 'Ana', discord: '111', telegram: '222' },
  { ...person, name: 'Ben', discord: '777' },
  { ...person, name: 'Eve', role: 'viewer', telegram: '5' },
];
const route = { severity: 'warning', target: null, rule: null, labels: {} } as const;

function escalating(more: Partial<Config> = {}) {
  return acting({
    channels: [],
    people: PEOPLE,
    escalations: [chain('night', 10), chain('day', 20)],
    routes: [{ match: route, to: ['ops'] }],
    alerting: { ...DEFAULT_ALERTING, escalation: 'night' },
    ...more,
  });
}

type Desk = Awaited<ReturnType<typeof escalating>>;

async function cardOf(desk: Desk, id: number): Promise<string> {
  const { store, samples, live, clock, alerting } = desk;
  const make = cardMaker({ store, samples, live, clock, book: alerting.book });
  const card = await make(id, 'ops');
  return card === null ? '' : desk.shown(card.reply);
}

describe('which escalation an alert has', () => {
  const own = (more: object) => ({
    ...{ name: 'own', levels: [{ severity: 'critical', when: 'system.disk > 95' }] as const },
    ...{ for: 0, clear: null, clearFor: 0, cooldown: 0, escalate: null, remind: null },
    ...{ type: 'custom', message: 'own', labels: {}, runbook: null, targets: null, channels: null },
    ...more,
  });
  const routes = [{ match: route, to: ['ops'], escalation: 'day' }];

  test.each<{ name: string; more: Partial<Config>; value: number; has: string | undefined }>([
    { name: 'that of the settings when it is critical', more: {}, value: 97, has: 'night' },
    { name: 'none by the settings when it is mild', more: {}, value: 90, has: undefined },
    { name: 'that of its route before', more: { routes }, value: 97, has: 'day' },
    { name: 'that of its route also when it is mild', more: { routes }, value: 90, has: 'day' },
    {
      name: 'that of its rule before all',
      ...{ more: { routes, rules: [own({ escalation: 'night' })] }, value: 97, has: 'night' },
    },
    {
      name: 'the short form of its rule in the file before those of route and settings',
      ...{ more: { routes, rules: [own({ escalate: MINUTE })] }, value: 97, has: undefined },
    },
  ])('$name', async ({ more, value, has }) => {
    const desk = await escalating(more);
    await desk.disk(0, value);
    const open = [...desk.alerting.book.open(null)];
    const one = open.find(({ rule }) => rule === 'own') ?? open[0];
    expect(one?.life.escalation?.chain).toBe(has);
  });
});

describe('an escalation that is under way', () => {
  test('stands on the card and in /escalation, and is stopped once, by who may', async () => {
    const desk = await escalating();
    await desk.disk(0, 97);
    expect(await cardOf(desk, 1)).toContain('Next: ops 13:10 (step 1 of 2)');
    expect(await desk.say('escalation', 'viewer')).toContain('next: ops in 10 min (step 1 of 2)');
    expect(await desk.say('escalation stop 1', 'viewer')).toMatch(/Only operators/);
    expect(await desk.say('escalation stop 1')).toMatch(/^Ana stopped the escalation of #1 /);
    expect(await desk.say('escalation stop 1')).toMatch(/no escalation of it is under way/);
    expect(await cardOf(desk, 1)).toContain('Escalation stopped by Ana');
    expect(await desk.say('alert 1')).toContain('stopped by Ana: its escalation');
    await desk.sweep(11);
    await desk.sweep(60);
    expect(await desk.say('why 1')).not.toContain('escalated');
    expect(await desk.say('escalation')).toBe('No escalation is under way.');
  });

  test('is stopped once, whoever presses at the same moment', async () => {
    const desk = await escalating();
    await desk.disk(0, 97);
    const said = await Promise.all([
      desk.say('escalation stop 1'),
      desk.say('escalation stop 1', ben),
    ]);
    expect(said.filter((text) => text.includes('stopped the escalation of'))).toHaveLength(1);
  });

  test('is told by /why with its steps, and with what is left', async () => {
    const desk = await escalating();
    await desk.disk(0, 97);
    await desk.sweep(10);
    await desk.sweep(20);
    const why = await desk.say('why 1');
    expect(why).toContain('13:10 escalated: step 1 of 2 to ops');
    expect(why).toContain('13:20 escalated: step 2 of 2 reaches nobody (gone)');
  });

  test('gives way when the file has none of that name any more', async () => {
    const desk = await escalating();
    await desk.disk(0, 97);
    await desk.live.put({ ...desk.live.config(), escalations: [chain('day', 20)] });
    await desk.sweep(10);
    expect(await desk.say('why 1')).toContain('held night is no escalation');
    expect(await desk.say('escalation')).toContain('the channels of the next severity');
  });
});

describe('an acknowledgement that ends', () => {
  test('is asked about after the time that was said, kept by a press, and given back without', async () => {
    const desk = await escalating();
    await desk.disk(0, 97);
    await desk.say('ack 1 for=1h on it');
    expect(await cardOf(desk, 1)).toContain('Asks Ana again 14:00');
    await desk.sweep(60);
    expect(await cardOf(desk, 1)).toContain('Asked Ana whether they still are on it');
    desk.at(desk.clock.now() + MINUTE);
    expect(await desk.say('ack 1')).toMatch(/^Ana has #1 /);
    await desk.sweep(120);
    expect(await cardOf(desk, 1)).toContain('Asks Ana again 15:01');
    await desk.sweep(121);
    await desk.sweep(131);
    expect(await desk.say('alert 1')).toContain('Ana did not answer for 10 min');
    expect(await desk.say('escalation')).toContain('next: ops in 10 min (step 1 of 2)');
  });

  test('is asked about once for all that a person has in one message, and kept by one press', async () => {
    const desk = await escalating();
    for (const mount of ['/', '/var']) {
      await desk.measured('web-1', desk.clock.now(), [
        reading('system.disk', 97, { mount: '/' }),
        ...(mount === '/' ? [] : [reading('system.disk', 97, { mount })]),
      ]);
    }
    expect(await desk.say('ack 1* for=1h')).toContain('Ana has #2 ');
    await desk.told();
    await desk.sweep(60);
    expect((await desk.told()).filter((one) => one.startsWith('note'))).toHaveLength(1);
    expect(await desk.say('ack 1*')).toContain('Ana has #2 ');
    await desk.sweep(75);
    expect(await desk.say('handover')).toContain('Taken (2)');
  });

  test('of one that was taken for ever is never asked about', async () => {
    const desk = await escalating();
    await desk.disk(0, 97);
    await desk.say('ack 1');
    await desk.sweep((30 * HOUR) / MINUTE);
    expect(await cardOf(desk, 1)).not.toContain('Ask');
    expect(await desk.say('ack 1 for=2h')).toMatch(/^Ana has #1 /);
    expect(await desk.say('ack 1 for=2h', ben)).toContain('already acknowledged by Ana');
  });
});

describe('/handover', () => {
  test('gives all that a person has, from wherever they took it, to another, and says so', async () => {
    const desk = await escalating();
    await desk.disk(0, 97);
    await desk.disk(0, 97, 'web-2');
    await desk.say('ack 1 looking');
    await desk.say('ack 2', { ...ana, id: 'discord:111', surface: 'discord' });
    await desk.told();
    expect(await desk.say('handover', 'viewer')).toMatch(
      /Taken \(2\)[\s\S]*: Ana since .*: looking/,
    );
    const said = await desk.say('handover ben');
    expect(said).toContain('Ben took over from Ana: #1 ');
    expect(said).toContain('Ben took over from Ana: #2 ');
    expect(await desk.told()).toContain('note 1');
    expect(await desk.say('alert 1')).toMatch(/handed over by Ana/);
    expect(await desk.say('handover Ben')).toBe('You have no alerts to hand over.');
    expect(await desk.say('handover to:Ana', ben)).toContain('Ana took over from Ben: #1 ');
  });

  test.each([
    ['Eve', 'Nobody of `people` who may have alerts is called that. Write one of Ana, Ben.'],
    ['nobody', 'Nobody of `people` who may have alerts is called that. Write one of Ana, Ben.'],
    ['@Ana', 'You have them already.'],
  ])('to %s is refused', async (name, why) => {
    const desk = await escalating();
    await desk.disk(0, 97);
    await desk.say('ack 1');
    expect(await desk.say(`handover ${name}`)).toBe(why);
    expect(await desk.say('handover', 'viewer')).toContain('Ana since');
  });
});
