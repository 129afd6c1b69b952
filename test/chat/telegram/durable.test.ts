import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { say } from '../../../src/chat/reply.ts';
import type { Request } from '../../../src/chat/surface.ts';
import { stubDesk } from '../../support/stub-desk.ts';
import { memoryInbox } from '../../support/telegram/memory-inbox.ts';
import { ANA, BEN, COMMANDS, runBot, TOKEN } from '../../support/telegram/run-bot.ts';
import type { FakeTelegram } from '../../support/telegram/telegram.ts';
import { startTelegram } from '../../support/telegram/telegram.ts';

let telegram: FakeTelegram;

beforeEach(async () => {
  telegram = await startTelegram({ token: TOKEN });
});

afterEach(async () => {
  await telegram[Symbol.asyncDispose]();
  expect(telegram.violations).toEqual([]);
});

describe('age', () => {
  const minutes = (count: number) => Math.floor(Date.now() / 1_000) - count * 60;
  test.each([
    {
      name: 'a change from while the bot was down a few minutes counts',
      text: '/ack 1',
      age: 8,
      asked: 1,
    },
    { name: 'a change that is too old does not', text: '/ack 1', age: 20, asked: 0 },
    { name: 'a question may be old', text: '/health', age: 20, asked: 1 },
  ])('$name', async ({ text, age, asked }) => {
    const desk = stubDesk({ commands: COMMANDS });
    const said = telegram.say({ chat: ANA, user: ANA, text, date: minutes(age) });
    await using _bot = runBot(telegram, { desk });
    expect((await said.answer()).text).toMatch(asked ? /answered/ : /Expired: this .ack is 20 min/);
    expect(desk.asked).toHaveLength(asked);
  });

  test('a clock that jumps an hour ahead expires nothing while the bot runs', async () => {
    let ahead = 0;
    const desk = stubDesk({ commands: COMMANDS });
    await using _bot = runBot(telegram, { desk, now: () => Date.now() + ahead });
    await telegram.say({ chat: ANA, user: ANA, text: '/ack 1' }).answer();
    ahead = 3_600_000;
    await telegram.say({ chat: ANA, user: ANA, text: '/ack 2' }).answer();
    expect(desk.asked).toHaveLength(2);
  });
});

