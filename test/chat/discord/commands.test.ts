import { expect, test, vi } from 'vitest';
import { refuse, reply, say } from '../../../src/chat/reply.ts';
import { aCommand, anArg, stubDesk, stubIdentify } from '../../support/stub-desk.ts';
import { CHANNEL, GUILD, OPERATOR, OTHER_GUILD, STRANGER, startBot } from './setup.ts';

const here = { guild: GUILD, channel: CHANNEL, user: OPERATOR };

test('a slash command is deferred first, then answered in the channel', async () => {
  const desk = stubDesk({ answer: () => say('web-1 is well', 'good') });
  const identify = stubIdentify({ [OPERATOR]: 'operator' });
  await using bot = await startBot({ desk, identify });
  const caller = { ...here, roles: ['31', '32'], userName: 'Ana' };
  const answer = await bot.discord.slash({
    ...caller,
    name: 'health',
    options: { target: 'web-1' },
  });

  expect(answer).toMatchObject({ deferred: true, ephemeral: false });
  expect(answer.message?.embeds[0]?.description).toBe('🟢 web-1 is well');
  expect(bot.discord.messages(CHANNEL)).toHaveLength(1);
  expect(desk.asked[0]).toMatchObject({
    name: 'health',
    input: { target: 'web-1' },
    actor: { id: 'discord:11', name: 'Ana', role: 'operator' },
    place: { surface: 'discord', id: CHANNEL, thread: null, title: '#ops' },
  });
  expect(identify.seen[0]).toMatchObject({ userId: OPERATOR, owner: false });
  expect(identify.seen[0]?.groups).toEqual(expect.arrayContaining(['31', '32']));
  expect(bot.discord.violations).toEqual([]);
});

test('the answer to pairing is for the asker alone', async () => {
  const desk = stubDesk({ commands: [aCommand({ name: 'pair', role: 'anyone' })] });
  await using bot = await startBot({ desk });
  const answer = await bot.discord.slash({ ...here, name: 'pair', options: { code: 'A' } });
  expect(answer.ephemeral).toBe(true);
  expect(bot.discord.messages(CHANNEL)).toEqual([]);
  expect(bot.discord.violations).toEqual([]);
});

test('a private refusal does not stay in the channel', async () => {
  const desk = stubDesk({ answer: ({ actor }) => refuse(`Ask an admin to add ${actor.id}.`) });
  await using bot = await startBot({ desk });
  const answer = await bot.discord.slash({ ...here, user: STRANGER, name: 'health' });
  expect(desk.asked[0]?.actor.role).toBeNull();
  expect(answer.ephemeral).toBe(true);
  expect(answer.message?.embeds[0]?.description).toContain(`discord:${STRANGER}`);
  expect(bot.discord.messages(CHANNEL)).toEqual([]);
  expect(bot.discord.violations).toEqual([]);
});

test.each([
  { who: 'another server', caller: { guild: OTHER_GUILD, channel: '600' }, says: 'another server' },
  { who: 'a direct message', caller: { guild: null, channel: '700' }, says: 'direct messages' },
  { who: 'a bot', caller: { guild: GUILD, channel: CHANNEL, bot: true }, says: 'Bots' },
])('$who is refused before the desk hears of it', async ({ caller, says }) => {
  const desk = stubDesk();
  await using bot = await startBot({ desk });
  const answer = await bot.discord.slash({ ...caller, user: OPERATOR, name: 'health' });
  expect(answer.ephemeral).toBe(true);
  expect(answer.message?.embeds[0]?.description).toContain(says);
  expect(desk.asked).toEqual([]);
});

test.each([
  { where: 'in the configured server', guildId: GUILD, owner: true },
  { where: 'while anyone could have invited the bot', guildId: null, owner: false },
])('the owner of the server counts $where: $owner', async ({ guildId, owner }) => {
  const identify = stubIdentify();
  await using bot = await startBot({ identify, guildId });
  await bot.discord.slash({ ...here, user: '10', name: 'health' });
  expect(identify.seen[0]?.owner).toBe(owner);
});

test('a press runs the command of the button for the one who pressed, in private', async () => {
  const buttons = [{ label: 'Ack', tone: 'good', command: 'ack', input: '12: now' }] as const;
  const desk = stubDesk({
    answer: ({ name }) =>
      name === 'ack' ? say('You have alert 12.') : reply([{ kind: 'buttons', buttons }]),
  });
  await using bot = await startBot({ desk });
  const card = await bot.discord.slash({ ...here, name: 'health' });
  const pressed = await bot.discord.press(card.message?.id ?? '', 'v1:ack:12: now', {
    user: STRANGER,
    roles: ['31'],
  });
  expect(pressed).toMatchObject({ deferred: true, ephemeral: true });
  expect(desk.asked[1]).toMatchObject({
    name: 'ack',
    input: '12: now',
    actor: { id: `discord:${STRANGER}`, role: null },
  });
  expect(bot.discord.violations).toEqual([]);
});

