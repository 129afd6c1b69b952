import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import {
  ALERTS,
  ANA,
  CHAT,
  chatEnvironment,
  readyApp,
  startChats,
  waitFor,
  workFolder,
} from '../support/whole-app.ts';

const CLI = resolve(import.meta.dirname, '../../bin/tocsin.mjs');
const SILENT = `
  - {name: disk_high, when: system.disk > 101}
  - {name: high_memory, when: system.memory > 101}
  - {name: high_cpu, when: system.cpu > 101}
`;
const HERE = '  - {name: here, kind: local, interval: 1s}\n';
const RULE =
  '  - {name: always, when: system.uptime > 0, severity: critical, message: "up on {target}"}\n';
const yaml = (targets: string, rules = '') => `targets:\n${targets}rules:${SILENT}${rules}`;

/** Runs a command line beside the running process. */
async function tocsin(cwd: string, ...args: string[]) {
  const env = { ...process.env, TOCSIN_DATA_DIR: undefined };
  const run = promisify(execFile)(process.execPath, [CLI, ...args], { cwd, env });
  return run.then(
    ({ stdout, stderr }) => ({ code: 0, said: stdout + stderr }),
    (error: { code: number; stdout: string; stderr: string }) => {
      return { code: error.code, said: error.stdout + error.stderr };
    },
  );
}

test('SIGUSR2, tocsin reload and /config reload take over a good configuration, and only that', async () => {
  await using chats = await startChats();
  const { telegram, discord } = chats;
  using folder = workFolder(yaml(HERE));
  const write = (text: string) => writeFileSync(join(folder.path, 'tocsin.yaml'), text);
  const environment = { ...chatEnvironment(chats), ROLE_ADMIN_IDS: `tg:${ANA}` };
  await using app = await readyApp(folder.path, environment);
  await waitFor(() => telegram.polling(), app.output);
  const ana = { id: ANA, first_name: 'Ana', is_bot: false };
  const asked = async (text: string) =>
    (await telegram.say({ chat: CHAT, user: ana, text }).answer()).text;

  // A file that is wrong: by signal, from the command line and in the chat.
  write(yaml(HERE, '  - {name: bad, when: system.cpu >}\n'));
  app.child.kill('SIGUSR2');
  await app.until(() => /the old configuration stays/.test(app.output()));
  expect(app.output()).toMatch(/line 7/);
  expect(await tocsin(folder.path, 'reload')).toMatchObject({ code: 1 });
  expect(await asked('/config reload')).toMatch(/old configuration stays[\s\S]*line 7/);
  expect(app.child.exitCode).toBeNull();

  // A rule that comes judges the running process's next round.
  write(yaml(HERE, RULE));
  app.child.kill('SIGUSR2');
  await app.until(() => /Configuration loaded: 1 change/.test(app.output()));
  await waitFor(
    () => telegram.messages(CHAT).find(({ text }) => /CRITICAL/.test(text)),
    app.output,
  );
  const card = await waitFor(() => discord.messages(ALERTS)[0], app.output);
  expect(card.embeds[0]?.title).toContain('up on here');

  // A target with a password, from the command line; nobody ever reads the password.
  const password = 'hunter2-hunter2';
  const far = `  - {name: far, kind: ssh, host: 127.0.0.1, port: 9, interval: 1s, password: ${password}}\n`;
  write(yaml(`${HERE}${far}`, RULE));
  const came = await tocsin(folder.path, 'reload');
  expect(came).toMatchObject({ code: 0 });
  expect(came.said).toContain('+ target far');
  await app.until(() => /far: cannot connect/.test(app.output()));

  // One that goes is asked about; the chat's button and `confirm` say yes.
  write(yaml(HERE, RULE));
  const json = await tocsin(folder.path, 'reload', '--json');
  expect(json.code).toBe(1);
  expect(JSON.parse(json.said)).toMatchObject({ kind: 'unconfirmed' });
  expect(await asked('/targets')).toContain('far');
  expect((await tocsin(folder.path, 'config', 'reload', 'confirm')).code).toBe(0);
  expect(await asked('/targets')).not.toContain('far');

  // The alert of a rule that goes ends, in both chats.
  write(yaml(HERE));
  expect(await asked('/config reload')).toContain('- rule always');
  await waitFor(() => JSON.stringify(discord.messages(ALERTS)[0]).includes('RESOLVED'), app.output);
  await waitFor(
    () => telegram.messages(CHAT).some(({ text }) => /RESOLVED/.test(text)),
    app.output,
  );
  expect(await asked('/why 1')).toContain('configured no more');

  expect(await app.stop()).toBe(0);
  const everything = `${app.output()}${came.said}${JSON.stringify(telegram.requests)}`;
  expect(everything).not.toContain(password);
  expect(readFileSync(join(folder.path, 'data/tocsin.db')).includes(password)).toBe(false);
  expect(discord.violations).toEqual([]);
  expect(telegram.violations).toEqual([]);
}, 120_000);

test('tocsin reload says that nothing runs', async () => {
  using folder = workFolder(yaml(HERE));
  const { code, said } = await tocsin(folder.path, 'reload');
  expect(said).toContain('Tocsin is not running: the next start reads the configuration');
  expect(code).toBe(1);
});

test('alerts go to the address that a channel has now', async () => {
  await using chats = await startChats();
  const { telegram } = chats;
  const channel = (chat: number) => `
settings: {group_by: none}
channels: {phone: {kind: telegram, chat: "${chat}"}}
routes: [{match: {severity: ">=warning"}, to: [phone]}]
`;
  using folder = workFolder(`${yaml(HERE)}${channel(CHAT)}`);
  const { TELEGRAM_BOT_TOKEN, TELEGRAM_API_ROOT } = chatEnvironment(chats);
  const lines = [
    `TELEGRAM_BOT_TOKEN=${TELEGRAM_BOT_TOKEN}`,
    `TELEGRAM_API_ROOT=${TELEGRAM_API_ROOT}`,
  ];
  writeFileSync(join(folder.path, '.env'), lines.join('\n'), { mode: 0o600 });
  await using app = await readyApp(folder.path);
  const create = (text: string) => tocsin(folder.path, 'alert', 'create', 'critical', text);
  await create('first');
  await waitFor(() => telegram.messages(CHAT)[0]?.text.includes('first'), app.output);
  const other = CHAT - 1;
  writeFileSync(join(folder.path, 'tocsin.yaml'), `${yaml(HERE)}${channel(other)}`);
  expect((await tocsin(folder.path, 'reload')).said).toMatch(/~ channel phone: .*→/);
  await create('second');
  await waitFor(() => telegram.messages(other)[0]?.text.includes('second'), app.output);
  expect(telegram.messages(CHAT)).toHaveLength(1);
  expect(telegram.violations).toEqual([]);
  expect(await app.stop()).toBe(0);
});
