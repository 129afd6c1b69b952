import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Component } from '../support/discord/components.ts';
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
const SILENT = `
  - {name: disk_high, when: system.disk > 101}
  - {name: high_memory, when: system.memory > 101}
  - {name: high_cpu, when: system.cpu > 101}
`;

test('a silence from the select of a card in Discord holds the next note, and /why in Telegram says so', async () => {
  await using chats = await startChats();
  const { discord, telegram } = chats;
  const yaml = (when: string) => `
targets:
  - {name: here, kind: local, interval: 1s}
rules:${SILENT}
  - {name: always, when: ${when}, severity: critical, message: "up on {target}"}
`;
  using folder = workFolder(yaml('system.uptime > 0'));
  await using app = await readyApp(folder.path, chatEnvironment(chats));
  const card = await waitFor(() => discord.messages(ALERTS)[0], app.output);
  await waitFor(() => telegram.messages(CHAT)[0], app.output);
  const rows = card.components as readonly Component[];
  const select = rows.flatMap(({ components = [] }) => components).find((part) => part.options);
  const hour = select?.options?.find(({ label }) => label === '1 h');
  const menu = { ...ben, value: hour?.value ?? '' };
  const answer = await discord.choose(card.id, select?.custom_id ?? '', menu);
  expect(JSON.stringify(answer.message)).toContain('Silence #1');

  // Its condition holds no more.
  writeFileSync(join(folder.path, 'tocsin.yaml'), yaml('system.uptime < 0'));
  app.child.kill('SIGUSR2');
  await waitFor(() => JSON.stringify(discord.messages(ALERTS)[0]).includes('RESOLVED'), app.output);
  await waitFor(() => telegram.messages(CHAT)[0]?.text.includes('RESOLVED'), app.output);
  const why = await telegram.say({ chat: CHAT, user: ana, text: '/why 1' }).answer();
  expect(why.text).toMatch(/silence #1 by ben/);
  const notes = telegram.messages(CHAT).filter(({ replyTo }) => replyTo === 1);
  expect(notes).toEqual([]);
  expect(telegram.messages(CHAT).filter(({ text }) => /^.{0,4}Resolved/.test(text))).toEqual([]);
  expect(discord.violations).toEqual([]);
  expect(telegram.violations).toEqual([]);
  expect(await app.stop()).toBe(0);
});

test('200 alerts at the start give at most 12 new messages per channel, and all are listed', async () => {
  await using chats = await startChats();
  const { discord, telegram } = chats;
  const count = 200;
  const targets = Array.from(
    { length: count },
    (_, index) => `  - {name: here-${index}, kind: local, interval: 30s}\n`,
  ).join('');
  using folder = workFolder(`
targets:
${targets}rules:${SILENT}
  - {name: always, when: system.uptime > 0, severity: critical, message: "up on {target}"}
`);
  await using app = await readyApp(folder.path, chatEnvironment(chats));
  const posts = () => ({
    discord: discord.requests.filter(
      ({ method, path }) => method === 'POST' && path === `/channels/${ALERTS}/messages`,
    ).length,
    telegram: telegram.messages(CHAT).filter(({ replyTo }) => replyTo === null).length,
  });
  await waitFor(() => telegram.messages(CHAT)[0], app.output);
  const listed = async () =>
    (await telegram.say({ chat: CHAT, user: ana, text: '/alerts' }).answer()).text;
  await expect.poll(listed, { timeout: 60_000, interval: 200 }).toMatch(/200 open alerts/);
  const asked = telegram.messages(CHAT).filter(({ text }) => /open alerts/.test(text)).length;
  // The storm's card is edited every ten seconds at most.
  const storm = () => JSON.stringify(discord.messages(ALERTS));
  await expect.poll(storm, { timeout: 45_000, interval: 200 }).toMatch(/STORM · 192 alerts/);
  const { discord: inDiscord, telegram: inTelegram } = posts();
  process.stdout.write(`200 alerts: ${inDiscord} messages in Discord, ${inTelegram} in Telegram\n`);
  expect(inDiscord).toBeLessThanOrEqual(12);
  expect(inTelegram - asked).toBeLessThanOrEqual(12);
  expect(await app.stop()).toBe(0);
  expect(discord.violations).toEqual([]);
  expect(telegram.violations).toEqual([]);
}, 120_000);
