import { expect, test } from 'vitest';
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

const ben = { guild: GUILD, user: BEN, userName: 'ben', roles: [OPERATOR_ROLE], channel: ALERTS };
const ana = { id: ANA, first_name: 'Ana', is_bot: false };

test('it stops while answers to both chats hang, and says nothing twice afterwards', async () => {
  await using chats = await startChats();
  using folder = workFolder();
  const { discord, telegram } = chats;
  const environment = chatEnvironment(chats);
  const answered = async () => {
    const slash = await discord.slash({ ...ben, name: 'health' });
    expect(slash.message).not.toBeNull();
  };
  let question: ReturnType<typeof telegram.say>;
  {
    await using app = await readyApp(folder.path, environment);
    await discord.connected();
    await waitFor(() => telegram.messages(CHAT)[0], app.output);
    await waitFor(() => discord.messages(ALERTS)[0], app.output);
    await answered();

    const hangs = (path: string) => path.startsWith('/webhooks/') || path.includes('/callback');
    let defer = true;
    discord.intercept(({ path }) => {
      if (!hangs(path)) return undefined;
      // The first is begun and its answer hangs, the second is not even begun.
      if (!path.startsWith('/webhooks/') && defer) {
        defer = false;
        return undefined;
      }
      return 'hang';
    });
    const pass = telegram.intercept(({ method, params }) =>
      method === 'sendMessage' && 'reply_parameters' in params ? 'hang' : null,
    );
    const asked = () => discord.requests.filter(({ path }) => hangs(path)).length;
    const before = asked();
    const unheard = [
      discord.slash({ ...ben, name: 'health' }),
      discord.slash({ ...ben, name: 'alerts' }),
    ].map((one) => one.catch(() => null));
    question = telegram.say({ chat: CHAT, user: ana, text: '/health' });
    const sends = () => telegram.count('sendMessage');
    const sent = sends();
    await waitFor(() => asked() - before >= 3, app.output);
    await waitFor(() => sends() > sent, app.output);

    expect(await app.stop()).toBe(0);
    expect(app.output()).toContain('stopped');
    expect(app.output()).not.toContain('did not end in time');
    expect(() => process.kill(app.child.pid ?? 0, 0)).toThrow('ESRCH');
    await waitFor(() => discord.lines === 0);
    discord.intercept(null);
    pass();
    void unheard;
  }

  await using app = await readyApp(folder.path, environment);
  // What was in work at the stop is answered now, once; and what was said stays as it is.
  expect((await question.answer()).text).toMatch(/here: \d+\/100/);
  await answered();
  const replies = telegram.messages(CHAT).filter(({ replyTo }) => replyTo === question.messageId);
  expect(replies).toHaveLength(1);
  const cards = JSON.stringify(discord.messages(ALERTS)).match(/CRITICAL/g) ?? [];
  expect(cards).toHaveLength(1);
  expect(telegram.messages(CHAT).filter(({ text }) => text.includes('CRITICAL'))).toHaveLength(1);
  expect(await app.stop()).toBe(0);
  expect(discord.violations).toEqual([]);
  expect(telegram.violations).toEqual([]);
});
