import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import {
  CHAT,
  readyApp,
  startChats,
  TELEGRAM_TOKEN,
  waitFor,
  workFolder,
} from '../support/whole-app.ts';

const CLI = resolve(import.meta.dirname, '../../bin/tocsin.mjs');
const run = promisify(execFile);

test('a code from the command line links a chat and makes the person an admin, without a restart', async () => {
  await using chats = await startChats();
  const { telegram } = chats;
  using folder = workFolder();
  const environment = { TELEGRAM_BOT_TOKEN: TELEGRAM_TOKEN, TELEGRAM_API_ROOT: telegram.apiRoot };
  await using app = await readyApp(folder.path, environment);
  const eve = { id: 555, first_name: 'Eve', is_bot: false };

  const refused = await telegram.say({ chat: CHAT, user: eve, text: '/health' }).answer();
  expect(refused.text).toContain('555');

  const { stdout } = await run(process.execPath, [CLI, 'pair'], { cwd: folder.path });
  const code = /code (\S+?),/.exec(stdout)?.[1] ?? '';
  const paired = await telegram.say({ chat: CHAT, user: eve, text: `/start ${code}` }).answer();
  expect(paired.text).toMatch(/Paired/);
  const health = await telegram.say({ chat: CHAT, user: eve, text: '/health' }).answer();
  expect(health.text).toMatch(/here/);

  // What happens from now on is told here.
  const create = ['alert', 'create', 'critical', 'the', 'lift', 'is', 'stuck'];
  await run(process.execPath, [CLI, ...create], { cwd: folder.path });
  const again = await telegram.say({ chat: CHAT, user: eve, text: `/start ${code}` }).answer();
  expect(again.text).toMatch(/not known|used already/);
  await waitFor(
    () => telegram.messages(CHAT).some(({ text }) => text.includes('the lift is stuck')),
    app.output,
  );
  expect(await app.stop()).toBe(0);
});
