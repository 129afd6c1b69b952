import { describe, expect, test } from 'vitest';
import { ownNetwork } from '../../src/alert/own-network.ts';
import type { Round } from '../../src/model/sample.ts';
import { MINUTE, SECOND } from '../../src/model/time.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { aHost } from './host.ts';

function aNetwork(remote: readonly number[], answers: boolean | null) {
  const clock = fakeClock();
  let asked = 0;
  let answer = answers;
  let waiting = Promise.resolve();
  const network = ownNetwork({
    clock,
    remote: () => remote,
    async probe() {
      asked++;
      const given = answer;
      await waiting;
      return given;
    },
  });
  const round = (target: number, reason: 'failed' | 'timeout' | 'late' | null): Round =>
    reason === null
      ? { kind: 'measured', target, at: clock.now(), took: 1, readings: [] }
      : { kind: 'missed', target, at: clock.now(), took: 1, reason, detail: reason };
  return {
    clock,
    network,
    asked: () => asked,
    answer: (next: boolean | null) => {
      answer = next;
    },
    /** Answers come when the function that it gives is called. */
    slowly(): () => void {
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting = promise;
      return resolve;
    },
    missed: (target: number, reason: 'failed' | 'timeout' | 'late' = 'failed') =>
      network.blamesUs(round(target, reason)),
    measured: (target: number) => network.blamesUs(round(target, null)),
  };
}

describe('when targets fall silent', () => {
  test.each([
    { name: 'nothing else answers', answer: false, ours: true },
    { name: 'other places answer', answer: true, ours: false },
    { name: 'nobody is there to ask', answer: null, ours: false },
  ])('$name: our fault $ours, from the first on', async ({ answer, ours }) => {
    const it = aNetwork([1, 2], answer);
    expect(await it.missed(1)).toBe(ours);
    expect(await it.missed(2)).toBe(ours);
    expect(it.network.isLost()).toBe(ours);
  });

  test('one that is no remote target says nothing about the network', async () => {
    const it = aNetwork([3], false);
    expect(await it.missed(1)).toBe(false);
    expect(it.asked()).toBe(0);
  });

  test('another that is reached meanwhile shows that it is not us', async () => {
    const it = aNetwork([1, 2], false);
    expect(await it.missed(1)).toBe(true);
    await it.clock.advance(SECOND);
    await it.measured(2);
    await it.clock.advance(MINUTE);
    expect(await it.missed(1)).toBe(false);
    expect(it.asked()).toBe(1);
  });

  test('a round that came too late says nothing about the network', async () => {
    const it = aNetwork([1, 2], false);
    expect(await it.missed(2, 'late')).toBe(false);
    expect(it.asked()).toBe(0);
  });

  test('it is asked at most every ten seconds', async () => {
    const it = aNetwork([1, 2], false);
    for (let turn = 0; turn < 10; turn++) {
      await it.missed(1);
      await it.missed(2);
      await it.clock.advance(SECOND);
    }
    expect(it.asked()).toBe(1);
    await it.missed(1);
    expect(it.asked()).toBe(2);
  });

  test('one answer ends it, and the next silence is asked about at once', async () => {
    const it = aNetwork([1, 2], false);
    expect(await it.missed(1)).toBe(true);
    await it.clock.advance(SECOND);
    expect(await it.measured(1)).toBe(false);
    expect(it.network.isLost()).toBe(false);
    await it.clock.advance(SECOND);
    expect(await it.missed(1)).toBe(true);
    expect(it.asked()).toBe(2);
  });

  test('who falls silent while it is asked waits for the answer', async () => {
    const it = aNetwork([1, 2, 3], false);
    const answer = it.slowly();
    const both = [it.missed(1), it.missed(2)];
    await it.clock.advance(SECOND);
    both.push(it.missed(3));
    answer();
    expect(await Promise.all(both)).toEqual([true, true, true]);
    expect(it.asked()).toBe(1);
  });

  test('a good answer says nothing of a silence that began after it was asked', async () => {
    const it = aNetwork([1, 2], true);
    expect(await it.missed(1)).toBe(false);
    await it.clock.advance(SECOND);
    it.answer(false);
    expect(await it.missed(2)).toBe(true);
    expect(it.asked()).toBe(2);
  });

  test('nor when it comes after the silence began', async () => {
    const it = aNetwork([1, 2], true);
    const answer = it.slowly();
    const first = it.missed(1);
    await it.clock.advance(SECOND);
    const second = it.missed(2);
    answer();
    it.answer(false);
    expect(await Promise.all([first, second])).toEqual([false, true]);
    expect(it.asked()).toBe(2);
  });

  test('while we are online, what stays silent is asked about once in ten seconds', async () => {
    const silent = Array.from({ length: 50 }, (_, index) => index + 1);
    const it = aNetwork(silent, true);
    for (let turn = 0; turn < 60; turn++) {
      const blamed = await Promise.all(silent.map((target) => it.missed(target)));
      expect(blamed).not.toContain(true);
      await it.clock.advance(SECOND);
    }
    expect(it.asked()).toBe(6);
  });

  test('a target that is reached while it is asked knows better than a bad answer', async () => {
    const it = aNetwork([1, 2], false);
    const answer = it.slowly();
    const first = it.missed(1);
    await it.clock.advance(SECOND);
    await it.measured(2);
    answer();
    expect(await first).toBe(false);
    expect(it.network.isLost()).toBe(false);
  });

  test('a question that fails is asked again by the next', async () => {
    let asked = 0;
    const network = ownNetwork({
      clock: fakeClock(),
      remote: () => [1],
      probe: () => (asked++ === 0 ? Promise.reject(new Error('no place')) : Promise.resolve(false)),
    });
    const missed = {
      kind: 'missed',
      target: 1,
      at: 0,
      took: 1,
      reason: 'failed',
      detail: '',
    } as const;
    await expect(network.blamesUs(missed)).rejects.toThrow('no place');
    expect(await network.blamesUs(missed)).toBe(true);
  });

  test('places that answer again end it, though no target does', async () => {
    const it = aNetwork([1], false);
    expect(await it.missed(1)).toBe(true);
    it.answer(true);
    await it.clock.advance(10 * SECOND);
    expect(await it.missed(1)).toBe(false);
  });
});

describe('while the monitor has no network', () => {
  async function anOffline() {
    let ours = false;
    const host = await aHost({
      network: { blamesUs: async ({ kind }) => ours && kind === 'missed' },
    });
    return {
      ...host,
      offline: (is: boolean) => {
        ours = is;
      },
    };
  }

  test('its targets are unknown, and nothing of them fires or ends', async () => {
    await using host = await anOffline();
    await host.disks({ '/': 96 });
    host.offline(true);
    for (let turn = 0; turn < 5; turn++) {
      await host.clock.advance(MINUTE);
      expect(await host.missed('failed')).toEqual(['disk_high firing']);
    }
    host.offline(false);
    expect(await host.disks({ '/': 20 })).toEqual([]);
  });

  test('what began before it must hold for its time anew afterwards', async () => {
    await using host = await anOffline();
    await host.missed('failed');
    host.offline(true);
    for (let turn = 0; turn < 5; turn++) {
      await host.clock.advance(MINUTE);
      await host.missed('failed');
    }
    host.offline(false);
    expect(await host.missed('failed')).toEqual(['target_unreachable pending']);
    await host.clock.advance(30 * SECOND);
    expect(await host.missed('failed')).toEqual(['target_unreachable firing']);
  });
});
