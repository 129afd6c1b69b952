import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { running, yamlWith } from '../app/running.ts';
import { ANA, CHAT, chatEnvironment, freePort, startChats, waitFor } from '../support/whole-app.ts';

async function connected() {
  const chats = await startChats();
  onTestFinished(() => chats[Symbol.asyncDispose]());
  const port = String(await freePort());
  const environment = { ...chatEnvironment(chats), ROLE_ADMIN_IDS: 'tg:222' };
  const http = { ANALYTICS_ENABLED: 'true', ANALYTICS_PORT: port };
  const app = await running(yamlWith(), { ...environment, ...http });
  await chats.discord.connected();
  await waitFor(() => chats.telegram.polling());
  return { chats, ...app };
}

test('a process that runs well has no fault, and its polling goes on', async () => {
  const { chats, ask, asked } = await connected();
  await waitFor(() => chats.telegram.menu().length > 0);
  const polls = chats.telegram.count('getUpdates');
  expect(await ask('doctor')).toMatch(/^● All is well\n/);
  expect(chats.telegram.count('getUpdates') - polls).toBeLessThanOrEqual(1);
  expect(chats.telegram.messages(CHAT)).toEqual([]);
  const { data } = await asked('doctor');
  const { findings } = data as { findings: readonly { what: string }[] };
  expect(findings.map(({ what }) => what)).toEqual(
    expect.arrayContaining([
      'telegram is connected',
      'discord is connected',
      expect.stringMatching(/^HTTP answers on 127\.0\.0\.1:\d+$/),
      'the monitor has no alert about itself',
    ]),
  );
});

test('a second poller, a revoked token and a file that the next start would refuse', async () => {
  const { chats, ask, folder } = await connected();
  chats.telegram.intercept(({ method }) =>
    method === 'getUpdates' ? { code: 409, description: 'Conflict: terminated by other' } : null,
  );
  // Ends the poll that is under way.
  chats.telegram.say({ chat: CHAT, user: ANA, text: 'hello' });
  chats.discord.revokeToken();
  writeFileSync(join(folder, 'tocsin.yaml'), 'targets: [');
  const text = await waitForText(
    () => ask('doctor'),
    /Another program polls[^\n]* → stop the other program/,
  );
  expect(text).toMatch(/^■ \d+ faults\n/);
  expect(text).toMatch(/configuration: tocsin\.yaml line 1/);
  expect(text).toMatch(/discord: Discord refuses the token \(401\) → .*Reset Token/);
});

/** Asks until the answer says it: connections notice by themselves, a little later. */
async function waitForText(look: () => Promise<string>, wanted: RegExp): Promise<string> {
  const signal = AbortSignal.timeout(20_000);
  for (;;) {
    const text = await look();
    if (wanted.test(text)) return text;
    if (signal.aborted) throw new Error(`never said: ${wanted}\n${text}`);
  }
}
