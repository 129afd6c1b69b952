import { describe, expect, test } from 'vitest';
import {
  ALERTS,
  ANA,
  BEN,
  CHAT,
  chatEnvironment,
  GUILD,
  OPERATOR_ROLE,
  readyApp,
  startChats,
  waitFor,
  workFolder,
} from '../support/whole-app.ts';

const ben = { guild: GUILD, user: BEN, userName: 'ben', roles: [OPERATOR_ROLE] };
const ana = { id: ANA, first_name: 'Ana', is_bot: false };

describe('from this machine to both chats and back', () => {
  test('an alert fires, is shown in both, and an acknowledgement in one changes the other', async () => {
    await using chats = await startChats();
    using folder = workFolder();
    await using app = await readyApp(folder.path, chatEnvironment(chats));
    const { discord, telegram } = chats;

    const card = await waitFor(() => discord.messages(ALERTS)[0], app.output);
    const message = await waitFor(() => telegram.messages(CHAT)[0], app.output);
    expect(card.embeds[0]?.title).toMatch(/CRITICAL · Up for .* on here/);
    expect(message.text).toMatch(/CRITICAL · Up for .* on here/);

    await telegram
      .press({
        messageId: message.id,
        chat: CHAT,
        user: ana,
        data: 'v1:ack:1',
      })
      .answer();
    const shown = await waitFor(() => {
      const now = JSON.stringify(discord.messages(ALERTS)[0]);
      return now.includes('cknowledged by') && now;
    }, app.output);
    expect(shown).toContain('Ana');
    expect(shown).toMatch(/<t:\d+:R>/);
    await waitFor(() => telegram.messages(CHAT)[0]?.text?.includes('Ana'), app.output);

    await discord.press(card.id, 'v1:resolve:1', ben);
    await waitFor(() => telegram.messages(CHAT)[0]?.text?.includes('Resolved'), app.output);
    await waitFor(() => discord.messages(ALERTS).length === 2, app.output);

    expect(await app.stop()).toBe(0);
    expect(discord.violations).toEqual([]);
    expect(telegram.violations).toEqual([]);
  });

  test('the same command answers in Discord, Telegram and the terminal', async () => {
    await using chats = await startChats();
    using folder = workFolder();
    await using app = await readyApp(folder.path, chatEnvironment(chats));
    const { discord, telegram } = chats;
    await discord.connected();
    await waitFor(() => discord.commands(GUILD).length > 0, app.output);
    await waitFor(() => discord.messages(ALERTS)[0], app.output);

    const slash = await discord.slash({ ...ben, channel: ALERTS, name: 'health' });
    expect(slash.deferred).toBe(true);
    expect(slash.message?.embeds[0]?.title).toMatch(/here: \d+\/100/);
    const said = await telegram.say({ chat: CHAT, user: ana, text: '/health' }).answer();
    expect(said.text).toMatch(/here: \d+\/100/);
    expect(discord.violations).toEqual([]);
    expect(telegram.violations).toEqual([]);
  });

  test('a kill between loses nothing and doubles nothing on Discord', async () => {
    await using chats = await startChats();
    using folder = workFolder();
    const { discord, telegram } = chats;
    const environment = chatEnvironment(chats);
    {
      await using app = await readyApp(folder.path, environment);
      // The message is taken, but its receipt never arrives: the worst moment to be killed.
      discord.intercept(({ method, path }) =>
        method === 'POST' && path.endsWith('/messages') ? 'lose-answer' : undefined,
      );
      await waitFor(() => discord.messages(ALERTS)[0], app.output);
      await app.stop('SIGKILL');
    }
    discord.intercept(null);
    await using app = await readyApp(folder.path, environment);
    const card = await waitFor(() => telegram.messages(CHAT)[0], app.output);
    await telegram.press({ messageId: card.id, chat: CHAT, user: ana, data: 'v1:ack:1' }).answer();
    await waitFor(() => JSON.stringify(discord.messages(ALERTS)).includes('Ana'), app.output);
    expect(discord.messages(ALERTS)).toHaveLength(1);
    // Telegram takes no key: a message whose receipt was lost may appear once more, and no oftener.
    const cards = telegram.messages(CHAT).filter(({ text }) => text.includes('CRITICAL'));
    expect(cards.length).toBeLessThanOrEqual(2);
  });
});
