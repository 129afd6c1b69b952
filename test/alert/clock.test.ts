import { describe, expect, test } from 'vitest';
import { timesFollowClock } from '../../src/alert/follow-clock.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/model/time.ts';
import { aHost } from './host.ts';
import type { Circumstances } from './world.ts';
import { aRule, NO_ESCALATIONS } from './world.ts';

const FINE = { 'system.cpu': 10 };
const BUSY = { 'system.cpu': 80 };
const rule = aRule('system.cpu > 75', { name: 'busy' });
const jumps = [HOUR, -HOUR, DAY, -DAY];

/** A host under one rule, judged every 30 s like a live one. */
async function aBusyHost(more: Partial<typeof rule>, given: Circumstances = {}) {
  const host = await aHost({ rules: [{ ...rule, ...more }], ...given });
  return {
    ...host,
    /** Lets time pass with a round and a sweep every 30 seconds; answers with what is open at the end. */
    async pass(milliseconds: number, values: Readonly<Record<string, number>>) {
      let open: string[] = [];
      for (let left = milliseconds; left > 0; left -= 30 * SECOND) {
        await host.clock.advance(Math.min(left, 30 * SECOND));
        await host.tick();
        open = await host.measured(values);
      }
      return open;
    },
  };
}

describe.each(jumps)('a wall clock that jumps by %d ms', (jump) => {
  test('fires nothing early and nothing late', async () => {
    await using host = await aBusyHost({ for: 5 * MINUTE });
    await host.measured(BUSY);
    await host.pass(2 * MINUTE, BUSY);
    host.clock.jump(jump);
    expect(await host.pass(2.5 * MINUTE, BUSY)).toEqual(['busy pending']);
    expect(await host.pass(30 * SECOND, BUSY)).toEqual(['busy firing']);
  });

  test('clears nothing early and nothing late', async () => {
    await using host = await aBusyHost({ clearFor: 5 * MINUTE });
    await host.measured(BUSY);
    await host.pass(2 * MINUTE, FINE);
    host.clock.jump(jump);
    expect(await host.pass(3 * MINUTE, FINE)).toEqual(['busy firing']);
    expect(await host.pass(30 * SECOND, FINE)).toEqual([]);
  });

  test('neither hastens nor misses a reminder and an escalation', async () => {
    await using host = await aBusyHost({ remind: 10 * MINUTE, escalate: 15 * MINUTE });
    await host.measured(BUSY);
    await host.pass(5 * MINUTE, BUSY);
    host.clock.jump(jump);
    await host.tick();
    await host.pass(4.5 * MINUTE, BUSY);
    expect(await host.heard()).toEqual(['post #1']);
    await host.pass(30 * SECOND, BUSY);
    expect(await host.heard()).toEqual(['note #1: reminder warning']);
    await host.pass(4.5 * MINUTE, BUSY);
    expect(await host.heard()).toEqual([]);
    await host.pass(30 * SECOND, BUSY);
    expect(await host.heard()).toEqual(['note #1: escalated warning']);
  });

  test('asks whoever has it neither early nor late, and takes it from nobody early', async () => {
    const escalations = { ...NO_ESCALATIONS, ackExpires: () => 10 * MINUTE };
    await using host = await aBusyHost({}, { escalations });
    await host.measured(BUSY);
    // People act by a clock of their own here.
    await host.ack(1, 0);
    await host.heard();
    await host.pass(5 * MINUTE, BUSY);
    host.clock.jump(jump);
    await host.tick();
    await host.pass(4.5 * MINUTE, BUSY);
    expect(await host.heard()).toEqual([]);
    await host.pass(30 * SECOND, BUSY);
    expect(await host.heard()).toEqual(['note #1: asked warning (Ana)']);
    host.clock.jump(jump);
    await host.tick();
    await host.pass(9.5 * MINUTE, BUSY);
    expect(await host.heard()).toEqual([]);
    await host.pass(30 * SECOND, BUSY);
    expect(await host.heard()).toEqual(['note #1: lapsed warning (Ana did not answer for 10 min)']);
  });

  test('leaves an alert that flaps and is silenced as it is', async () => {
    await using host = await aBusyHost({});
    await host.silence({});
    for (let turn = 0; turn < 7; turn++) await host.pass(30 * SECOND, turn % 2 === 0 ? BUSY : FINE);
    host.clock.jump(jump);
    await host.tick();
    expect([...host.book.open(null)][0]?.life.flappingSince).not.toBeNull();
  });

  test.each([
    { name: 'within its cooldown the same alert goes on', wait: 3 * MINUTE, id: 1 },
    { name: 'after its cooldown a new one begins', wait: 6 * MINUTE, id: 2 },
  ])('$name', async ({ wait, id }) => {
    await using host = await aBusyHost({ cooldown: 5 * MINUTE });
    await host.measured(BUSY);
    await host.pass(MINUTE, FINE);
    host.clock.jump(jump);
    await host.pass(wait - MINUTE, FINE);
    await host.pass(30 * SECOND, BUSY);
    expect((await host.open()).map((one) => one.id)).toEqual([id]);
  });

  test("a person's resolve keeps it quiet for its cooldown, no shorter and no longer", async () => {
    await using host = await aBusyHost({ cooldown: 5 * MINUTE });
    await host.measured(BUSY);
    await host.resolve(1, 0);
    await host.pass(2 * MINUTE, BUSY);
    host.clock.jump(jump);
    expect(await host.pass(2.5 * MINUTE, BUSY)).toEqual([]);
    expect(await host.pass(MINUTE, BUSY)).toEqual(['busy firing']);
  });
});

