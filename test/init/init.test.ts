import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { initialise } from '../../src/app/init.ts';
import { loadSettings } from '../../src/app/settings.ts';
import { Cancelled } from '../../src/init/prompts.ts';
import { freshFolder } from '../store/fresh-folder.ts';
import { startDiscord } from '../support/discord/fake-discord.ts';
import { HAS_SSHD, startSshd } from '../support/sshd.ts';
import { startTelegram } from '../support/telegram/telegram.ts';
import { ALERTS, ANA, CHAT, GUILD, TELEGRAM_TOKEN } from '../support/whole-app.ts';
import { CANCEL, type Step, scripted } from './scripted-prompts.ts';

const CLI = resolve(import.meta.dirname, '../../bin/tocsin.mjs');
const SKIPPED: readonly Step[] = [
  [/Discord: token/, null],
  [/Telegram: token/, null],
  [/watched first/, 'this machine'],
];

async function beginning() {
  const discord = await startDiscord({
    guilds: [{ id: GUILD, name: 'Our server' }],
    channels: [
      { id: ALERTS, guild: GUILD, name: 'alerts' },
      { id: '200000000000000002', guild: GUILD, name: 'quiet', rights: 'view' },
      { id: '200000000000000003', guild: GUILD, name: 'hidden', rights: 'none' },
      { id: '200000000000000004', guild: GUILD, name: 'posts', tags: ['firing'] },
    ],
  });
  const telegram = await startTelegram({ token: TELEGRAM_TOKEN });
  onTestFinished(async () => {
    await discord[Symbol.asyncDispose]();
    await telegram[Symbol.asyncDispose]();
  });
  const folder = freshFolder();
  const env = [
    '# mine',
    `DISCORD_API_URL=${discord.apiUrl}`,
    `TELEGRAM_API_ROOT=${telegram.apiRoot}`,
    'ROLE_ADMIN_IDS=5',
  ];
  writeFileSync(join(folder, '.env'), `${env.join('\n')}\n`, { mode: 0o644 });
  /** What the person reads tells them what to send to the bot. */
  const reads = (line: string) => {
    const code = /\/start (\d{6})/.exec(line)?.[1];
    if (code === undefined) return;
    telegram.say({ chat: 666, user: 666, text: '/start 000000' });
    telegram.say({ chat: CHAT, user: ANA, text: `/start@TocsinBot ${code}` });
  };
  const file = (name: string) => readFileSync(join(folder, name), 'utf8');
  return { discord, telegram, folder, env, reads, file };
}

test('chats are asked for, tried, and written into .env, whose other lines stay', async () => {
  const { discord, telegram, folder, env, reads, file } = await beginning();
  const { prompts, said, left } = scripted(
    [
      [/Discord: token/, 'wrong.token'],
      [/Discord: token/, discord.token],
      [/Which server/, 'Our server'],
      [/Which channel/, '#quiet'],
      [/Which channel/, '#alerts'],
      [/Telegram: token/, '1:wrong'],
      [/Telegram: token/, TELEGRAM_TOKEN],
      [/watched first/, 'this machine'],
      [/Write that/, true],
    ],
    reads,
  );
  expect(await initialise(folder, prompts)).toBe(true);
  expect(left).toEqual([]);
  expect(file('.env').trim().split('\n')).toEqual([
    ...env.slice(0, 3),
    `ROLE_ADMIN_IDS=5,tg:${ANA}`,
    `DISCORD_TOKEN=${discord.token}`,
    `DISCORD_GUILD_ID=${GUILD}`,
    `DISCORD_ALERT_CHANNEL_ID=${ALERTS}`,
    `TELEGRAM_BOT_TOKEN=${TELEGRAM_TOKEN}`,
    `TELEGRAM_CHAT_ID=${CHAT}`,
  ]);
  for (const name of readdirSync(folder).filter((one) => one.startsWith('.env'))) {
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  }
  const text = said.join('\n');
  expect(text).toMatch(/refuses the token \(401\)/);
  expect(text).toMatch(/The bot is tocsin\./);
  expect(text).toContain('client_id=4242424242424242&scope=bot+applications.commands');
  expect(text).toMatch(/may not write there/);
  expect(text).toMatch(/The bot is @TocsinBot/);
  expect(text).not.toContain(discord.token);
  expect(text).not.toContain(TELEGRAM_TOKEN);
  expect(await loadSettings(folder)).toMatchObject({ kind: 'config', notices: [] });
  // The first start does not answer the code again.
  expect(telegram.unconfirmed()).toEqual([]);
  expect([...discord.violations, ...telegram.violations]).toEqual([]);
});

