import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { say } from '../../../src/chat/reply.ts';
import { startDiscord } from '../../support/discord/fake-discord.ts';
import { listen } from '../../support/discord/http.ts';
import { aCommand, stubDesk } from '../../support/stub-desk.ts';
import { CHANNEL, GUILD, OPERATOR, SEED, startBot } from './setup.ts';

const ask = { guild: GUILD, channel: CHANNEL, user: OPERATOR, name: 'health' };
const patient = { timeout: 10_000 };

test('a cut line is resumed, and what was asked meanwhile is answered', async () => {
  await using bot = await startBot();
  await bot.discord.slash(ask);
  bot.discord.dropSockets();
  expect((await bot.discord.slash(ask)).message).not.toBeNull();
  expect(bot.discord.resumed).toBe(1);
  expect(bot.discord.identified).toBe(1);
  expect(bot.surface.state()).toEqual({ kind: 'connected', detail: '' });
  expect(bot.discord.violations).toEqual([]);
});

test('a session that Discord forgot is begun anew, and the app hears of it', async () => {
  const onReconnect = vi.fn();
  await using bot = await startBot({ onReconnect });
  await bot.discord.slash(ask);
  bot.discord.forgetSessions();
  bot.discord.dropSockets();
  await vi.waitFor(() => expect(bot.surface.state().kind).toBe('connecting'), patient);
  await vi.waitFor(() => expect(onReconnect).toHaveBeenCalledTimes(2), patient);
  expect((await bot.discord.slash(ask)).message).not.toBeNull();
  expect(bot.discord.identified).toBe(2);
  expect(bot.discord.requests.filter((one) => one.method === 'PUT')).toHaveLength(1);
});

test('a Discord that is down is waited for', async () => {
  const discord = await startDiscord(SEED);
  await discord.down();
  await using bot = await startBot({ discord });
  await vi.waitFor(() => expect(bot.surface.state().detail).toContain('cannot be reached'));
  await discord.up();
  expect((await discord.slash(ask)).message).not.toBeNull();
  expect(bot.log.filter((text) => text.startsWith('warn'))).toHaveLength(1);
});

test('a Discord that goes away and comes back is answered again', async () => {
  await using bot = await startBot();
  await bot.discord.slash(ask);
  await bot.discord.down();
  await vi.waitFor(() => expect(bot.surface.state().kind).toBe('connecting'));
  await bot.discord.up();
  expect((await bot.discord.slash(ask)).message).not.toBeNull();
});

test('a wrong token is said once and not tried again', async () => {
  const onFatal = vi.fn();
  await using bot = await startBot({ token: 'wrong.token', onFatal });
  await vi.waitFor(() => expect(bot.surface.state().kind).toBe('down'));
  expect(bot.surface.state().detail).toContain('put a valid DISCORD_TOKEN into .env and restart');
  expect(onFatal).toHaveBeenCalledTimes(1);
  expect(bot.discord.requests).toHaveLength(1);
  expect(bot.log.join()).not.toContain('wrong.token');
});

test('a token revoked while running takes the surface down, not the process', async () => {
  const onFatal = vi.fn();
  await using bot = await startBot({ onFatal });
  await bot.discord.slash(ask);
  const before = bot.discord.identified;
  bot.discord.revokeToken();
  await vi.waitFor(() => expect(bot.surface.state().kind).toBe('down'));
  expect(bot.surface.state().detail).toContain('DISCORD_TOKEN');
  expect(onFatal).toHaveBeenCalledTimes(1);
  expect(bot.discord.identified).toBe(before);
});

test('a close for good names its code', async () => {
  await using bot = await startBot();
  await bot.discord.slash(ask);
  bot.discord.closeWith(4014);
  await vi.waitFor(() => expect(bot.surface.state().kind).toBe('down'));
  expect(bot.surface.state().detail).toContain('4014');
});

test('closing while the line is being opened does no harm', async () => {
  const reached = Promise.withResolvers<void>();
  const silent = createServer(() => reached.resolve());
  const port = await listen(silent);
  const discord = await startDiscord(SEED);
  discord.intercept(() => ({ status: 200, body: gatewayAt(`ws://127.0.0.1:${port}`) }));
  const bot = await startBot({ discord });
  await reached.promise;
  await bot[Symbol.asyncDispose]();
  silent.close();
});

function gatewayAt(url: string): object {
  const limit = { total: 1000, remaining: 999, reset_after: 1000, max_concurrency: 1 };
  return { url, shards: 1, session_start_limit: limit };
}

test('closing while the line is being mended leaves nothing that reconnects', async () => {
  const bot = await startBot();
  await bot.discord.slash(ask);
  bot.discord.dropSockets();
  await vi.waitFor(() => expect(bot.surface.state().kind).toBe('connecting'));
  await bot.surface[Symbol.asyncDispose]();
  await sleep(1000);
  expect(bot.discord.lines).toBe(0);
  await bot.discord[Symbol.asyncDispose]();
});

test('a command in work at a stop is finished first, and a new one is not begun', async () => {
  const gate = Promise.withResolvers<void>();
  const stop = new AbortController();
  const desk = stubDesk({
    answer: async () => {
      await gate.promise;
      return say('finished');
    },
  });
  const bot = await startBot({ desk, signal: stop.signal });
  const first = bot.discord.slash(ask);
  await vi.waitFor(() => expect(desk.asked).toHaveLength(1), patient);
  stop.abort();
  const second = await bot.discord.slash(ask);
  expect(second.message?.embeds[0]?.description).toContain('Tocsin is stopping');
  const closed = bot.surface[Symbol.asyncDispose]();
  gate.resolve();
  expect((await first).message?.embeds[0]?.description).toContain('finished');
  await closed;
  await bot.discord[Symbol.asyncDispose]();
});

test('closing ends while a command and a call hang, and says that the command was not finished', async () => {
  const desk = stubDesk({
    commands: [aCommand({ name: 'health' }), aCommand({ name: 'trend' })],
    answer: ({ name }) => (name === 'health' ? new Promise(() => undefined) : say('ok')),
  });
  const bot = await startBot({ desk });
  const first = bot.discord.slash(ask);
  await vi.waitFor(() => expect(desk.asked).toHaveLength(1), patient);
  let held = 0;
  bot.discord.intercept(({ path }) => {
    if (!path.startsWith('/webhooks/') || held > 0) return undefined;
    held += 1;
    return 'hang';
  });
  bot.discord.slash({ ...ask, name: 'trend' }).catch(() => null);
  await vi.waitFor(() => expect(held).toBe(1), patient);
  await bot.surface[Symbol.asyncDispose]();
  expect((await first).message?.embeds[0]?.description).toContain('/health was not finished');
  await vi.waitFor(() => expect(bot.discord.lines).toBe(0));
  await bot.discord[Symbol.asyncDispose]();
});
