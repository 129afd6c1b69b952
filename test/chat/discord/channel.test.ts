import { expect, test } from 'vitest';
import { heading, reply, say } from '../../../src/chat/reply.ts';
import type { Delivery, Outgoing } from '../../../src/notify/channel.ts';
import type { Fault } from '../../support/discord/fault.ts';
import { type Bot, CHANNEL, GUILD, startBot } from './setup.ts';

const never = new AbortController().signal;

function outgoing(over: Partial<Outgoing> = {}): Outgoing {
  return {
    key: 'k1',
    reply: reply([heading('disk /var 94 %', 'bad')]),
    replyTo: null,
    silent: false,
    ...over,
  };
}

function channelOf(bot: Bot, id = CHANNEL) {
  return bot.surface.channel('ops', { id, thread: null });
}

function idOf(delivery: Delivery): string {
  if (delivery.kind !== 'delivered') throw new Error(`not delivered: ${JSON.stringify(delivery)}`);
  return delivery.remoteId;
}

test('a card is posted, edited in place and answered', async () => {
  await using bot = await startBot();
  const channel = channelOf(bot);
  const id = idOf(await channel.post(outgoing(), never));
  const taken = reply([heading('disk /var 94 %', 'muted')]);
  expect(await channel.edit(id, outgoing({ reply: taken }), never)).toEqual({
    kind: 'delivered',
    remoteId: id,
  });
  await channel.post(outgoing({ key: 'k2', reply: say('Resolved.'), replyTo: id }), never);
  const [card, note] = bot.discord.messages(CHANNEL);
  expect(card?.embeds[0]?.title).toBe('⚪ disk /var 94\u00a0%');
  expect(note?.message_reference?.message_id).toBe(id);
  expect(bot.discord.violations).toEqual([]);
});

test.each([true, false])('a card that is silent (%j) says so', async (silent) => {
  await using bot = await startBot();
  await channelOf(bot).post(outgoing({ silent }), never);
  expect(bot.discord.messages(CHANNEL)[0]?.flags).toBe(silent ? 4096 : 0);
  expect(bot.discord.violations).toEqual([]);
});

test('a person is written to in private, through a channel that is asked for once', async () => {
  await using bot = await startBot();
  const ana = bot.surface.channel('@Ana', { id: '11', thread: null, isDirect: true });
  const asked: string[] = [];
  bot.discord.intercept(({ method, path }) => void asked.push(`${method} ${path}`));
  const id = idOf(await ana.post(outgoing(), never));
  const said = await ana.edit(id, outgoing({ reply: say('Resolved.') }), never);
  expect(said).toEqual({ kind: 'delivered', remoteId: id });
  expect(bot.discord.messages('911')).toHaveLength(1);
  expect(asked.filter((one) => one.startsWith('POST /users'))).toHaveLength(1);
  expect(bot.discord.violations).toEqual([]);
});

test('who is no person, or takes no messages, is said', async () => {
  await using bot = await startBot({ seed: { guilds: [{ id: GUILD, roles: ['77'] }] } });
  const role = bot.surface.channel('@team', { id: '77', thread: null, isDirect: true });
  const reason = expect.stringContaining('Discord does not let the bot write to 77 in private');
  expect(await role.post(outgoing(), never)).toEqual({ kind: 'rejected', reason });
});

test('a thread takes the message instead of its channel', async () => {
  const thread = { id: '501', guild: '100' };
  await using bot = await startBot({ seed: { channels: [{ id: CHANNEL, guild: '100' }, thread] } });
  await bot.surface.channel('ops', { id: CHANNEL, thread: '501' }).post(outgoing(), never);
  expect(bot.discord.messages('501')).toHaveLength(1);
  expect(bot.discord.messages(CHANNEL)).toHaveLength(0);
});

test('a message whose answer was lost is not there twice after it was sent again', async () => {
  await using bot = await startBot();
  const channel = channelOf(bot);
  const stop = new AbortController();
  bot.discord.intercept(({ method, path }) => {
    if (method !== 'POST' || !path.startsWith('/channels/')) return undefined;
    stop.abort();
    return 'lose-answer';
  });
  expect((await channel.post(outgoing(), stop.signal)).kind).toBe('retry');
  bot.discord.intercept(null);
  expect(idOf(await channel.post(outgoing(), never))).toBe(bot.discord.messages(CHANNEL)[0]?.id);
  expect(bot.discord.messages(CHANNEL)).toHaveLength(1);
  await channel.post(outgoing({ key: 'k2' }), never);
  expect(bot.discord.messages(CHANNEL)).toHaveLength(2);
});

test('an answer to a message that was deleted is posted on its own', async () => {
  await using bot = await startBot();
  const sent = await channelOf(bot).post(outgoing({ replyTo: '987654321' }), never);
  expect(sent.kind).toBe('delivered');
  expect(bot.discord.violations).toEqual([]);
});

test('a card that somebody deleted is gone', async () => {
  await using bot = await startBot();
  const channel = channelOf(bot);
  const id = idOf(await channel.post(outgoing(), never));
  bot.discord.remove(id);
  expect((await channel.edit(id, outgoing(), never)).kind).toBe('gone');
});

