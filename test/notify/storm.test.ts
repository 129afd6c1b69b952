import { expect, test, vi } from 'vitest';
import { MINUTE, SECOND, systemClock } from '../../src/model/time.ts';
import type { Channel, Outgoing } from '../../src/notify/channel.ts';
import { freshFolder } from '../store/fresh-folder.ts';
import { often } from '../support/often.ts';
import { aPlace, aRoute, openEngine, series, seriesRule, settings, someTargets } from './engine.ts';
import { deskOf } from './engine-desk.ts';
import { fakeTime } from './world.ts';

const TARGETS = often(200, 2_000);
const MILD = 4;
const ALERTS = TARGETS * (1 + MILD);
const COUNT = ALERTS.toLocaleString('en');
const EVERY_OPEN = { severity: null, target: null, limit: 1 } as const;
const STEP = 5 * SECOND;
/** Targets that begin before others get their turn. */
const AT_ONCE = 50;

/** Takes everything and counts it. */
function counting(name: string) {
  const posts: string[] = [];
  const state = { edits: 0 };
  const channel: Channel = {
    name,
    kind: 'counting',
    post: async ({ key, reply }: Outgoing) => {
      const [first] = reply.blocks;
      posts.push(first?.kind === 'heading' ? first.text : JSON.stringify(first));
      return { kind: 'delivered', remoteId: key };
    },
    edit: async (remoteId) => {
      state.edits += 1;
      return { kind: 'delivered', remoteId };
    },
  };
  return { channel, posts, state };
}

test(`${COUNT} alerts at once are a handful of messages, and every one is recorded, listed and taken`, async () => {
  const ops = counting('ops');
  const phone = counting('phone');
  fakeTime();
  await using engine = await openEngine({
    folder: freshFolder(),
    clock: systemClock,
    channels: [ops.channel, phone.channel],
    config: {
      targets: someTargets(TARGETS),
      rules: [seriesRule('mild', 'warning'), seriesRule('bad', 'critical')],
      channels: [aPlace('ops'), aPlace('phone')],
      routes: [aRoute('info', ['ops', 'phone'])],
      alerting: settings({}),
    },
  });
  engine.send();
  const before = memory();
  const start = process.hrtime.bigint();
  await everywhere(true);
  const took = Number(process.hrtime.bigint() - start) / 1e9;
  await pass(MINUTE);
  const afterFire = memory();

  expect((await engine.store.alerts.list({ ...EVERY_OPEN, state: 'firing' })).total).toBe(ALERTS);
  const first = { ops: ops.posts.length, phone: phone.posts.length };
  expect(first.ops).toBeLessThanOrEqual(20);
  expect(first.phone).toBeLessThanOrEqual(20);
  const messages = await ownMessages();
  expect(messages.length).toBeLessThanOrEqual(20);
  // Of what is told at the same time the worst comes first: it has the message, and the others are in it.
  expect(new Set(messages.map(({ severity }) => severity))).toEqual(new Set(['critical']));

  const ask = deskOf(engine, systemClock);
  expect(await ask('alerts')).toContain(COUNT);
  for (const { id } of messages) await ask(`ack ${id}*`);
  const acknowledged = await engine.store.alerts.list({ ...EVERY_OPEN, state: 'acknowledged' });
  expect(acknowledged.total).toBe(ALERTS);
  await pass(MINUTE);
  const taken = { ops: ops.posts.length, phone: phone.posts.length };

  await everywhere(false);
  await pass(2 * MINUTE);
  expect((await engine.store.alerts.list({ ...EVERY_OPEN, state: 'open' })).total).toBe(0);
  const later = { ops: ops.posts.length - taken.ops, phone: phone.posts.length - taken.phone };
  console.log(
    `${ALERTS} alerts on ${TARGETS} targets: recorded in ${took.toFixed(1)} s; ` +
      `${first.ops} and ${first.phone} new messages in the first minute, ` +
      `${taken.ops - first.ops} more by the acknowledgement, ${later.ops} and ${later.phone} by the end of all; ` +
      `${ops.state.edits} edits; memory +${afterFire - before} MB`,
  );
  // That it is over is said, and once.
  expect(later.ops).toBeGreaterThan(0);
  expect(later.ops).toBeLessThanOrEqual(10);
  expect(later.phone).toBeLessThanOrEqual(10);
  expect(await engine.store.outbox.counts()).toMatchObject({ queued: 0, sending: 0, dead: 0 });

  async function everywhere(breaks: boolean): Promise<void> {
    const names = [...engine.targets.keys()];
    for (let from = 0; from < names.length; from += AT_ONCE) {
      const some = names.slice(from, from + AT_ONCE);
      await Promise.all(some.map((name) => engine.measured(name, readings(breaks))));
    }
  }

  async function pass(milliseconds: number): Promise<void> {
    for (let passed = 0; passed < milliseconds; passed += STEP) {
      await vi.advanceTimersByTimeAsync(STEP);
      await engine.sweep();
    }
  }

  /** Alerts that have a message of their own. */
  async function ownMessages() {
    const all = { ...EVERY_OPEN, limit: ALERTS, state: 'open' } as const;
    return (await engine.store.alerts.list(all)).alerts.filter(({ lead }) => lead === null);
  }
});

function readings(breaks: boolean) {
  return [
    ...Array.from({ length: MILD }, (_, n) => series('mild', `s${n}`, breaks)),
    series('bad', 'b', breaks),
  ];
}

/** Megabytes that are in use. */
function memory(): number {
  return Math.round(process.memoryUsage().rss / 1_000_000);
}

test.each([1, 2, 5])(
  '%d alerts of one message that end in the same round are one note',
  async (count) => {
    const ops = counting('ops');
    fakeTime();
    await using engine = await openEngine({
      folder: freshFolder(),
      clock: systemClock,
      channels: [ops.channel],
      config: {
        targets: someTargets(1),
        rules: [seriesRule('mild', 'warning')],
        channels: [aPlace('ops')],
        routes: [aRoute('info', ['ops'])],
      },
    });
    engine.send();
    const see = (breaks: boolean) =>
      engine.measured(
        'web-1',
        Array.from({ length: count }, (_, n) => series('mild', `s${n}`, breaks)),
      );
    await see(true);
    await vi.advanceTimersByTimeAsync(MINUTE);
    await see(false);
    await vi.advanceTimersByTimeAsync(MINUTE);
    const [, note = ''] = ops.posts;
    expect(ops.posts).toHaveLength(2);
    expect(note).toContain(
      count === 1 ? 'Resolved after 1 min' : `All ${count} alerts on web-1 are over`,
    );
  },
);
