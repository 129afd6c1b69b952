import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, openSync, rmSync, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  ALERTS,
  ANA,
  CHAT,
  chatEnvironment,
  freePort,
  readyApp,
  startApp,
  startChats,
  TELEGRAM_TOKEN,
  waitFor,
  workFolder,
} from '../support/whole-app.ts';

const QUIET = 'targets:\n  - {name: here, kind: local, interval: 1s}\n';

async function health(
  port: number,
): Promise<{ status: string; services: Record<string, { status: string; detail?: string }> }> {
  const response = await fetch(`http://127.0.0.1:${port}/health`);
  return (await response.json()) as Awaited<ReturnType<typeof health>>;
}

describe('starting', () => {
  test('a bad configuration is refused with file, line and what to write', async () => {
    using folder = workFolder(
      'targets:\n  - {name: here, kind: local, interval: soon}\nrulez: []\n',
    );
    await using app = await startApp(folder.path);
    expect(await app.stop('SIGCONT')).toBe(1);
    expect(app.output()).toMatch(/tocsin\.yaml.*line 2.*30s/);
    expect(app.output()).toMatch(/rulez/);
    expect(existsSync(join(folder.path, 'data'))).toBe(false);
  });

  test('a second start on the same data is refused with one line', async () => {
    using folder = workFolder(QUIET);
    await using _first = await readyApp(folder.path);
    await using second = await startApp(folder.path);
    expect(await second.stop('SIGCONT')).toBe(1);
    const lines = second
      .output()
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('{'));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/running already.*TOCSIN_DATA_DIR/);
  });

  test('a start while the other is stopping waits for it', async () => {
    using folder = workFolder(QUIET);
    await using first = await readyApp(folder.path);
    const stopped = first.stop('SIGTERM');
    await using _second = await readyApp(folder.path);
    expect(await stopped).toBe(0);
  });

  test('a busy port is one line, and the bot goes on', async () => {
    using folder = workFolder(QUIET);
    const port = await freePort();
    const other = createServer().listen(port, '127.0.0.1');
    try {
      await using app = await readyApp(folder.path, { ANALYTICS_PORT: String(port) });
      expect(app.output()).toMatch(
        /cannot listen on 127\.0\.0\.1:\d+ \(EADDRINUSE\): set ANALYTICS_PORT/,
      );
    } finally {
      other.close();
    }
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('%s stops it with exit code 0', async (signal) => {
    await using chats = await startChats();
    using folder = workFolder();
    await using app = await readyApp(folder.path, chatEnvironment(chats));
    await waitFor(() => chats.telegram.messages(CHAT)[0], app.output);
    expect(await app.stop(signal)).toBe(0);
  });
});

