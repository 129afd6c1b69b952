import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runOnce } from '../../src/app/once.ts';
import { loadSettings } from '../../src/app/settings.ts';
import type { Config } from '../../src/config/config.ts';
import { openStore } from '../../src/store/sqlite/store.ts';
import { card, change, claimOne, content, receipt, win } from '../store/fixtures.ts';
import { freshFolder } from '../store/fresh-folder.ts';

/** What a folder without any configuration gives, in that folder alone. */
async function plainConfig(): Promise<Config> {
  const folder = freshFolder();
  const loaded = await loadSettings(folder);
  if (loaded.kind === 'refused') throw new Error(JSON.stringify(loaded.problems));
  const dataDir = join(folder, 'data');
  return {
    ...loaded.config,
    dataDir,
    databaseFile: join(dataDir, 'tocsin.db'),
    samplesFile: join(dataDir, 'samples.db'),
  };
}

const ask = (config: Config, name: string, input = '') =>
  runOnce(config, { name, input, user: 'root', version: '1.2.3' });

test('a command is answered when nothing runs, also the first time', async () => {
  const config = await plainConfig();
  expect(JSON.stringify(await ask(config, 'alerts'))).toContain('No open alerts');
  expect(JSON.stringify(await ask(config, 'about'))).toContain('1.2.3');
});

test('what a command changes is stored, and what it queues waits for the next start', async () => {
  const config = await plainConfig();
  await ask(config, 'targets');
  const [target] = await stored(config, (store) => store.targets.list());
  const fired = content({ target: target?.id ?? 0 });
  await stored(config, async (store) => {
    await win(store, change(fired, { messages: [card('console')] }));
    const { id } = await claimOne(store, 'console');
    await store.outbox.sent(id, receipt());
  });
  await ask(config, 'ack', '1 mine');
  const found = await stored(config, (store) => store.alerts.get(1));
  expect(found?.alert.state).toMatchObject({ kind: 'acknowledged', note: 'mine' });
  expect(await stored(config, (store) => store.outbox.counts())).toMatchObject({
    ...{ queued: 1, sent: 1 },
  });
});

/** Works on the store between two commands. */
async function stored<T>(
  { databaseFile }: Config,
  work: (store: Awaited<ReturnType<typeof openStore>>) => Promise<T>,
): Promise<T> {
  await using store = await openStore(databaseFile, { now: Date.now });
  return await work(store);
}
