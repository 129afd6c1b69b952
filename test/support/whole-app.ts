import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type FakeDiscord, startDiscord } from './discord/fake-discord.ts';
import { type FakeTelegram, startTelegram } from './telegram/telegram.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PATIENCE = 30_000;

export const GUILD = '100000000000000001';
export const ALERTS = '200000000000000001';
export const OPERATOR_ROLE = '300000000000000001';
export const BEN = '400000000000000001';
export const ANA = 111;
export const CHAT = -1_001_234_567_890;
export const TELEGRAM_TOKEN = '777000:AAsecret-token_0123456789abcdefghij';

export interface Chats extends AsyncDisposable {
  readonly discord: FakeDiscord;
  readonly telegram: FakeTelegram;
}

export async function startChats(): Promise<Chats> {
  const discord = await startDiscord({
    guilds: [{ id: GUILD, roles: [OPERATOR_ROLE] }],
    channels: [{ id: ALERTS, guild: GUILD }],
  });
  const telegram = await startTelegram({ token: TELEGRAM_TOKEN });
  return {
    discord,
    telegram,
    async [Symbol.asyncDispose]() {
      await discord[Symbol.asyncDispose]();
      await telegram[Symbol.asyncDispose]();
    },
  };
}

/** Environment that connects a bot to both stand-ins, with Ana on Telegram and a role on Discord as operators. */
export function chatEnvironment({ discord, telegram }: Chats): Record<string, string> {
  return {
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
    DISCORD_GUILD_ID: GUILD,
    DISCORD_ALERT_CHANNEL_ID: ALERTS,
    TELEGRAM_BOT_TOKEN: TELEGRAM_TOKEN,
    TELEGRAM_API_ROOT: telegram.apiRoot,
    TELEGRAM_CHAT_ID: String(CHAT),
    TELEGRAM_ALLOWED_USER_IDS: String(ANA),
    ROLE_OPERATOR_IDS: OPERATOR_ROLE,
  };
}

/** A rule that holds from the first round on, on any machine. */
const ALWAYS = `
targets:
  - {name: here, kind: local, interval: 1s}
rules:
  - {name: always, when: system.uptime > 0, severity: critical, message: "Up for {value} on {target}"}
  - {name: disk_high, when: system.disk > 101}
  - {name: high_memory, when: system.memory > 101}
  - {name: high_cpu, when: system.cpu > 101}
`;

/** A folder of its own, as a user would have it; removed at the end. */
export function workFolder(yaml: string = ALWAYS): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'tocsin-'));
  if (yaml !== '') writeFileSync(join(path, 'tocsin.yaml'), yaml);
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** A port of 127.0.0.1 that is free now, below the system's own range. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const server = createServer();
    const free = await new Promise<boolean>((done) => {
      server.once('error', () => done(false));
      server.listen(port, '127.0.0.1', () => done(true));
    });
    server.close();
    if (free) return port;
  }
}

export interface App extends AsyncDisposable {
  readonly child: ChildProcess;
  readonly port: number;
  /** Everything it wrote to standard output and error so far. */
  output(): string;
  /** Resolves when `look` gives something; fails with the output when it never does. */
  until<T>(look: () => T | undefined | null | false): Promise<T>;
  /** Ends it and gives its exit code; null when a signal ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts the product as a process of its own, as `npm start` does: the launcher and its bundle. */
export async function startApp(
  folder: string,
  environment: Record<string, string> = {},
  /** Where its standard output goes; kept for `output` unless given. */
  stdout: number | 'pipe' = 'pipe',
): Promise<App> {
  const port = Number(environment['ANALYTICS_PORT'] ?? (await freePort()));
  const child = spawn(process.execPath, [join(ROOT, 'bin/tocsin.mjs'), 'start'], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', ANALYTICS_PORT: String(port), ...environment },
    stdio: ['ignore', stdout, 'pipe'],
  });
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  const exited = once(child, 'close');
  const until = <T>(look: () => T | undefined | null | false) => waitFor(look, () => text);
  return {
    child,
    port,
    output: () => text,
    until,
    async stop(signal = 'SIGTERM') {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      await exited;
      return child.exitCode;
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Starts it and waits until it says that it is ready. */
export async function readyApp(folder: string, environment: Record<string, string> = {}) {
  const app = await startApp(folder, environment);
  await app.until(() => /is ready/.test(app.output()) || app.child.exitCode !== null);
  if (app.child.exitCode !== null) throw new Error(`it ended early:\n${app.output()}`);
  return app;
}

/** Looks again and again until there is something to see. */
export async function waitFor<T>(
  look: () => T | undefined | null | false,
  context: () => string = () => '',
): Promise<T> {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    const found = look();
    if (found !== undefined && found !== null && found !== false) return found;
    if (performance.now() > deadline) throw new Error(`never came:\n${look}\n${context()}`);
    await new Promise((done) => setTimeout(done, 10));
  }
}