describe('nothing is lost', () => {
  test('an update in work when the bot dies is handled by the next one', async () => {
    const inbox = memoryInbox();
    const hanging = stubDesk({ commands: COMMANDS, answer: () => new Promise(() => undefined) });
    const bot = runBot(telegram, { desk: hanging, inbox, pace: { grace: 1 } });
    const said = telegram.say({ chat: ANA, user: ANA, text: '/ack 1' });
    await telegram.until(() => telegram.unconfirmed().length === 0);
    await bot[Symbol.asyncDispose]();
    expect(hanging.asked).toHaveLength(1);
    expect(inbox.rows.filter((row) => row.done)).toEqual([]);
    const desk = stubDesk({ commands: COMMANDS });
    await using _next = runBot(telegram, { desk, inbox });
    expect((await said.answer()).text).toBe('ack answered');
    expect(desk.asked).toHaveLength(1);
    expect(telegram.messages(ANA)).toHaveLength(1);
  });

  test('through abrupt restarts and repeated updates every press counts, and twice only when it was in work', async () => {
    const inbox = memoryInbox();
    const asked: string[] = [];
    const desk = stubDesk({
      commands: COMMANDS,
      answer: ({ input }) => {
        asked.push(String(input));
        return say('done');
      },
    });
    const sent: string[] = [];
    const RESTARTS = 5;
    for (let round = 0; round <= RESTARTS; round++) {
      const bot = runBot(telegram, { desk, inbox, pace: { grace: 0 } });
      for (let i = 0; i < 20; i++) {
        const input = `${round}-${i}`;
        sent.push(input);
        const { updateId } = telegram.say({
          chat: ANA + (i % 3),
          user: ANA,
          text: `/ack ${input}`,
        });
        telegram.repeat(updateId);
      }
      const enough = round === RESTARTS ? sent.length : round * 20 + 7;
      await telegram.until(() => new Set(asked).size >= enough);
      await bot[Symbol.asyncDispose]();
    }
    expect(new Set(asked)).toEqual(new Set(sent));
    expect(asked.length - sent.length).toBeLessThanOrEqual(RESTARTS * 3);
  });

  test('of 1,000 updates that come twice, some of them late, each takes effect once', async () => {
    const MANY = 1_000;
    const asked: string[] = [];
    const answer = ({ input }: Request) => {
      asked.push(String(input));
      return say('done');
    };
    const desk = stubDesk({ commands: COMMANDS, answer });
    await using _bot = runBot(telegram, { desk });
    const { id: messageId } = await telegram
      .say({ chat: ANA, user: ANA, text: '/health first' })
      .answer();
    const ids = Array.from({ length: MANY }, (_, i) =>
      i % 2 === 0
        ? telegram.press({ messageId, chat: ANA, user: ANA, data: `v1:ack:${i}` }).updateId
        : telegram.say({ chat: ANA - (i % 7), user: ANA, text: `/ack ${i}` }).updateId,
    );
    for (const id of ids) telegram.repeat(id);
    await telegram.until(() => asked.length > MANY);
    // What came before stays done, however late it comes again.
    for (const id of ids.toReversed()) telegram.repeat(id);
    await telegram.say({ chat: ANA, user: ANA, text: '/health last' }).answer();
    await telegram.until(() => telegram.unconfirmed().length === 0);
    const wanted = ['first', ...ids.keys(), 'last'].map(String);
    expect(asked.toSorted()).toEqual(wanted.toSorted());
    expect(telegram.count('answerCallbackQuery')).toBe(MANY / 2);
  });

  test('an update in work at a stop is finished first', async () => {
    const inbox = memoryInbox();
    const gate = Promise.withResolvers<void>();
    const desk = stubDesk({
      commands: COMMANDS,
      answer: async () => {
        await gate.promise;
        return say('finished');
      },
    });
    const bot = runBot(telegram, { desk, inbox, pace: { grace: 4_000 } });
    const said = telegram.say({ chat: ANA, user: ANA, text: '/health' });
    await telegram.until(() => telegram.unconfirmed().length === 0);
    const stopped = bot[Symbol.asyncDispose]();
    gate.resolve();
    await stopped;
    expect((await said.answer()).text).toBe('finished');
    expect(inbox.rows.every((row) => row.done)).toBe(true);
  });

  test('a stop ends even while a call to Telegram and the store hang', async () => {
    const inbox = memoryInbox();
    const silent = { ...inbox, done: () => new Promise<void>(() => undefined) };
    const bot = runBot(telegram, { inbox: silent });
    await telegram.say({ chat: ANA, user: ANA, text: '/health' }).answer();
    telegram.intercept(({ method }) => (method === 'sendMessage' ? 'hang' : null));
    telegram.say({ chat: BEN, user: BEN, text: '/health' });
    await telegram.until(() => telegram.count('sendMessage') === 2);
    await bot[Symbol.asyncDispose]();
    expect(inbox.rows.filter((row) => row.done)).toEqual([]);
  });

  test('what cannot be stored is not confirmed', async () => {
    const inbox = memoryInbox();
    let full = true;
    const failing = {
      ...inbox,
      add: async (...given: Parameters<typeof inbox.add>) => {
        if (full) throw new Error('disk is full');
        await inbox.add(...given);
      },
    };
    await using bot = runBot(telegram, { inbox: failing });
    const said = telegram.say({ chat: ANA, user: ANA, text: '/health' });
    await telegram.until(() => bot.surface.state().detail.includes('disk is full'));
    expect(telegram.unconfirmed()).toEqual([said.updateId]);
    full = false;
    await said.answer();
  });

  test.each(['{"update":', 'null', '{}'])(
    'a stored update that cannot be read (%j) is said and passed over',
    async (body) => {
      const inbox = memoryInbox();
      await inbox.add('telegram:777000', [{ id: 1, body }], 2, Date.now());
      await using bot = runBot(telegram, { inbox });
      await telegram.say({ chat: ANA, user: ANA, text: '/health' }).answer();
      await telegram.until(() => inbox.rows.every(({ done }) => done));
      expect(bot.said.filter((line) => /update 1 .* cannot be read/.test(line))).toHaveLength(1);
    },
  );

  test('a command that takes too long is given up and the next one answered', async () => {
    const desk = stubDesk({
      commands: COMMANDS,
      answer: ({ input }) => (input === '1' ? new Promise(() => undefined) : say('second')),
    });
    await using bot = runBot(telegram, { desk, pace: { handling: 50 } });
    telegram.say({ chat: ANA, user: ANA, text: '/health 1' });
    const second = telegram.say({ chat: ANA, user: ANA, text: '/health 2' });
    expect((await second.answer()).text).toBe('second');
    expect(bot.said.join()).toContain('took too long');
  });

  test('an answer is sent again after 429 and 5xx', async () => {
    await using _bot = runBot(telegram);
    const faults = [{ code: 429, parameters: { retry_after: 0 } }, { code: 502 }];
    telegram.intercept(({ method }) => (method === 'sendMessage' ? faults.shift() : null));
    await telegram.say({ chat: ANA, user: ANA, text: '/health' }).answer();
    expect(telegram.count('sendMessage')).toBe(3);
  });
});
