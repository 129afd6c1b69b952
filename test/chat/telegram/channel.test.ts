import { afterEach, beforeEach, expect, test } from 'vitest';
import { heading, line, reply, say } from '../../../src/chat/reply.ts';
import type { Address } from '../../../src/chat/surface.ts';
import { ANA, GROUP, runBot, TOKEN } from '../../support/telegram/run-bot.ts';
import type { FakeTelegram, Fault } from '../../support/telegram/telegram.ts';
import { startTelegram } from '../../support/telegram/telegram.ts';

let telegram: FakeTelegram;
let bot: ReturnType<typeof runBot>;

beforeEach(async () => {
  telegram = await startTelegram({ token: TOKEN });
  bot = runBot(telegram);
});

afterEach(async () => {
  await bot[Symbol.asyncDispose]();
  await telegram[Symbol.asyncDispose]();
  expect(telegram.violations).toEqual([]);
});

const OLD_GROUP = -4_242;
const soon = () => AbortSignal.timeout(5_000);
const out = (text: string, replyTo: string | null = null) => ({
  key: 'k1',
  reply: reply([line(text)]),
  replyTo,
  silent: false,
});

function channel(address: Partial<Address> = {}) {
  return bot.surface.channel('phone', { id: String(GROUP), thread: null, ...address });
}

async function posted(text: string, where = channel()): Promise<string> {
  const sent = await where.post(out(text), soon());
  if (sent.kind !== 'delivered') throw new Error(sent.reason);
  return sent.remoteId;
}

test('a card is posted to its topic without a link preview and edited in place', async () => {
  const phone = channel({ thread: '7' });
  const remoteId = await posted('disk at 91 %', phone);
  expect(remoteId).toMatch(/^-1001234567890:\d+$/);
  expect(await phone.edit(remoteId, out('disk at 97 %'), soon())).toEqual({
    kind: 'delivered',
    remoteId,
  });
  expect(telegram.messages(GROUP)).toMatchObject([{ text: 'disk at 97 %', thread: 7, edits: 1 }]);
  expect(telegram.requests.find((call) => call.method === 'sendMessage')?.params).toMatchObject({
    link_preview_options: { is_disabled: true },
  });
});

test.each([true, false])('a card that is silent (%j) says so', async (silent) => {
  await channel().post({ ...out('card'), silent }, soon());
  expect(telegram.messages(GROUP)).toMatchObject([{ silent }]);
});

test('people are called at the end of a critical card with a sound, by name or id, and by no edit', async () => {
  const mention = { critical: ['@ana_ops', String(ANA)] };
  const critical = reply([heading('disk at 99 % @somebody', 'critical')]);
  const card = { ...out(''), kind: 'card' as const, reply: critical };
  const phone = channel({ mention });
  const sent = await phone.post(card, soon());
  const [made] = telegram.messages(GROUP);
  expect(made?.text.split('\n').at(-1)).toBe('@ana_ops 🔔');
  expect(made?.source).toContain(`<a href="tg://user?id=${ANA}">🔔</a>`);
  expect(made?.text).not.toContain('@somebody');
  await phone.edit(sent.kind === 'delivered' ? sent.remoteId : '', card, soon());
  expect(telegram.messages(GROUP)[0]?.text).not.toContain('@ana_ops');
});

test.each([
  { name: 'without a sound', over: { silent: true } },
  { name: 'that is no alert', over: { kind: 'message' as const } },
  { name: 'that is not critical', over: { reply: reply([heading('disk at 91 %', 'bad')]) } },
])('nobody is called by a message $name', async ({ over }) => {
  const critical = reply([heading('disk at 99 %', 'critical')]);
  const card = { ...out(''), kind: 'card' as const, reply: critical, ...over };
  await channel({ mention: { critical: ['@ana_ops'] } }).post(card, soon());
  expect(telegram.messages(GROUP)[0]?.text).not.toContain('@ana_ops');
});

