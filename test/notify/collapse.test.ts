import { describe, expect, test } from 'vitest';
import type { Alert } from '../../src/model/alert.ts';
import { HOUR, MINUTE, SECOND } from '../../src/model/time.ts';
import type { Channel, Delivery } from '../../src/notify/channel.ts';
import { card, resolved } from '../store/fixtures.ts';
import { often } from '../support/often.ts';
import { scriptedChannel } from '../support/scripted-channel.ts';
import { anOutbox, lines, noteSaying, pass, texts } from './world.ts';

const CHANGES = often(500, 5_000);
const down: Delivery = { kind: 'retry', after: 0, reason: 'HTTP 503' };
const taken = (remoteId: string): Delivery => ({ kind: 'delivered', remoteId });

describe('what was never sent', () => {
  test('fire, escalation and resolve become one message, which shows the end', async () => {
    const channel = scriptedChannel();
    await using box = await anOutbox(channel);
    const fired = await box.change({});
    const worse = await box.change({ severity: 'critical' }, [card(), noteSaying('worse')], fired);
    await box.change({ state: resolved(1, 2) }, [card(), noteSaying('over')], worse);
    void box.run();
    await pass(MINUTE);
    expect(lines(channel)).toEqual(['post series 1 v3']);
    expect(await box.store.outbox.deliveries(1)).toMatchObject([
      { kind: 'card', state: 'sent', reason: null },
      { kind: 'note', state: 'sent', reason: 'the card says it' },
      { kind: 'note', state: 'sent', reason: 'the card says it' },
    ]);
  });

  test('so does what happened while the card was failing', async () => {
    const channel = scriptedChannel(down, down, down);
    await using box = await anOutbox(channel);
    void box.run();
    const fired = await box.change({});
    await pass(5 * SECOND);
    await box.change({ state: resolved(1, 2) }, [card(), noteSaying('over')], fired);
    await pass(MINUTE);
    expect(lines(channel)).toEqual([
      'post series 1 v1',
      'post series 1 v1',
      'post series 1 v1',
      'post series 1 v2',
    ]);
  });

  test('a note that came while the card was being posted is sent: the card does not say it', async () => {
    let finish: (delivery: Delivery) => void = () => {};
    const channel = scriptedChannel(() => new Promise((resolve) => (finish = resolve)));
    await using box = await anOutbox(channel);
    void box.run();
    const fired = await box.change({});
    await channel.called(1);
    await box.change({ state: resolved(1, 2) }, [card(), noteSaying('over')], fired);
    await pass(3 * SECOND);
    finish(taken('m1'));
    await pass(MINUTE);
    expect(lines(channel)).toEqual(['post series 1 v1', 'edit on series 1 v2', 'post on over']);
  });

  test('a note under a card that was posted before is sent', async () => {
    const channel = scriptedChannel();
    await using box = await anOutbox(channel);
    void box.run();
    const fired = await box.change({});
    await pass(SECOND);
    await box.change({ state: resolved(1, 2) }, [card(), noteSaying('over')], fired);
    await pass(SECOND);
    expect(lines(channel)).toEqual(['post series 1 v1', 'edit on series 1 v2', 'post on over']);
  });

  test(`${CHANGES} changes of one alert are at most two messages`, async () => {
    let finish: (delivery: Delivery) => void = () => {};
    const channel = scriptedChannel(() => new Promise((resolve) => (finish = resolve)));
    await using box = await anOutbox(channel);
    void box.run();
    let alert: Alert = await box.change({});
    await channel.called(1);
    for (let n = 0; n < CHANGES; n++) alert = await box.change({}, [card()], alert);
    finish(taken('m1'));
    await pass(HOUR);
    expect(lines(channel)).toEqual(['post series 1 v1', `edit on series 1 v${CHANGES + 1}`]);
    expect(await box.store.outbox.counts()).toEqual({ queued: 0, sending: 0, sent: 2, dead: 0 });
  });
});

describe('what comes late', () => {
  const MARK = 'Delayed 3 h: it could not be sent before.';

  test('says so when it is first heard, and not where it is edited', async () => {
    const channel = scriptedChannel();
    await using box = await anOutbox(channel);
    const alert = await box.change({}, [card()]);
    await box.store.outbox.queue(
      { key: 'daily', channel: 'ops', body: noteSaying('day').body ?? '' },
      Date.now(),
    );
    await pass(3 * HOUR);
    void box.run();
    await pass(0);
    await box.change({}, [card()], alert);
    await pass(0);
    expect(texts(channel)).toEqual([['series 1 v1', MARK], ['day', MARK], ['series 1 v2']]);
  });

  test.each([
    { name: 'two minutes are not late', wait: 0, after: 2 * MINUTE, isMarked: false },
    { name: 'more are', wait: 0, after: 2 * MINUTE + 1, isMarked: true },
    { name: 'its own wait does not count', wait: HOUR, after: HOUR + 2 * MINUTE, isMarked: false },
    { name: 'what comes on top of it does', wait: HOUR, after: HOUR + 3 * MINUTE, isMarked: true },
  ])('$name', async ({ wait, after, isMarked }) => {
    const channel = scriptedChannel();
    await using box = await anOutbox(channel);
    await box.change({}, [card('ops', { wait })]);
    await box.change({}, [{ ...noteSaying('note'), wait }]);
    await pass(after);
    void box.run();
    await pass(0);
    expect(texts(channel).map((found) => found.length)).toEqual(isMarked ? [2, 2] : [1, 1]);
  });

  test('an edit that comes late says nothing of it', async () => {
    const channel = scriptedChannel();
    await using box = await anOutbox(channel);
    void box.run();
    const alert = await box.change({});
    await pass(0);
    channel.script.push(down, down, down, down, down, down, down, down, down);
    await box.change({}, [card()], alert);
    await pass(HOUR);
    expect(channel.calls.length).toBeGreaterThan(8);
    expect(texts(channel).every((found) => found.length === 1)).toBe(true);
  });
});

test('what is silent is sent silently, to the channel whose card it is', async () => {
  const scripted = scriptedChannel();
  const silent: boolean[] = [];
  const asked: string[] = [];
  const channel: Channel = {
    name: scripted.name,
    kind: scripted.kind,
    edit: scripted.edit,
    post(message, signal) {
      silent.push(message.silent);
      return scripted.post(message, signal);
    },
  };
  await using box = await anOutbox(channel, {
    deps: {
      async card(_alert, name) {
        asked.push(name);
        return null;
      },
    },
  });
  await box.change({}, [
    card('ops', { silent: true }),
    { ...noteSaying('quiet'), silent: true },
    noteSaying('loud'),
  ]);
  void box.run();
  await pass(0);
  expect(silent).toEqual([true, false]);
  expect(asked).toEqual(['ops']);
  expect(box.undelivered).toEqual(['card of 1: no such alert']);
});