test('a clock that is set by less than two seconds, as time servers do, changes nothing', async () => {
  await using host = await aBusyHost({ for: 5 * MINUTE });
  await host.measured(BUSY);
  const before = await host.open();
  for (let turn = 0; turn < 5; turn++) {
    host.clock.jump(300);
    await host.tick();
  }
  expect(await host.open()).toEqual(before);
});

describe('the first minutes after a start', () => {
  const grace = { grace: 2 * MINUTE };

  test('a target that does not answer yet is no alert; after them it is', async () => {
    await using host = await aHost(grace);
    for (let turn = 0; turn < 3; turn++) {
      expect(await host.missed('failed')).toEqual([]);
      await host.clock.advance(30 * SECOND);
    }
    await host.clock.advance(30 * SECOND);
    expect(await host.missed('failed')).toEqual(['target_unreachable pending']);
    await host.clock.advance(30 * SECOND);
    expect(await host.missed('failed')).toEqual(['target_unreachable firing']);
  });

  test('what was measured counts at once', async () => {
    await using host = await aHost(grace);
    expect(await host.disks({ '/': 96 })).toEqual(['disk_high firing']);
  });

  test('an alert that was open before them stays', async () => {
    const first = await aHost();
    await first.missed('failed');
    await first.clock.advance(MINUTE);
    await first.missed('failed');
    await first[Symbol.asyncDispose]();
    await using host = await aHost({ ...grace, file: first.file });
    expect(await host.missed('failed')).toEqual(['target_unreachable firing']);
  });
});

describe('who asks while others move the times', () => {
  test('waits until they are moved, also when it asks for the first time', async () => {
    await using host = await aBusyHost({ for: 5 * MINUTE });
    await host.measured(BUSY);
    const [before] = await host.open();
    const { book, clock } = host;
    const first = timesFollowClock({ book, clock });
    clock.jump(HOUR);
    const moving = first();
    await timesFollowClock({ book, clock })();
    const [after] = await host.open();
    expect((after?.state.since ?? 0) - (before?.state.since ?? 0)).toBe(HOUR);
    await moving;
    expect(book.following).toBeNull();
  });

  test('hears when it fails, and is not stopped by it for ever', async () => {
    await using host = await aBusyHost({ for: 5 * MINUTE });
    await host.measured(BUSY);
    const { book, clock } = host;
    const follow = timesFollowClock({ book, clock });
    const { apply } = book;
    book.apply = () => Promise.reject(new Error('disk full'));
    clock.jump(HOUR);
    const both = await Promise.allSettled([follow(), timesFollowClock({ book, clock })()]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    book.apply = apply;
    await follow();
  });
});