test('twenty who are called fit into a message that is full', async () => {
  const critical = Array.from({ length: 20 }, (_, index) => `@${'a'.repeat(30)}${10 + index}`);
  const full = reply([
    heading('full', 'critical'),
    ...Array.from({ length: 200 }, (_, index) => line(`line ${index} ${'y'.repeat(90)}`)),
  ]);
  await channel({ mention: { critical } }).post({ ...out(''), reply: full }, soon());
  const [made] = telegram.messages(GROUP);
  expect(made?.text).toContain(critical.join(' '));
  expect(made?.text.length).toBeLessThanOrEqual(4_096);
});

test('an edit that changes nothing counts as delivered', async () => {
  const remoteId = await posted('same');
  expect(await channel().edit(remoteId, out('same'), soon())).toEqual({
    kind: 'delivered',
    remoteId,
  });
});

test('a note answers its card, and stands alone when the card is gone or of another chat', async () => {
  const remoteId = await posted('card');
  await channel().post(out('escalated', remoteId), soon());
  await channel().post(out('again', `${GROUP}:4711`), soon());
  await channel().post(out('other', `-5:${remoteId.split(':')[1]}`), soon());
  const card = Number(remoteId.split(':')[1]);
  expect(telegram.messages(GROUP).map((one) => one.replyTo)).toEqual([null, card, null, null]);
});

test('a message that was deleted is gone', async () => {
  const remoteId = await posted('card');
  telegram.forget();
  expect(await channel().edit(remoteId, out('new'), soon())).toMatchObject({ kind: 'gone' });
});

test.each<{ name: string; fault: Fault; ends: object }>([
  {
    name: '429 waits as long as Telegram asks',
    fault: { code: 429, description: 'Too Many Requests', parameters: { retry_after: 17 } },
    ends: { kind: 'retry', after: 17_000 },
  },
  { name: '502 is tried again', fault: { code: 502 }, ends: { kind: 'retry' } },
  { name: 'a cut connection is tried again', fault: 'drop', ends: { kind: 'retry' } },
  {
    name: 'a refused token is tried again, with what to do',
    fault: { code: 401 },
    ends: { kind: 'retry', reason: expect.stringContaining('TELEGRAM_BOT_TOKEN') },
  },
  {
    name: 'a blocked bot says what to do',
    fault: { code: 403, description: 'Forbidden: bot was blocked by the user' },
    ends: {
      kind: 'retry',
      after: 60_000,
      reason: expect.stringContaining('unblock it and send /start'),
    },
  },
  {
    name: 'an unknown chat says what to do',
    fault: { code: 400, description: 'Bad Request: chat not found' },
    ends: { kind: 'retry', after: 60_000, reason: expect.stringContaining('check the chat id') },
  },
  {
    name: 'a missing right says what to do',
    fault: {
      code: 400,
      description: 'Bad Request: not enough rights to send text messages to the chat',
    },
    ends: { kind: 'retry', after: 60_000, reason: expect.stringContaining('let an admin') },
  },
  {
    name: 'a message that Telegram does not take is refused for good',
    fault: { code: 400, description: 'Bad Request: message text is empty' },
    ends: { kind: 'rejected', reason: expect.stringContaining('message text is empty') },
  },
])('$name', async ({ fault, ends }) => {
  telegram.intercept(({ method }) => (method === 'sendMessage' ? fault : null));
  expect(await channel().post(out('card'), soon())).toMatchObject(ends);
  expect(telegram.count('sendMessage')).toBe(1);
});

test('a card that waits for the bot to be let in arrives once it is', async () => {
  const description = 'Forbidden: bot is not a member of the supergroup chat';
  const letIn = telegram.intercept(({ method }) =>
    method === 'sendMessage' ? { code: 403, description } : null,
  );
  expect(await channel().post(out('card'), soon())).toMatchObject({
    kind: 'retry',
    reason: expect.stringContaining('add it to the group'),
  });
  letIn();
  await posted('card');
  expect(telegram.messages(GROUP)).toHaveLength(1);
});