test.each(['', 'v0:ack:1', 'v1', 'v1:ack', 'v1:ACK:1', 'ack:1', 'v1:a b:1', '💥'])(
  'a forged button id %j does nothing',
  async (customId) => {
    const desk = stubDesk();
    await using bot = await startBot({ desk });
    const card = await bot.discord.slash({ ...here, name: 'health' });
    const who = { user: OPERATOR, forged: true };
    const pressed = await bot.discord.press(card.message?.id ?? '', customId, who);
    expect(pressed.ephemeral).toBe(true);
    expect(desk.asked).toHaveLength(1);
  },
);

test('completion offers at most 25 choices that Discord accepts', async () => {
  const desk = stubDesk({
    complete: ({ argument, typed, input }) => [
      { value: 'x'.repeat(101), label: 'too long' },
      { value: 'empty-label', label: ' ' },
      ...Array.from({ length: 40 }, (_, index) => ({
        value: `${argument}-${typed}-${index}`,
        label: `${JSON.stringify(input)} ${'y'.repeat(200)}`,
      })),
    ],
  });
  await using bot = await startBot({ desk });
  const options = { period: 'day', target: 'web' };
  const choices = await bot.discord.autocomplete({
    ...here,
    name: 'trend',
    focused: 'target',
    options,
  });
  expect(choices).toHaveLength(25);
  expect(choices[0]).toEqual({ name: 'empty-label', value: 'empty-label' });
  expect(choices[1]?.value).toBe('target-web-0');
  expect(choices[1]?.name).toContain('"period":"day"');
  expect(bot.discord.violations).toEqual([]);
});

test('commands are written once and left alone when nothing changed', async () => {
  const target = anArg({ name: 'target', completes: true });
  const state = anArg({ name: 'state', choices: ['open', 'resolved'] });
  const many = anArg({ name: 'zone', choices: Array.from({ length: 30 }, (_, n) => `z${n}`) });
  const commands = [
    aCommand({ name: 'alerts', args: [state, target, many] }),
    aCommand({ name: 'ack', args: [target, anArg({ name: 'id', required: true })] }),
    aCommand({ name: 'about', summary: 'long '.repeat(50) }),
  ];
  const desk = stubDesk({ commands });
  await using bot = await startBot({ desk });
  const { discord } = bot;
  await vi.waitFor(() => expect(bot.log.join()).toContain('written'));
  expect(discord.commands(GUILD).map((one) => one.name)).toEqual(['alerts', 'ack', 'about']);
  expect(discord.commands(GUILD)[1]?.options?.map((one) => one.name)).toEqual(['id', 'target']);
  expect(discord.commands(OTHER_GUILD)).toEqual([]);

  await using again = await startBot({ desk, discord });
  await vi.waitFor(() => expect(again.log.join()).toContain('unchanged'));
  expect(discord.requests.filter((one) => one.method === 'PUT')).toHaveLength(1);
  expect(discord.violations).toEqual([]);
});

test('a server that does not allow commands is named, and the bot goes on', async () => {
  await using bot = await startBot();
  bot.discord.intercept(({ path }) =>
    path.endsWith('/commands')
      ? { status: 403, body: { code: 50001, message: 'Missing Access' } }
      : undefined,
  );
  await vi.waitFor(() => expect(bot.log.join()).toContain('applications.commands'));
  expect((await bot.discord.slash({ ...here, name: 'health' })).message).not.toBeNull();
});

test('commands that Discord did not take are tried again with the next connection', async () => {
  await using bot = await startBot();
  bot.discord.intercept(({ path }) =>
    path.endsWith('/commands')
      ? { status: 400, body: { code: 30034, message: 'Max number of daily creates' } }
      : undefined,
  );
  await vi.waitFor(() => expect(bot.log.join()).toContain('answered 400: Max number of daily'));
  expect(bot.log.join()).not.toContain('invite');
  bot.discord.intercept(null);
  bot.discord.forgetSessions();
  bot.discord.dropSockets();
  await vi.waitFor(() => expect(bot.log.join()).toContain('written'), { timeout: 10_000 });
  expect(bot.discord.commands(GUILD)).toHaveLength(1);
});

test('a desk that fails is answered for', async () => {
  const desk = stubDesk({
    answer: () => {
      throw new RangeError('broken');
    },
  });
  await using bot = await startBot({ desk });
  const answer = await bot.discord.slash({ ...here, name: 'health' });
  expect(answer.message?.embeds[0]?.description).toContain('did not work');
});
