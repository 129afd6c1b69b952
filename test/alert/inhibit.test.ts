import { describe, expect, test } from 'vitest';
import type { Inhibition } from '../../src/alert/inhibit.ts';
import { inhibitor } from '../../src/alert/inhibit.ts';
import { ANY } from '../../src/model/silence.ts';
import type { Target } from '../../src/model/target.ts';
import { MINUTE } from '../../src/model/time.ts';
import { aTarget } from '../store/fixtures.ts';
import { aTimeline } from './by-time.ts';
import { aRule, fact } from './world.ts';

const reach = aRule(
  { critical: 'target.reachable == false' },
  { name: 'unreachable', message: '{target} is away' },
);
const busy = aRule({ warning: 'system.cpu > 75', critical: 'system.cpu > 90' }, { name: 'busy' });
const full = aRule('system.disk > 90', { name: 'full' });
const away = [fact('target.reachable', false)];
const there = [fact('target.reachable', true)];
const hot = (value = 80) => [fact('system.cpu', value)];

async function aNetwork(
  parents: Readonly<Record<string, string | null>>,
  more: { inhibit?: readonly Inhibition[]; rules?: (typeof reach)[] } = {},
) {
  const targets = Object.entries(parents).map(([name, parent]) => aTarget({ name, parent }));
  const time = await aTimeline(more.rules ?? [reach, busy, full], { targets });
  const inhibits = inhibitor({
    book: time.book,
    targets: () => time.targets,
    rules: () => more.inhibit ?? [],
  });
  time.world.inhibitor = inhibits;
  const named = (name: string): Target => {
    const target = time.targets.find((one) => one.name === name);
    if (!target) throw new Error(`no target ${name}`);
    return target;
  };
  return {
    ...time,
    on: (name: string, minute: number, facts: Parameters<typeof time.see>[1]) =>
      time.see(minute, facts, { target: named(name) }),
  };
}

describe('a target behind others', () => {
  const chain = { router: null, switch: 'router', host: 'switch', other: null };

  test.each(['router', 'switch'])('is held back while its %s cannot be reached', async (parent) => {
    await using net = await aNetwork(chain);
    await net.on(parent, 0, away);
    await net.on('host', 0, away);
    await net.on('other', 0, away);
    expect(await net.heard()).toEqual(['post #1', 'post #3']);
    expect(await net.decided(2)).toEqual([`held inhibited: #1 ${parent} is away`]);
  });

  test('is told once when its parent is back and it is still away', async () => {
    await using net = await aNetwork(chain);
    await net.on('router', 0, away);
    await net.on('switch', 0, away);
    await net.on('host', 0, away);
    await net.on('router', 5, there);
    await net.sweep(5);
    expect(await net.decided(3)).toEqual(['held inhibited: #2 switch is away']);
    await net.on('switch', 6, there);
    for (const minute of [6, 6.1, 7]) await net.sweep(minute);
    expect((await net.heard()).filter((one) => one.includes('#3'))).toEqual(['post #3']);
  });

  test('has one round of its own to come back with its parent', async () => {
    await using net = await aNetwork(chain);
    await net.on('router', 0, away);
    await net.on('host', 0, away);
    await net.on('router', 5, there);
    await net.sweep(5.4);
    await net.on('host', 5.5, there);
    await net.sweep(7);
    expect((await net.heard()).filter((one) => one.includes('#2'))).toEqual([]);
  });

  test('says nothing of its end when nobody heard of it', async () => {
    await using net = await aNetwork(chain);
    await net.on('router', 0, away);
    await net.on('host', 0, away);
    await net.on('host', 4, there);
    await net.on('router', 5, there);
    await net.sweep(5);
    expect(await net.heard()).toEqual(['post #1', 'note #1: resolved critical']);
  });

  test('waits while its parent may be away too, and is told when it was not', async () => {
    const slow = { ...reach, for: MINUTE };
    await using net = await aNetwork(chain, { rules: [slow, busy] });
    await net.on('host', 0, away);
    await net.on('router', 0.5, away);
    await net.on('host', 1, away);
    expect(await net.shown()).toEqual(['firing critical', 'pending critical']);
    expect(await net.heard()).toEqual([]);
    await net.on('router', 1.2, there);
    await net.sweep(1.8);
    expect(await net.heard()).toEqual(['post #1']);
  });

  test('is not held back by another trouble of its parent', async () => {
    await using net = await aNetwork(chain);
    await net.on('router', 0, hot());
    await net.on('host', 0, hot());
    expect(await net.heard()).toEqual(['post #1', 'post #2']);
  });

  test.each([
    { name: 'two', parents: { a: 'b', b: 'a' } },
    { name: 'itself', parents: { a: 'a', b: null } },
    { name: 'nothing that is there', parents: { a: 'gone', b: null } },
  ])('in a circle of $name hangs nothing', async ({ parents }) => {
    await using net = await aNetwork(parents);
    await net.on('a', 0, away);
    await net.on('b', 0, hot());
    expect(await net.open()).toHaveLength(2);
  });
});