test.each<{ fault: Fault }>([{ fault: 'hang' }, { fault: 'lose' }])(
  'a call without an answer ($fault) ends when its signal does',
  async ({ fault }) => {
    telegram.intercept(({ method }) => (method === 'sendMessage' ? fault : null));
    const stop = new AbortController();
    const sending = channel().post(out('card'), stop.signal);
    await telegram.until(() => telegram.count('sendMessage') === 1);
    stop.abort();
    expect(await sending).toMatchObject({ kind: 'retry' });
  },
);

test('text that Telegram cannot read is sent once more without marks', async () => {
  telegram.intercept(({ method, params }) =>
    method === 'sendMessage' && params['parse_mode'] === 'HTML'
      ? { code: 400, description: "Bad Request: can't parse entities: Unsupported start tag" }
      : null,
  );
  await channel().post(
    { key: 'k', reply: say('a < b', 'warning'), replyTo: null, silent: false },
    soon(),
  );
  expect(telegram.messages(GROUP)).toMatchObject([{ text: '🟡 a < b' }]);
});

test('a topic that was deleted does not hold a card back', async () => {
  telegram.intercept(({ method, params }) =>
    method === 'sendMessage' && params['message_thread_id'] !== undefined
      ? { code: 400, description: 'Bad Request: message thread not found' }
      : null,
  );
  expect(await channel({ thread: '7' }).post(out('card'), soon())).toMatchObject({
    kind: 'delivered',
  });
});

test('a group that became a supergroup is followed, and the app is told once', async () => {
  const old = channel({ id: String(OLD_GROUP) });
  const before = await posted('card', old);
  telegram.migrate(OLD_GROUP, GROUP);
  expect(await old.edit(before, out('new'), soon())).toMatchObject({ kind: 'gone' });
  const after = await posted('card', old);
  expect(after).toMatch(`${GROUP}:`);
  expect(await old.edit(after, out('edited'), soon())).toMatchObject({ kind: 'delivered' });
  expect(bot.migrations).toEqual([[String(OLD_GROUP), String(GROUP)]]);
});

test('a group that became a supergroup is found out by the next card too', async () => {
  telegram.migrate(OLD_GROUP, GROUP);
  expect(await posted('card', channel({ id: String(OLD_GROUP) }))).toMatch(`${GROUP}:`);
  expect(bot.migrations).toEqual([[String(OLD_GROUP), String(GROUP)]]);
});

test('the notice that a group became a supergroup is heeded', async () => {
  const chat = { id: OLD_GROUP, type: 'group' as const, title: 'Ops' };
  const from = { id: ANA, is_bot: false, first_name: 'Ana' };
  const message = { message_id: 5, date: 1, chat, from, migrate_to_chat_id: GROUP };
  telegram.push({ message } as Parameters<FakeTelegram['push']>[0]);
  await telegram.until(() => bot.migrations.length === 1);
  await posted('card', channel({ id: String(OLD_GROUP) }));
  expect(telegram.messages(GROUP)).toHaveLength(1);
});

test('a message is pinned without a sound, and where the bot may not, it says what to do', async () => {
  const id = await posted('board');
  expect(await channel().pin?.(id, soon())).toBeNull();
  expect(telegram.requests.find(({ method }) => method === 'pinChatMessage')?.params).toEqual({
    chat_id: GROUP,
    message_id: Number(id.split(':')[1]),
    disable_notification: true,
  });
  const description = 'Bad Request: not enough rights to manage pinned messages in the chat';
  telegram.intercept(({ method }) =>
    method === 'pinChatMessage' ? { code: 400, description } : null,
  );
  expect(await channel().pin?.(id, soon())).toContain('make the bot an admin');
});
