import { afterEach, beforeEach, expect, test } from 'vitest';
import { ANA, COMMANDS, runBot, TOKEN } from '../../support/telegram/run-bot.ts';
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

test('creating a surface connects in the background', async () => {
  await using bot = runBot(telegram);
  expect(bot.surface.state().kind).toBe('connecting');
  await telegram.until(() => bot.surface.state().kind === 'connected');
});

test('the menu is written once, and not again while it is the same', async () => {
  {
    await using _bot = runBot(telegram);
    await telegram.until(() => telegram.polling());
  }
  expect(telegram.menu().map((one) => one.command)).toEqual(COMMANDS.map((one) => one.name));
  await telegram.until(() => !telegram.polling());
  await using _again = runBot(telegram);
  await telegram.until(() => telegram.polling());
  expect(telegram.count('getMyCommands')).toBe(2);
  expect(telegram.count('setMyCommands')).toBe(1);
});

test('a webhook is removed and its updates are kept', async () => {
  telegram.setWebhook('https://me:word@bot.example.com:8443/hook/s3cret');
  const said = telegram.say({ chat: ANA, user: ANA, text: '/health' });
  await using bot = runBot(telegram);
  await said.answer();
  expect(bot.said.join()).toContain('a webhook to bot.example.com:8443 was set');
  expect(bot.said.join()).not.toMatch(/s3cret|word/);
});

test('a webhook that is set later is removed too', async () => {
  await using _bot = runBot(telegram, { pace: { poll: 1_000 } });
  await telegram.until(() => telegram.polling());
  telegram.setWebhook('https://example.com/hook');
  const said = telegram.say({ chat: ANA, user: ANA, text: '/health' });
  await said.answer();
  expect(telegram.count('deleteWebhook')).toBe(1);
});

test('a refused token is said with what to do, and tried again slowly', async () => {
  telegram.revokeToken();
  await using bot = runBot(telegram);
  await telegram.until(() => bot.surface.state().kind === 'down');
  expect(bot.surface.state().detail).toContain('put a valid TELEGRAM_BOT_TOKEN into .env');
  telegram.restoreToken();
  await telegram.until(() => bot.surface.state().kind === 'connected');
});

test('a token that is revoked while running is said too', async () => {
  await using bot = runBot(telegram, { pace: { poll: 1_000 } });
  await telegram.until(() => telegram.polling());
  telegram.revokeToken();
  await telegram.until(() => bot.surface.state().detail.includes('TELEGRAM_BOT_TOKEN'));
});

test('a second program with the same token is said, and the bot goes on', async () => {
  await using bot = runBot(telegram);
  await telegram.until(() => telegram.polling());
  const rival = fetch(`${telegram.apiRoot}/bot${TOKEN}/getUpdates?timeout=1`);
  await telegram.until(() => bot.surface.state().kind === 'down');
  expect(bot.surface.state().detail).toContain('Another program polls');
  await rival;
  await telegram.say({ chat: ANA, user: ANA, text: '/health' }).answer();
});

test('while Telegram is away the bot says so, and goes on afterwards', async () => {
  await using bot = runBot(telegram);
  await telegram.until(() => telegram.polling());
  await telegram.down();
  await telegram.until(() => bot.surface.state().kind === 'down');
  expect(bot.surface.state().detail).toMatch(/cannot be reached \(E\w+\)/);
  await telegram.up();
  await telegram.say({ chat: ANA, user: ANA, text: '/health' }).answer();
  expect(bot.surface.state().kind).toBe('connected');
});

test('a server that does not hold a poll open is not asked without end', async () => {
  await using _bot = runBot(telegram, { pace: { poll: 400 } });
  await telegram.until(() => telegram.count('getUpdates') === 3);
  const [first = 0, second = 0] = telegram.requests
    .filter((call) => call.method === 'getUpdates')
    .map((call) => call.at);
  expect(second - first).toBeGreaterThan(300);
});

test('an address where nothing listens throws nothing', async () => {
  await telegram.down();
  await using bot = runBot(telegram);
  await telegram.until(() => bot.surface.state().kind === 'down');
});

test('the token reaches no log, state or reason', async () => {
  const seen: string[] = [];
  await using bot = runBot(telegram);
  await telegram.until(() => telegram.polling());
  telegram.intercept(({ method }) =>
    method === 'sendMessage' ? { code: 400, description: `Bad Request: ${TOKEN}` } : null,
  );
  telegram.say({ chat: ANA, user: ANA, text: '/health' });
  await telegram.until(() => bot.said.join().includes('could not be sent'));
  await telegram.down();
  await telegram.until(() => bot.surface.state().kind === 'down');
  seen.push(...bot.said, bot.surface.state().detail);
  expect(seen.join()).not.toContain(TOKEN.slice(-12));
});

test('a stopped bot asks for nothing more and confirms nothing that is not stored', async () => {
  const bot = runBot(telegram);
  await telegram.until(() => telegram.polling());
  await bot[Symbol.asyncDispose]();
  const before = telegram.count('getUpdates');
  const said = telegram.say({ chat: ANA, user: ANA, text: '/health' });
  expect(telegram.unconfirmed()).toEqual([said.updateId]);
  expect(telegram.count('getUpdates')).toBe(before);
});
