import { describe, expect, test } from 'vitest';
import type { GateWorld, Occasion } from '../../src/alert/gate.ts';
import { decide } from '../../src/alert/gate.ts';
import type { Alert } from '../../src/model/alert.ts';
import { NEW_LIFE } from '../../src/model/alert.ts';
import type { Silence } from '../../src/model/silence.ts';
import { ANY } from '../../src/model/silence.ts';
import { MINUTE } from '../../src/model/time.ts';
import { acknowledged, content, firing } from '../store/fixtures.ts';
import { aTimeline } from './by-time.ts';
import { ANA, aRule, at, fact } from './world.ts';

type Gated = Parameters<typeof decide>[0];
interface Situation {
  readonly alert?: Partial<Alert>;
  readonly world?: Partial<GateWorld>;
}

const silence: Silence = {
  ...{ id: 4, matcher: ANY, by: ANA, reason: 'we know', createdAt: at(0) },
  ...{ endsAt: at(60), ended: null, hidden: 0 },
};

/** Each reason alone, in the order in which they are asked, with what people are told of it. */
const ORDER = [
  {
    why: 'paused',
    world: {
      paused: () => ({
        target: 1,
        by: { id: 'telegram:222', name: 'Ana' },
        at: at(1),
        until: at(50),
      }),
    },
    detail: 'by Ana',
    until: at(50),
  },
  {
    why: 'silenced',
    world: { silences: [silence] },
    detail: 'silence #4 by Ana: we know',
    until: at(60),
  },
  {
    why: 'maintenance',
    world: { maintenance: [{ name: 'patches', until: at(30), covers: () => true }] },
    detail: 'maintenance patches',
    until: at(30),
  },
  {
    why: 'inhibited',
    world: { inhibitor: () => '#9 router cannot be reached' },
    detail: '#9 router cannot be reached',
    until: null,
  },
  {
    why: 'acknowledged',
    alert: { state: acknowledged(at(0), at(1)) },
    detail: 'Ana has it',
    until: null,
  },
  {
    why: 'cooldown',
    life: { toldAt: at(8) },
    detail: 'people were told of it a short while ago',
    until: at(13),
  },
  {
    why: 'flapping',
    life: { flappingSince: at(9) },
    detail: 'it keeps changing its mind; its card shows how',
    until: null,
  },
] as const;

function anAlert({
  life = {},
  ...more
}: Partial<Omit<Gated, 'life'>> & { life?: object } = {}): Gated {
  const plain = { ...content({ target: 1, state: firing(at(0)) }), targetName: 'web-1' };
  return { ...plain, ...more, life: { ...NEW_LIFE, ...life } };
}

function ask(
  alert: Gated,
  world: Partial<GateWorld>,
  { occasion = 'again', told = [] }: { occasion?: Occasion; told?: readonly string[] } = {},
) {
  const calm: GateWorld = {
    ...{ now: at(10), silences: [], maintenance: [], paused: () => null, inhibitor: () => null },
    ...{ quietUntil: () => null, isSpent: () => false },
  };
  const options = { channels: ['ops'], cooldown: 5 * MINUTE, told };
  return decide(alert, occasion, options, { ...calm, ...world });
}

function merged(from: number): { alert: Gated; world: Partial<GateWorld> } {
  let world: Situation['world'] = {};
  let life: object = {};
  let state = firing(at(0)) as Alert['state'];
  for (const one of ORDER.slice(from)) {
    if ('world' in one) world = { ...world, ...one.world };
    if ('life' in one) life = { ...life, ...one.life };
    if ('alert' in one) state = one.alert.state;
  }
  return { alert: anAlert({ life, state } as never), world };
}

describe('the order of the reasons', () => {
  test.each(ORDER.map((one, index) => ({ ...one, index })))(
    '$why wins over all that come after it',
    ({ index, why, detail, until }) => {
      const { alert, world } = merged(index);
      const quiet = { quietUntil: () => at(99), isSpent: () => true };
      const silenceId = why === 'silenced' ? 4 : null;
      expect(ask(alert, { ...world, ...quiet }, { told: ['ops'] })).toEqual({
        kind: 'hold',
        hold: { channel: null, why, detail, until, silence: silenceId },
      });
    },
  );

  test('quiet hours win over the noise budget', () => {
    const world = { quietUntil: () => at(99), isSpent: () => true };
    expect(ask(anAlert(), world, { occasion: 'fired' })).toEqual({
      kind: 'send',
      to: [],
      holds: [
        {
          channel: 'ops',
          why: 'quiet hours',
          detail: 'quiet hours: it comes with their summary',
          until: at(99),
          silence: null,
        },
      ],
    });
    expect(ask(anAlert(), world, { occasion: 'raised', told: ['ops'] })).toMatchObject({
      to: [{ channel: 'ops', silent: true, why: 'without a sound: quiet hours' }],
    });
  });

  test('a spent budget only takes the sound away', () => {
    expect(ask(anAlert(), { isSpent: () => true }, { occasion: 'fired' })).toMatchObject({
      kind: 'send',
      to: [
        {
          channel: 'ops',
          silent: true,
          why: 'without a sound: the channel has had its messages for this hour',
        },
      ],
      holds: [],
    });
  });

  test.each(['critical', 'emergency'] as const)('%s breaks through both', (severity) => {
    const world = { quietUntil: () => at(99), isSpent: () => true };
    expect(ask(anAlert({ severity }), world, { occasion: 'fired' })).toEqual({
      kind: 'send',
      to: [{ channel: 'ops', silent: false, why: '' }],
      holds: [],
    });
  });

  test('a channel that wants to hear only of what is worse is spared, unless it was told before', () => {
    const world = { leastOf: () => 'error' as const };
    const spared = [{ channel: 'ops', why: 'is told of error and worse' }];
    expect(ask(anAlert({ severity: 'warning' }), world)).toMatchObject({ to: [], spared });
    const sent = { to: [{ channel: 'ops' }] };
    expect(ask(anAlert({ severity: 'error' }), world)).toMatchObject(sent);
    const alert = anAlert({ severity: 'warning' });
    expect(ask(alert, world, { told: ['ops'], occasion: 'resolved' })).toMatchObject(sent);
  });

  test('without a reason it is sent, with a sound', () => {
    expect(ask(anAlert(), {})).toEqual({
      kind: 'send',
      to: [{ channel: 'ops', silent: false, why: '' }],
      holds: [],
    });
  });
});