describe('what the configuration names', () => {
  const inhibit: readonly Inhibition[] = [
    {
      when: { ...ANY, rule: 'busy', severity: 'critical' },
      mute: { ...ANY, rule: 'full' },
      same: ['target'],
    },
  ];
  const targets = { a: null, b: null };
  const disk = [fact('system.disk', 95)];

  test.each([
    { name: 'on the same target', by: 'a', value: 95, muted: true },
    { name: 'on another target', by: 'b', value: 95, muted: false },
    { name: 'of a weaker severity', by: 'a', value: 80, muted: false },
  ])('mutes $name: $muted', async ({ by, value, muted }) => {
    await using net = await aNetwork(targets, { inhibit });
    await net.on(by, 0, hot(value));
    await net.on('a', 0, disk);
    expect(await net.heldNow(2)).toEqual(muted ? ['inhibited'] : []);
  });

  test('labels that must be equal', async () => {
    const byTeam = inhibit.map((one) => ({ ...one, same: ['team'] }));
    const rules = [
      { ...busy, labels: { team: 'core' } },
      { ...full, labels: { team: 'web' } },
      { ...full, name: 'full_2', labels: { team: 'core' } },
    ];
    const both = byTeam.map((one) => ({ ...one, mute: { ...ANY, severity: 'warning' as const } }));
    await using net = await aNetwork(targets, { inhibit: both, rules });
    await net.on('a', 0, hot(95));
    await net.on('b', 0, disk);
    expect(await net.heldNow(2)).toEqual([]);
    expect(await net.heldNow(3)).toEqual(['inhibited']);
  });

  test('what matches both sides mutes not its own kind', async () => {
    const self = [{ when: ANY, mute: ANY, same: [] }];
    await using net = await aNetwork(targets, { inhibit: self });
    await net.on('a', 0, hot());
    await net.on('b', 0, hot());
    expect(await net.heard()).toEqual(['post #1', 'post #2']);
  });

  test('two that mute each other are not both held back', async () => {
    const muting = (when: string, mute: string) => {
      return { when: { ...ANY, rule: when }, mute: { ...ANY, rule: mute }, same: ['target'] };
    };
    const each = [muting('busy', 'full'), muting('full', 'busy')];
    await using net = await aNetwork(targets, { inhibit: each });
    const silence = await net.silence(ANY);
    await net.on('a', 0, [...hot(), ...disk]);
    expect(await net.heard()).toEqual([]);
    await net.unsilence(silence.id, 1);
    for (const minute of [1, 2, 3]) await net.sweep(minute);
    expect((await net.heard()).filter((one) => one.startsWith('post'))).toHaveLength(1);
  });

  test('a cause that is somebody’s still mutes; one that a person resolved does not', async () => {
    await using net = await aNetwork(targets, { inhibit });
    await net.on('a', 0, hot(95));
    await net.ack(1, 1);
    await net.on('a', 2, disk);
    expect(await net.heldNow(2)).toEqual(['inhibited']);
    await net.resolve(1, 3);
    await net.sweep(3);
    expect(await net.heard()).toContain('post #2');
  });
});
