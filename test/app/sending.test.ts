import { describe, expect, test } from 'vitest';
import { DAY, HOUR, SECOND } from '../../src/model/time.ts';
import type { Delivery } from '../../src/notify/channel.ts';
import { pass } from '../notify/world.ts';
import { place, sending } from './sending-world.ts';

describe('channels', () => {
  test('configured and linked ones, and the terminal; a chat that is both is told once', async () => {
    const configured = place('phone', { address: '-100' });
    const one = await sending([configured], {
      linked: [place('telegram--100', { address: '-100' }), place('telegram-5')],
    });
    expect(one.listeners().map(({ name }) => name)).toEqual(['phone', 'telegram-5', 'console']);
    one.link(place('telegram--100', { address: '-100' }));
    one.link(place('topic', { address: '-100', thread: '7' }));
    expect(one.listeners().map(({ name }) => name)).toContain('topic');
    expect(one.listeners()).toHaveLength(4);
  });

  test('a chat that is linked while it runs hears of alerts from then on', async () => {
    const one = await sending([]);
    void one.start();
    await pass(0);
    one.link(place('new'));
    await one.fire('new');
    expect(one.scripted.calls).toHaveLength(1);
  });

  test('every terminal that is configured prints', async () => {
    const one = await sending([place('screen', { kind: 'console' })]);
    void one.start();
    await one.fire('screen');
    await one.fire('console');
    expect(one.printed).toHaveLength(2);
  });
});

describe('what is said', () => {
  const down: Delivery = { kind: 'retry', after: 0, reason: 'HTTP 503' };
  const worse: Delivery = { kind: 'retry', after: 0, reason: 'no answer' };

  test('each reason once until it changes, and that it works again', async () => {
    const one = await sending([place('phone')], { script: [down, down, worse, worse, down] });
    void one.start();
    await one.fire('phone');
    await pass(5 * 60 * SECOND);
    expect(one.log).toEqual([
      'warn: phone: HTTP 503; kept, trying again',
      'warn: phone: no answer; kept, trying again',
      'warn: phone: HTTP 503; kept, trying again',
      'info: phone: messages arrive again',
    ]);
    one.scripted.script.push(down);
    await one.fire('phone');
    expect(one.log.at(-1)).toBe('warn: phone: HTTP 503; kept, trying again');
  });

  test('a refusal is said once, however many messages it meets', async () => {
    const refused: Delivery = { kind: 'rejected', reason: 'unknown channel' };
    const one = await sending([place('phone')], { script: [refused, refused, refused] });
    void one.start();
    for (let n = 0; n < 3; n++) await one.fire('phone');
    expect(one.log).toEqual(['error: phone: unknown channel; given up, /alert shows it']);
  });
});

describe('a channel that nothing can reach', () => {
  test('is named at the start with what to do, and its alerts are kept a day and then shown', async () => {
    const one = await sending([place('phone')], { chats: false });
    void one.start();
    await one.fire('phone');
    expect(one.log[0]).toBe(
      'warn: phone: nothing can be sent there without TELEGRAM_BOT_TOKEN: put it into .env',
    );
    await pass(HOUR);
    expect(one.log).toHaveLength(2);
    expect(await one.store.outbox.counts()).toMatchObject({ queued: 1, dead: 0 });
    await pass(DAY);
    expect(await one.store.outbox.counts()).toMatchObject({ queued: 0, dead: 1 });
    const events = (await one.store.alerts.get(1))?.events ?? [];
    expect(events.at(-1)).toMatchObject({
      kind: 'undelivered',
      detail: expect.stringContaining('TELEGRAM_BOT_TOKEN'),
    });
  });

  test('gets what waited when it can be reached again', async () => {
    const before = await sending([place('phone')], { chats: false });
    const first = before.start();
    await before.fire('phone');
    before.stop();
    await first;
    await before.store[Symbol.asyncDispose]();
    const after = await sending([place('phone')], { file: before.file });
    void after.start();
    await pass(2 * 60 * SECOND);
    expect(after.scripted.calls).toHaveLength(1);
  });

  test('is named too when it is configured no more and something waits for it', async () => {
    const one = await sending([]);
    await one.fire('former');
    void one.start();
    await pass(0);
    expect(one.log[0]).toBe('warn: former: messages wait for it, and it is configured no more');
  });
});

describe('stopping', () => {
  test('ends at once when nothing is being sent, also when it was asked before it began', async () => {
    const one = await sending([place('phone')]);
    one.stop();
    await one.start();
  });

  test('what is being sent has a second and a half', async () => {
    const one = await sending([place('phone')]);
    const answer = (signal: AbortSignal) =>
      new Promise<Delivery>((_, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason)),
      );
    one.scripted.script.push(answer);
    let isOver = false;
    const ended = one.start().then(() => {
      isOver = true;
    });
    await one.fire('phone');
    one.stop();
    await pass(1.5 * SECOND - 1);
    expect(isOver).toBe(false);
    await pass(1);
    await ended;
  });
});