test.skipIf(!HAS_SSHD)('a host is tried, its key pinned, and the file keeps the rest', async () => {
  await using sshd = await startSshd();
  const folder = freshFolder();
  const before = '# ours\nrules:\n  - {name: hot, when: system.cpu > 99}\n';
  writeFileSync(join(folder, 'tocsin.yaml'), before);
  const host: readonly Step[] = [
    [/name or address/, '127.0.0.1'],
    [/called here/, 'web-1'],
    [/User/, 'root'],
  ];
  const { prompts, said, left } = scripted([
    ...SKIPPED.slice(0, 2),
    [/watched first/, 'another host'],
    ...host,
    [/Port/, '1'],
    [/Private key/, sshd.userKey],
    [/And now/, 'anew'],
    ...host,
    [/Port/, String(sshd.port)],
    [/Private key/, sshd.userKey],
    [/SHA256:\S+ the key of that host/, true],
    [/Write that/, true],
  ]);
  expect(await initialise(folder, prompts)).toBe(true);
  expect(left).toEqual([]);
  expect(said.join('\n')).toMatch(/web-1 answers/);
  const text = readFileSync(join(folder, 'tocsin.yaml'), 'utf8');
  expect(text.startsWith(before)).toBe(true);
  const loaded = await loadSettings(folder);
  const targets = loaded.kind === 'config' ? loaded.config.targets : [];
  expect(targets.map(({ kind }) => kind)).toEqual(['local', 'ssh']);
  expect(targets[1]?.ssh).toMatchObject({
    port: sshd.port,
    user: 'root',
    hostKey: sshd.fingerprint,
  });
  expect(existsSync(join(folder, '.env'))).toBe(false);
});

test('all can be skipped, and then nothing is written', async () => {
  const folder = freshFolder();
  const { prompts } = scripted(SKIPPED);
  expect(await initialise(folder, prompts)).toBe(false);
  expect(readdirSync(folder)).toEqual([]);
});

test.each<{ how: string; last: Step[1] }>([
  { how: 'Ctrl+C at the end', last: CANCEL },
  { how: 'no to the question', last: false },
])('$how leaves the files as they were', async ({ last }) => {
  const { discord, folder, env, file } = await beginning();
  const { prompts } = scripted([
    [/Discord: token/, discord.token],
    [/Which server/, 'skip'],
    ...SKIPPED.slice(1),
    [/Write that/, last],
  ]);
  const ended = initialise(folder, prompts);
  if (last === false) expect(await ended).toBe(false);
  else await expect(ended).rejects.toThrow(Cancelled);
  expect(readdirSync(folder)).toEqual(['.env']);
  expect(file('.env').trim().split('\n')).toEqual(env);
  expect(statSync(join(folder, '.env')).mode & 0o777).toBe(0o644);
});

test('who does not know the code does not become the chat', async () => {
  const { telegram, folder, file } = await beginning();
  const { prompts, said } = scripted([
    [/Discord: token/, null],
    [/Telegram: token/, TELEGRAM_TOKEN],
    [/Wait for it again/, false],
    [/watched first/, 'skip'],
    [/Write that/, true],
  ]);
  telegram.say({ chat: 666, user: 666, text: '/start 000000' });
  expect(await initialise(folder, prompts, { fetch, patience: 1_000 })).toBe(true);
  expect(said.join('\n')).toContain('The code did not come.');
  expect(file('.env')).not.toMatch(/TELEGRAM_CHAT_ID|tg:666/);
});

test('without a terminal it says what to write instead', () => {
  const cwd = freshFolder();
  const ran = spawnSync(process.execPath, [CLI, 'init'], { cwd, encoding: 'utf8', input: '' });
  expect(ran.status).toBe(1);
  expect(ran.stderr).toMatch(/DISCORD_TOKEN, DISCORD_GUILD_ID[\s\S]*TELEGRAM_CHAT_ID[\s\S]*doctor/);
  expect(readdirSync(cwd)).toEqual([]);
});
