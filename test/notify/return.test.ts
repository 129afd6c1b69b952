import { describe, expect, test } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../src/model/time.ts';
import type { Channel, Delivery } from '../../src/notify/channel.ts';
import { senders } from '../../src/notify/senders.ts';
import { scriptedChannel } from '../support/scripted-channel.ts';
import { anOutbox, pass } from './world.ts';

const down: Delivery = { kind: 'retry', after: 0, reason: 'HTTP 503' };
const busy: Delivery = { kind: 'retry', after: 2 * MINUTE, reason: 'HTTP 429' };
const times = (count: number, step: Delivery): Delivery[] =>
  Array.from({ length: count }, () => step);

describe('when a service is back', () => {
  test('what failed is tried at once, in the middle of a long wait', async () => {
    const channel = scriptedChannel(...times(500, down));
    await using box = await anOutbox(channel);
    await box.change({});
    await box.change({});
    void box.run();
    await pass(30 * MINUTE);
    const before = channel.calls.length;
    channel.script.length = 0;
    box.retryNow();
    await pass(0);
    expect(channel.calls).toHaveLength(before + 2);
    expect(await box.store.outbox.counts()).toMatchObject({ sent: 2 });
  });

  test('that something was queued hurries nothing', async () => {
    const channel = scriptedChannel(...times(50, down));
    await using box = await anOutbox(channel);
    await box.change({});
    void box.run();
    await pass(10 * MINUTE);
    const before = channel.calls.length;
    for (let n = 0; n < 20; n++) {
      await box.change({});
      box.wake();
      await pass(SECOND);
    }
    expect(channel.calls.length - before).toBeLessThanOrEqual(1);
  });

  test('a wait that the service asked for is kept', async () => {
    const channel = scriptedChannel(busy);
    await using box = await anOutbox(channel);
    await box.change({});
    void box.run();
    await pass(MINUTE);
    box.retryNow();
    await pass(MINUTE - 1);
    expect(channel.calls).toHaveLength(1);
    await pass(1);
    expect(channel.calls).toHaveLength(2);
  });

  test('an idle sender whose message waits for its next try sends it', async () => {
    const channel = scriptedChannel(...times(8, down));
    await using box = await anOutbox(channel);
    await box.change({});
    void box.run();
    await pass(3 * MINUTE);
    await box.change({});
    channel.script.length = 0;
    box.retryNow();
    await pass(0);
    expect(await box.store.outbox.counts()).toMatchObject({ sent: 2, queued: 0 });
  });

  test('it is tried at once also when that cannot be written down the first time', async () => {
    let refusals = 1;
    const channel = scriptedChannel(...times(10, down));
    await using box = await anOutbox(channel, {
      queue: (real) => ({
        ...real,
        async again(...args) {
          if (refusals-- > 0) throw new Error('the disk is full');
          return real.again(...args);
        },
      }),
    });
    await box.change({});
    void box.run();
    await pass(10 * MINUTE);
    channel.script.length = 0;
    box.retryNow();
    await pass(40 * SECOND);
    expect(await box.store.outbox.counts()).toMatchObject({ sent: 1 });
  });
});

test('one channel waits while others go on, and all hear that a service is back', async () => {
  const stop = new AbortController();
  const bad = scriptedChannel(...times(100, down));
  const good = scriptedChannel();
  const named = (name: string, { post, edit }: Channel): Channel => ({
    name,
    kind: 'x',
    post,
    edit,
  });
  await using box = await anOutbox(bad);
  const all = senders(box.deps, stop.signal, stop.signal);
  for (const key of ['a', 'b']) {
    await box.store.outbox.queue({ key, channel: 'bad', body: '{"blocks":[]}' }, Date.now());
    await box.store.outbox.queue({ key, channel: 'good', body: '{"blocks":[]}' }, Date.now());
  }
  all.add(named('bad', bad));
  all.add(named('good', good));
  await pass(HOUR);
  expect(good.calls).toHaveLength(2);
  bad.script.length = 0;
  all.wake();
  await pass(0);
  expect(await box.store.outbox.counts()).toMatchObject({ queued: 2, sent: 2 });
  all.retryNow();
  await pass(0);
  expect(await box.store.outbox.counts()).toMatchObject({ queued: 0, sent: 4 });
  stop.abort();
  await all.ended();
});

test('what cannot be told elsewhere stops nobody, and is asked for once', async () => {
  let told = 0;
  const channel = scriptedChannel({ kind: 'rejected', reason: 'too long' });
  await using box = await anOutbox(channel, {
    deps: {
      async undelivered() {
        told += 1;
        throw new Error('the disk is full');
      },
    },
  });
  await box.change({});
  await box.change({});
  void box.run();
  await pass(MINUTE);
  expect(told).toBe(1);
  expect(box.failures).toEqual([
    'final: too long',
    'no other channel was told: the disk is full',
    'arrived',
  ]);
});