describe('which occasion each reason holds', () => {
  const all: readonly Occasion[] = [
    ...(['fired', 'again', 'raised', 'resolved', 'flapping', 'settled'] as const),
    ...(['reminder', 'escalated', 'released', 'changed'] as const),
  ];
  test.each([
    { why: 'paused', index: 0, held: all },
    { why: 'silenced', index: 1, held: all },
    { why: 'maintenance', index: 2, held: all },
    { why: 'inhibited', index: 3, held: all },
    { why: 'acknowledged', index: 4, held: ['again', 'reminder', 'escalated'] },
    { why: 'cooldown', index: 5, held: ['again'] },
    {
      why: 'flapping',
      index: 6,
      held: all.filter((one) => one !== 'flapping' && one !== 'settled'),
    },
  ])('$why: $held', ({ why, index, held }) => {
    const one = ORDER[index];
    if (!one) throw new Error('no such reason');
    const alert = anAlert({
      ...('life' in one && { life: one.life }),
      ...('alert' in one && { state: one.alert.state }),
    } as never);
    const world = 'world' in one ? one.world : {};
    const holding = all.filter((occasion) => {
      const verdict = ask(alert, world, { occasion, told: ['ops'] });
      return verdict.kind === 'hold' && verdict.hold.why === why;
    });
    expect(holding).toEqual(held);
  });

  test.each([
    { name: 'the clock was set back', toldAt: 90, held: false },
    { name: 'it is over', toldAt: 5, held: false },
    { name: 'nobody was told', toldAt: null, held: false },
    { name: 'it lasts', toldAt: 9, held: true },
  ])('a cooldown when $name', ({ toldAt, held }) => {
    const alert = anAlert({ life: { toldAt: toldAt === null ? null : at(toldAt) } } as never);
    expect(ask(alert, {}).kind).toBe(held ? 'hold' : 'send');
  });

  test('quiet hours hold what a channel has not heard of yet, whatever the occasion', () => {
    const world = { quietUntil: () => at(99) };
    for (const occasion of ['fired', 'raised', 'flapping', 'escalated', 'released'] as const) {
      expect(ask(anAlert(), world, { occasion })).toMatchObject({ to: [] });
    }
    // What is let go in the night waits for the morning, also where it was told before.
    const released = { occasion: 'released', told: ['ops'] } as const;
    expect(ask(anAlert(), world, released)).toMatchObject({ to: [] });
  });
});

describe('everything is written down', () => {
  const levels = aRule({ warning: 'system.cpu > 75', critical: 'system.cpu > 90' });
  const cpu = (value: number) => [fact('system.cpu', value)];

  test('who was told of what, and what was held, with its reason', async () => {
    await using time = await aTimeline([{ ...levels, remind: 10 * MINUTE }], {
      channels: (_, severity) => (severity === 'warning' ? ['ops'] : ['ops', 'phone']),
    });
    await time.silence({}, { to: 3 });
    await time.see(0, cpu(80));
    await time.sweep(3);
    await time.see(4, cpu(95));
    await time.see(5, cpu(10));
    await time.see(6, cpu(95));
    await time.sweep(11);
    expect(await time.decided(1)).toEqual([
      'held silenced: silence #1 by Ana: known',
      'told new: ops',
      'told raised: ops, phone',
      'told resolved: ops, phone',
      'held cooldown: people were told of it a short while ago',
      'told again: ops, phone',
    ]);
  });

  test('a reason that stays is written once, its successor too', async () => {
    await using time = await aTimeline([levels]);
    await time.silence({}, { to: 5 });
    time.world.maintenance = [{ name: 'patches', until: at(9), covers: () => true }];
    await time.see(0, cpu(80));
    for (const minute of [1, 2, 5, 6, 7]) await time.sweep(minute);
    expect(await time.heldNow(1)).toEqual(['maintenance']);
    expect(await time.decided(1)).toEqual([
      'held silenced: silence #1 by Ana: known',
      'held maintenance: maintenance patches',
    ]);
  });
});
