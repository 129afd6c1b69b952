import { expect, test } from 'vitest';
import type { Client } from '../../../src/chat/telegram/client.ts';
import type { Messenger } from '../../../src/chat/telegram/messenger.ts';
import { handlePress } from '../../../src/chat/telegram/press.ts';
import { strangers } from '../../../src/chat/telegram/strangers.ts';
import { hasRole } from '../../../src/model/person.ts';
import { type Forgery, forgeries, NEEDS, notingDesk, type Ran } from '../../support/forged.ts';
import { stubIdentify } from '../../support/stub-desk.ts';
import { GROUP, runBot, TOKEN } from '../../support/telegram/run-bot.ts';
import { startTelegram } from '../../support/telegram/telegram.ts';

const PEOPLE = { viewer: 1, operator: 2, admin: 3 } as const;
const NOBODY = 9;
/** So many chats beside each other. */
const CHATS = 50;

const identify = stubIdentify({ 1: 'viewer', 2: 'operator', 3: 'admin' });

/** Good presses of people who may; each must have run once, and nothing else that somebody may not run. */
function check(sent: readonly Forgery[], ran: readonly Ran[]): void {
  expect(ran.filter(({ command, role }) => !hasRole(role, NEEDS[command] ?? 'admin'))).toEqual([]);
  const good = sent.flatMap(({ valid, role }) =>
    valid && hasRole(role, NEEDS[valid.command] ?? 'admin') ? [valid.id] : [],
  );
  const counted = ran.map(({ id }) => id).filter((id) => id >= 100);
  expect(counted.toSorted((a, b) => a - b)).toEqual(good);
}

function userOf({ role }: Forgery): number {
  return role === null ? NOBODY : PEOPLE[role];
}

test('10,000 forged presses run nothing that the person may not run', async () => {
  const { desk, ran, failures } = notingDesk();
  const answered: string[] = [];
  const message = {
    message_id: 1,
    date: 1,
    chat: { id: GROUP, type: 'supergroup' as const, title: 'x' },
  };
  const api = {
    answerCallbackQuery: async ({ callback_query_id: id }: { callback_query_id: string }) =>
      void answered.push(id),
    sendMessage: async () => message,
  };
  const call = async (make: (api: unknown, signal: AbortSignal) => Promise<unknown>) => ({
    kind: 'done',
    value: await make(api, AbortSignal.timeout(5_000)),
  });
  const now = () => Date.now();
  const deps = {
    desk,
    identify,
    client: { call } as unknown as Client,
    messenger: {
      post: async () => ({ kind: 'delivered', remoteId: '1:1' }),
      current: (chat: string) => chat,
    } as unknown as Messenger,
    strangers: strangers(now),
    zone: 'UTC',
    now,
    log: { info: () => undefined, warn: (text: string) => failures.push(text) },
  };
  const sent = forgeries(10_000);
  const handling = { age: 0, signal: new AbortController().signal };
  for (const [index, one] of sent.entries()) {
    const from = { id: userOf(one), is_bot: false, first_name: 'x' };
    const query = { id: `${index}`, from, message, chat_instance: '1', data: one.id };
    await handlePress(query, handling, deps);
  }
  expect(failures).toEqual([]);
  expect(answered).toEqual(sent.map((_, index) => `${index}`));
  check(sent, ran);
});

test('1,000 forged presses through the real client are all answered, each good one once', async () => {
  const { desk, ran, failures } = notingDesk();
  await using telegram = await startTelegram({ token: TOKEN });
  await using bot = runBot(telegram, { desk, identify });
  const messages = await Promise.all(
    Array.from({ length: CHATS }, async (_, index) => {
      const chat = GROUP - index;
      const said = telegram.say({ chat, user: PEOPLE.admin, text: '/look 1' });
      return { chat, messageId: (await said.answer()).id };
    }),
  );
  const before = ran.length;
  const sent = forgeries(1_000).map((one) => ({ ...one, id: toData(one.id) }));
  for (const [index, one] of sent.entries()) {
    const place = messages[index % CHATS];
    if (place) telegram.press({ ...place, user: userOf(one), data: one.id });
  }
  await telegram.until(() => telegram.count('answerCallbackQuery') === sent.length);
  check(sent, ran.slice(before));
  const said = bot.said.filter((one) => one !== 'Telegram: connected');
  expect([...failures, ...said, ...telegram.violations]).toEqual([]);
});

/** Telegram takes 1 to 64 bytes of well-formed text. */
function toData(id: string): string {
  return id.toWellFormed().slice(0, 20) || 'x';
}
