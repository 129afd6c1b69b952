import { describe, expect, test, vi } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../src/model/time.ts';
import type { Delivery } from '../../src/notify/channel.ts';
import type { OutboxQueue } from '../../src/notify/outbox.ts';
import { scriptedChannel } from '../support/scripted-channel.ts';
import { anOutbox, pass } from './world.ts';

const down: Delivery = { kind: 'retry', after: 0, reason: 'HTTP 503' };
const taken = (remoteId: string): Delivery => ({ kind: 'delivered', remoteId });
const times = (count: number, step: Delivery): Delivery[] =>
  Array.from({ length: count }, () => step);

describe('a disk that refuses', () => {
  test('a receipt is stored later, and the message is not sent twice', async () => {
    let refusals = 3;
    const channel = scriptedChannel();
    await using box = await anOutbox(channel, {
      queue: (real) => ({
        ...real,
        async sent(...args) {
          if (refusals-- > 0) throw new Error('the disk is full');
          return real.sent(...args);
        },
      }),
    });
    await box.change({});
    void box.run();
    await pass(5 * MINUTE);
    expect(channel.calls).toHaveLength(1);
    expect(box.failures).toEqual([
      ...Array.from({ length: 3 }, () => 'receipt not stored: the disk is full'),
      'arrived',
    ]);
    expect(await box.events(1)).toEqual(['sent card to ops']);
  });

  test('a queue that cannot be read is asked again after a while, and not without a pause', async () => {
    let asked = 0;
    let refuses = true;
    const channel = scriptedChannel();
    await using box = await anOutbox(channel, {
      queue: (real): OutboxQueue => ({
        ...real,
        async claim(...args) {
          asked += 1;
          if (refuses) throw new Error('the disk is full');
          return real.claim(...args);
        },
      }),
    });
    await box.change({});
    void box.run();
    await pass(5 * MINUTE);
    expect(asked).toBeLessThan(20);
    refuses = false;
    await pass(31 * SECOND);
    expect(channel.calls).toHaveLength(1);
  });
});

describe('stopping', () => {
  test('what is being sent may finish, and nothing new is begun', async () => {
    let finish: (delivery: Delivery) => void = () => {};
    const channel = scriptedChannel(() => new Promise((resolve) => (finish = resolve)));
    await using box = await anOutbox(channel);
    await box.change({});
    await box.change({});
    const ended = box.run();
    await channel.called(1);
    box.stop();
    finish(taken('m1'));
    await ended;
    expect(channel.calls).toHaveLength(1);
    expect(await box.store.outbox.counts()).toMatchObject({ sent: 1, queued: 1 });
  });

  test('what is cut off is sent at the next start, with the same key', async () => {
    const first = scriptedChannel(
      (signal) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    );
    const second = scriptedChannel();
    const before = await anOutbox(first);
    await before.change({});
    const ended = before.run();
    await first.called(1);
    before.stop();
    before.cut();
    await ended;
    await before[Symbol.asyncDispose]();
    await using after = await anOutbox(second, { file: before.file });
    void after.run();
    await pass(0);
    expect(second.calls.map(({ key }) => key)).toEqual(first.calls.map(({ key }) => key));
  });

  test('a sender that waits for a service that is down ends at once', async () => {
    const channel = scriptedChannel({ kind: 'retry', after: HOUR, reason: 'busy' });
    await using box = await anOutbox(channel);
    await box.change({});
    const ended = box.run();
    await pass(SECOND);
    box.stop();
    await ended;
    expect(channel.calls).toHaveLength(1);
  });
});

describe('a clock that is set', () => {
  test('back by an hour does not make a retry wait for an hour', async () => {
    const channel = scriptedChannel(...times(6, down));
    await using box = await anOutbox(channel);
    await box.change({});
    void box.run();
    await pass(40 * SECOND);
    expect(channel.calls).toHaveLength(6);
    vi.setSystemTime(Date.now() - HOUR);
    await pass(MINUTE);
    expect(channel.calls).toHaveLength(7);
    expect(box.failures.at(-1)).toBe('arrived');
  });

  test('back by an hour while nothing ran holds up nothing for longer than ten minutes', async () => {
    const first = scriptedChannel(...times(10, down));
    const before = await anOutbox(first);
    await before.change({});
    void before.run();
    await pass(40 * SECOND);
    await before[Symbol.asyncDispose]();
    const second = scriptedChannel();
    await using after = await anOutbox(second, { file: before.file });
    vi.setSystemTime(Date.now() - HOUR);
    void after.run();
    await pass(10 * MINUTE + SECOND);
    expect(second.calls).toHaveLength(1);
  });

  test('forward by an hour loses and doubles nothing', async () => {
    const channel = scriptedChannel(...times(3, down));
    await using box = await anOutbox(channel);
    await box.change({});
    void box.run();
    await pass(2 * SECOND);
    vi.setSystemTime(Date.now() + HOUR);
    await pass(MINUTE);
    expect(channel.calls).toHaveLength(4);
    expect(await box.store.outbox.counts()).toMatchObject({ sent: 1, queued: 0 });
  });
});
