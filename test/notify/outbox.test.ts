import { describe, expect, test, vi } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/model/time.ts';
import type { Delivery } from '../../src/notify/channel.ts';
import { card, resolved } from '../store/fixtures.ts';
import { scriptedChannel } from '../support/scripted-channel.ts';
import { anOutbox, lines, noteSaying, pass } from './world.ts';

const down: Delivery = { kind: 'retry', after: 0, reason: 'HTTP 503' };
const taken = (remoteId: string): Delivery => ({ kind: 'delivered', remoteId });
const times = (count: number, step: Delivery): Delivery[] =>
  Array.from({ length: count }, () => step);

describe('one alert, one message', () => {
  test('the card is posted once and edited from then on; a note answers it', async () => {
    const channel = scriptedChannel(taken('m1'));
    await using box = await anOutbox(channel);
    void box.run();
    const first = await box.change({});
    await pass(0);
    await box.change({ severity: 'critical' }, [card(), noteSaying('worse')], first);
    await pass(0);
    expect(lines(channel)).toEqual(['post series 1 v1', 'edit on series 1 v2', 'post on worse']);
    expect(channel.calls.map(({ on }) => on)).toEqual([null, 'm1', 'm1']);
    expect(new Set(channel.calls.map(({ key }) => key)).size).toBe(3);
  });

  test('several changes while a channel is down are one card with the newest state, and each note once', async () => {
    const channel = scriptedChannel(taken('m1'), ...times(3, down));
    await using box = await anOutbox(channel);
    void box.run();
    const one = await box.change({});
    await pass(MINUTE);
    const two = await box.change({ severity: 'error' }, [card(), noteSaying('error')], one);
    const three = await box.change({ severity: 'critical' }, [card(), noteSaying('critical')], two);
    await box.change({ state: resolved(1, 2) }, [card(), noteSaying('over')], three);
    await pass(MINUTE);
    const sent = lines(channel).slice(1);
    expect(sent.slice(0, 4)).toEqual(times(4, down).map(() => 'edit on series 1 v4'));
    expect(sent.slice(4)).toEqual(['post on error', 'post on critical', 'post on over']);
    expect(await box.store.outbox.counts()).toMatchObject({ queued: 0, sending: 0, dead: 0 });
  });

  test('a card that somebody deleted is posted anew, and edited there', async () => {
    const channel = scriptedChannel(taken('m1'), { kind: 'gone', reason: 'deleted' }, taken('m2'));
    await using box = await anOutbox(channel);
    void box.run();
    const one = await box.change({});
    await pass(MINUTE);
    const two = await box.change({ severity: 'critical' }, [card()], one);
    await pass(MINUTE);
    await box.change({ severity: 'error' }, [card()], two);
    await pass(MINUTE);
    expect(channel.calls.map(({ what, on }) => [what, on])).toEqual([
      ['post', null],
      ['edit', 'm1'],
      ['post', null],
      ['edit', 'm2'],
    ]);
  });
});