const limited: Fault = {
  status: 429,
  headers: { 'retry-after': '7' },
  body: { message: 'You are being rate limited.', retry_after: 7, global: false },
};
const refused = (status: number, code: number): Fault => ({
  status,
  body: { code, message: `refused with ${code}` },
});

test.each<{ name: string; fault: Fault; expected: object; says: string }>([
  { name: 'a rate limit', fault: limited, expected: { kind: 'retry' }, says: '429' },
  {
    name: 'an outage',
    fault: { status: 503, body: {} },
    expected: { kind: 'retry', after: 2000 },
    says: '503',
  },
  { name: 'a cut line', fault: 'reset', expected: { kind: 'retry', after: 2000 }, says: 'reached' },
  {
    name: 'a missing permission',
    fault: refused(403, 50013),
    expected: { kind: 'retry', after: 60_000 },
    says: `${CHANNEL}: grant it View Channel, Send Messages and Embed Links`,
  },
  {
    name: 'a hidden channel',
    fault: refused(403, 50001),
    expected: { kind: 'retry', after: 60_000 },
    says: `${CHANNEL}: grant it View Channel`,
  },
  {
    name: 'another ban',
    fault: refused(403, 50278),
    expected: { kind: 'retry', after: 60_000 },
    says: 'refused with 50278',
  },
  {
    name: 'an archived thread',
    fault: refused(400, 50083),
    expected: { kind: 'retry', after: 60_000 },
    says: 'refused with 50083',
  },
  {
    name: 'a body that Discord does not take',
    fault: refused(400, 50035),
    expected: { kind: 'rejected' },
    says: 'refused with 50035',
  },
  {
    name: 'a refusal by something in between',
    fault: { status: 403, headers: { 'content-type': 'text/html' }, body: 'blocked' },
    expected: { kind: 'retry', after: 60_000 },
    says: '403',
  },
])('$name: $expected', async ({ fault, expected, says }) => {
  await using bot = await startBot();
  bot.discord.intercept(({ path }) => (path.startsWith('/channels/') ? fault : undefined));
  const delivery = await channelOf(bot).post(outgoing(), never);
  expect(delivery).toMatchObject({ ...expected, reason: expect.stringContaining(says) });
  const tries = bot.discord.requests.filter((one) => one.path.startsWith('/channels/'));
  expect(tries).toHaveLength(1);
});

test('a rate limit is waited for as long as Discord asks', async () => {
  await using bot = await startBot();
  bot.discord.intercept(({ path }) => (path.startsWith('/channels/') ? limited : undefined));
  const delivery = await channelOf(bot).post(outgoing(), never);
  expect(delivery.kind === 'retry' && delivery.after).toBeGreaterThanOrEqual(7000);
});

test('an unknown channel is named', async () => {
  await using bot = await startBot();
  const delivery = await channelOf(bot, '999').post(outgoing(), never);
  expect(delivery).toMatchObject({
    kind: 'retry',
    after: 60_000,
    reason: expect.stringContaining('999'),
  });
});

test('a card that waits for a permission arrives once it is granted', async () => {
  await using bot = await startBot();
  const channel = channelOf(bot);
  const forbidden = refused(403, 50013);
  bot.discord.intercept(({ path }) => (path.startsWith('/channels/') ? forbidden : undefined));
  const first = await channel.post(outgoing(), never);
  expect(first).toMatchObject({ kind: 'retry', reason: expect.stringContaining('grant it') });
  bot.discord.intercept(null);
  expect((await channel.post(outgoing(), never)).kind).toBe('delivered');
  expect(bot.discord.messages(CHANNEL)).toHaveLength(1);
});

test('a call that hangs ends with its signal', async () => {
  await using bot = await startBot();
  const stop = new AbortController();
  bot.discord.intercept(({ path }) => {
    if (!path.startsWith('/channels/')) return undefined;
    setImmediate(() => stop.abort());
    return 'hang';
  });
  expect((await channelOf(bot).post(outgoing(), stop.signal)).kind).toBe('retry');
});

test('a refused token keeps the message, and sending works once it is accepted again', async () => {
  await using bot = await startBot();
  const channel = channelOf(bot);
  bot.discord.revokeToken();
  const delivery = await channel.post(outgoing(), never);
  expect(delivery).toMatchObject({ kind: 'retry', reason: expect.stringContaining('token') });
  bot.discord.restoreToken();
  expect((await channel.post(outgoing(), never)).kind).toBe('delivered');
});

test('posting works while the gateway is refused', async () => {
  await using bot = await startBot();
  bot.discord.intercept(({ path }) => (path === '/gateway/bot' ? { status: 500 } : undefined));
  expect((await channelOf(bot).post(outgoing(), never)).kind).toBe('delivered');
});

test('a message is pinned, and where the bot may not, it says which right is missing', async () => {
  await using bot = await startBot();
  const channel = channelOf(bot);
  const id = idOf(await channel.post(outgoing(), never));
  expect(await channel.pin?.(id, never)).toBeNull();
  expect(bot.discord.messages(CHANNEL)[0]?.pinned).toBe(true);
  const body = { code: 50013, message: 'Missing Permissions' };
  bot.discord.intercept(({ method }) => (method === 'PUT' ? { status: 403, body } : undefined));
  expect(await channel.pin?.(id, never)).toContain('grant the bot Pin Messages');
  expect(bot.discord.violations).toEqual([]);
});