describe('chats in trouble', () => {
  test('a wrong Discord token is one clear line; Telegram goes on', async () => {
    await using chats = await startChats();
    using folder = workFolder();
    const environment = { ...chatEnvironment(chats), DISCORD_TOKEN: 'not-the-right.token-at-all' };
    await using app = await readyApp(folder.path, environment);
    await app.until(() => /Discord refused the token.*DISCORD_TOKEN/.test(app.output()));
    await waitFor(() => chats.telegram.messages(CHAT)[0], app.output);
    const { services } = await health(app.port);
    expect(services['discord']?.detail).toMatch(/DISCORD_TOKEN/);
    expect(app.output()).not.toContain(environment.DISCORD_TOKEN);
  });

  test('a wrong Telegram token is one clear line without the token; Discord goes on', async () => {
    await using chats = await startChats();
    using folder = workFolder();
    const token = '999000:AAwrong-token_0123456789abcdefghij';
    const environment = { ...chatEnvironment(chats), TELEGRAM_BOT_TOKEN: token };
    await using app = await readyApp(folder.path, environment);
    await app.until(() => /Telegram refused the token.*TELEGRAM_BOT_TOKEN/.test(app.output()));
    await waitFor(() => chats.discord.messages(ALERTS)[0], app.output);
    expect(app.output()).not.toContain(token);
  });

  test('what could not be sent is sent when the services are back', async () => {
    await using chats = await startChats();
    using folder = workFolder();
    await chats.discord.down();
    await chats.telegram.down();
    await using app = await readyApp(folder.path, chatEnvironment(chats));
    await app.until(() => /discord.*trying again/.test(app.output()));
    await app.until(() => /telegram.*trying again/.test(app.output()));
    await chats.discord.up();
    await chats.telegram.up();
    await waitFor(() => chats.discord.messages(ALERTS)[0], app.output);
    await waitFor(() => chats.telegram.messages(CHAT)[0], app.output);
    expect(chats.discord.messages(ALERTS)).toHaveLength(1);
    expect(chats.telegram.messages(CHAT)).toHaveLength(1);
  });

  test('a token revoked while it runs is said, and the process lives on', async () => {
    await using chats = await startChats();
    using folder = workFolder(QUIET);
    await using app = await readyApp(folder.path, chatEnvironment(chats));
    await chats.discord.connected();
    chats.discord.revokeToken();
    await app.until(() => /Discord refused the token.*DISCORD_TOKEN/.test(app.output()));
    const { services, status } = await health(app.port);
    expect([status, services['discord']?.status]).toEqual(['degraded', 'degraded']);
    expect(app.child.exitCode).toBe(null);
  });

  test('a missing permission names the channel and what to grant; the other chat is told', async () => {
    await using chats = await startChats();
    using folder = workFolder();
    chats.discord.intercept(({ method, path }) =>
      method === 'POST' && path.includes(`/channels/${ALERTS}/messages`)
        ? { status: 403, body: { code: 50013, message: 'Missing Permissions' } }
        : undefined,
    );
    await using app = await readyApp(folder.path, chatEnvironment(chats));
    await app.until(() => new RegExp(`${ALERTS}.*Send Messages`).test(app.output()));
    await waitFor(() => chats.telegram.messages(CHAT)[0], app.output);
  });

  test('secrets never stand in what it writes', async () => {
    await using chats = await startChats();
    using folder = workFolder();
    chats.telegram.intercept(() => 'drop');
    const environment = { ...chatEnvironment(chats), LOG_LEVEL: 'trace' };
    await using app = await readyApp(folder.path, environment);
    await app.until(() => /telegram/i.test(app.output()));
    await app.stop();
    expect(app.output()).not.toContain(TELEGRAM_TOKEN);
    expect(app.output()).not.toContain(chats.discord.token);
  });
});

const canMount = process.getuid?.() === 0 && existsSync('/bin/mount');

describe('a full disk', () => {
  test.skipIf(!canMount)(
    'is said once; nothing else stops, and all works again with space (needs root and mount)',
    async () => {
      using folder = workFolder(QUIET);
      const data = join(folder.path, 'data');
      mkdirSync(data);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', data]);
      try {
        await using app = await readyApp(folder.path);
        const ballast = join(data, 'ballast');
        await app.until(() => {
          fill(ballast, data);
          return /rounds: .*the disk is full; make room/.test(app.output());
        });
        expect((await health(app.port)).services['store']).toBeDefined();
        rmSync(ballast);
        await app.until(() => /rounds: works again/.test(app.output()));
        expect(app.output().match(/rounds:.*disk is full/g)).toHaveLength(1);
        expect(await app.stop()).toBe(0);
      } finally {
        execFileSync('umount', [data]);
      }
    },
  );
});

test.skipIf(!existsSync('/dev/full'))(
  'a log that cannot be written stops nothing (needs /dev/full)',
  async () => {
    await using chats = await startChats();
    using folder = workFolder();
    const full = openSync('/dev/full', 'w');
    await using app = await startApp(folder.path, chatEnvironment(chats), full);
    const card = await waitFor(() => chats.telegram.messages(CHAT)[0], app.output);
    await chats.telegram
      .press({
        messageId: card.id,
        chat: CHAT,
        user: { id: ANA, first_name: 'Ana', is_bot: false },
        data: 'v1:resolve:1',
      })
      .answer();
    await waitFor(() => chats.telegram.messages(CHAT)[0]?.text.includes('RESOLVED'), app.output);
    expect(await app.stop()).toBe(0);
  },
);

/** Takes what is free; the product may have freed some since. */
function fill(file: string, folder: string): void {
  const { bavail, bsize } = statfsSync(folder);
  try {
    appendFileSync(file, Buffer.alloc(bavail * bsize));
  } catch {
    // As full as it gets.
  }
}