describe('a channel that does not take it', () => {
  test('a retry waits ever longer, at most 5 min, and is sent when the service is back', async () => {
    const tries: number[] = [];
    const answer = async (): Promise<Delivery> => {
      tries.push(Date.now());
      return tries.length < 12 ? down : taken('m1');
    };
    const channel = scriptedChannel(...Array.from({ length: 12 }, () => answer));
    await using box = await anOutbox(channel);
    await box.change({});
    void box.run();
    await pass(20 * MINUTE);
    const waits = tries
      .slice(1)
      .map((at, index) => Math.round((at - (tries[index] ?? 0)) / SECOND));
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 270, 270]);
    expect(channel.calls).toHaveLength(12);
    expect(new Set(channel.calls.map(({ key }) => key)).size).toBe(1);
    expect(box.failures.at(-1)).toBe('arrived');
    expect(await box.events(1)).toEqual(['sent card to ops on try 12']);
  });

  test('nothing is sent sooner than the channel asked, whatever else is queued', async () => {
    const channel = scriptedChannel({ kind: 'retry', after: 90 * SECOND, reason: 'HTTP 429' });
    await using box = await anOutbox(channel);
    await box.change({});
    void box.run();
    await pass(SECOND);
    await box.change({});
    await pass(88 * SECOND);
    expect(channel.calls).toHaveLength(1);
    await pass(3 * SECOND);
    expect(lines(channel).toSorted()).toEqual([
      'post series 1 v1',
      'post series 1 v1',
      'post series 2 v1',
    ]);
  });

  test('one alert’s messages keep their order while another alert’s go on', async () => {
    const channel = scriptedChannel(down);
    await using box = await anOutbox(channel);
    void box.run();
    const one = await box.change({});
    await channel.called(1);
    await box.change({ severity: 'critical' }, [card(), noteSaying('worse')], one);
    await box.change({});
    await pass(MINUTE);
    expect(lines(channel).filter((line) => !line.includes('series 2'))).toEqual([
      'post series 1 v1',
      'post series 1 v2',
    ]);
    expect(lines(channel)).toContain('post series 2 v1');
  });

  test('after an outage of hours everything is sent within five minutes', async () => {
    const channel = scriptedChannel();
    await using box = await anOutbox(channel);
    let isDown = true;
    const answer = () => Promise.resolve(isDown ? down : taken('m'));
    channel.script.push(...Array.from({ length: 5_000 }, () => answer));
    void box.run();
    for (let n = 0; n < 40; n++) {
      await box.change({});
      await pass(5 * MINUTE);
    }
    isDown = false;
    await pass(5 * MINUTE);
    expect(await box.store.outbox.counts()).toMatchObject({ queued: 0, sending: 0, sent: 40 });
  });

  test('what can never arrive is given up at once and shown on the alert', async () => {
    const channel = scriptedChannel({ kind: 'rejected', reason: 'give the bot “Send Messages”' });
    await using box = await anOutbox(channel);
    await box.change({});
    await box.change({});
    void box.run();
    await pass(0);
    expect(box.failures).toEqual(['final: give the bot “Send Messages”', 'arrived']);
    expect(await box.events(1)).toEqual(['undelivered card to ops: give the bot “Send Messages”']);
    expect(await box.events(2)).toEqual(['sent card to ops']);
    expect(box.undelivered).toEqual(['card of 1: give the bot “Send Messages”']);
  });

  test('after a day of trying a message is given up, kept and shown', async () => {
    const channel = scriptedChannel(...times(5_000, down));
    await using box = await anOutbox(channel);
    await box.change({});
    void box.run();
    await pass(DAY - MINUTE);
    expect(await box.store.outbox.counts()).toMatchObject({ dead: 0 });
    await pass(6 * MINUTE);
    expect(await box.store.outbox.counts()).toMatchObject({ queued: 0, dead: 1 });
    expect(await box.events(1)).toEqual(['undelivered card to ops: HTTP 503']);
    expect(box.undelivered).toEqual(['card of 1: HTTP 503']);
  });

  test('so are many that had a few tries each', async () => {
    const channel = scriptedChannel(...times(5_000, down));
    await using box = await anOutbox(channel);
    for (let n = 0; n < 200; n++) await box.change({});
    void box.run();
    await pass(DAY + 3 * HOUR);
    expect(await box.store.outbox.counts()).toMatchObject({ queued: 0, dead: 200 });
  });

  test('what waited while the machine was off for days is not given up at its first failure', async () => {
    const channel = scriptedChannel(down);
    await using box = await anOutbox(channel);
    await box.change({});
    vi.setSystemTime(Date.now() + 3 * DAY);
    void box.run();
    await pass(MINUTE);
    expect(await box.store.outbox.counts()).toMatchObject({ sent: 1, dead: 0 });
  });

  test('a card that cannot be made is tried again, and stops no other', async () => {
    const channel = scriptedChannel(() => Promise.reject(new Error('broken')));
    await using box = await anOutbox(channel);
    await box.change({});
    await box.change({});
    void box.run();
    await pass(10 * SECOND);
    expect(box.failures).toEqual(['broken', 'arrived', 'arrived']);
  });
});
