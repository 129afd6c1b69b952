import { userInfo } from 'node:os';
import { join } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };
import { loadSettings, readConfig, settingsFile } from './app/settings.ts';
import type { AppOptions } from './app.ts';
import { runApp } from './app.ts';
import { CONSOLE, consolePrompt } from './chat/console/prompt.ts';
import { renderForConsole, UNBROKEN } from './chat/console/render.ts';
import type { Reply } from './chat/reply.ts';
import type { Config, ConfigProblem } from './config/config.ts';
import { explain } from './config/explain.ts';
import { type Log, openLog } from './log/log.ts';
import { StoreError } from './store/ports.ts';

/** What is left open by libraries may keep a stopped process alive for so long. */
const LINGER = 500;
/** Longest time a reload that a signal asked for may take. */
const RELOAD_DEADLINE = 20_000;
/** A process that has not stopped by then is ended. */
const STOP_DEADLINE = 4_800;

const read = await readConfig(process.cwd());
if (read) await main(read.config, read.notices);
else process.exitCode = 1;

async function main(config: Config, notices: readonly ConfigProblem[]): Promise<void> {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => leave(stop));
  // It would end a process that does not listen.
  let reread = () =>
    log.warn('SIGUSR2 came before Tocsin was ready: this start reads the configuration');
  process.on('SIGUSR2', () => reread());
  const terminal = process.stdin.isTTY === true && process.stdout.isTTY === true;
  let print = (reply: Reply) => plainPrint(reply, config);
  let show = (line: string) => console.error(line);
  const log = openLog({
    level: config.logLevel,
    secrets: config.secrets,
    file: terminal ? join(config.dataDir, 'tocsin.log') : null,
    show: terminal ? (line) => show(line) : null,
  });
  for (const notice of notices) log.warn(explain(notice));
  guard(log);
  try {
    await runApp(
      config,
      {
        log,
        version: packageJson.version,
        read: () => loadSettings(process.cwd()),
        file: settingsFile(process.cwd()),
        print(reply) {
          if (!terminal) return log.warn(alertLine(reply, config));
          log.info(alertLine(reply, config));
          print(reply);
        },
        ready(running) {
          log.info(`Tocsin ${packageJson.version} is ready`);
          reread = () => void reload(running, log, config);
          if (!terminal) return;
          console.log(greeting(config));
          const prompt = consolePrompt({
            ...running,
            input: process.stdin,
            output: process.stdout,
            user: userInfo().username,
            zone: config.zone,
            now: Date.now,
            quit: () => leave(stop),
          });
          print = prompt.print;
          show = prompt.show;
          void prompt.run(stop.signal);
        },
      },
      stop.signal,
    );
    log.info('stopped');
  } catch (error) {
    if (!stop.signal.aborted) process.exitCode = 1;
    if (error instanceof StoreError) console.error(error.message);
    else if (!stop.signal.aborted) log.fatal({ err: error }, 'Tocsin cannot go on');
  }
  // The process ends by itself: `process.exit` waits for V8's workers while one of them may wait for this thread (seen
  // once, on Node 24.21). Only where a library's handle would keep it alive is it ended.
  setTimeout(() => process.exit(), LINGER).unref();
}

/** What nobody caught is said before the process ends, so that a supervisor can start it anew. */
function guard(log: Log): void {
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'unhandled rejection'));
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'Tocsin cannot go on');
    process.exit(1);
  });
  // A log that is full or closed must not end the process that it is about.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}

/** Reads the configuration anew, as whoever may send this process a signal: the outcome goes into the log. */
async function reload(
  { desk, identify }: Parameters<AppOptions['ready']>[0],
  log: Log,
  config: Config,
): Promise<void> {
  const name = userInfo().username;
  const actor = await identify({
    ...({ surface: 'console', userId: name, name } as const),
    groups: [],
    owner: false,
  });
  const signal = AbortSignal.timeout(RELOAD_DEADLINE);
  const request = { name: 'config', input: 'reload', actor, place: CONSOLE, signal };
  const reply = await desk.answer(request);
  const say = reply.tone === 'good' || reply.tone === 'info' ? 'info' : 'error';
  log[say](oneLine(reply, config));
}

function leave(stop: AbortController): void {
  if (stop.signal.aborted) return;
  stop.abort(new Error('stopping'));
  setTimeout(() => {
    console.error('Something did not end in time; stopped all the same.');
    process.exit(1);
  }, STOP_DEADLINE).unref();
}

function greeting({ targets, discord, telegram }: Config): string {
  const names = targets.map(({ name }) => name).join(', ');
  const chats = [discord && 'Discord', telegram && 'Telegram'].filter((name) => name !== null);
  const where =
    chats.length === 0
      ? 'No chat is connected yet: npx tocsin init asks for one.'
      : `Chats: ${chats.join(', ')}.`;
  return [
    `Tocsin ${packageJson.version} watches ${names === '' ? 'nothing yet' : names}. ${where}`,
    'Type /health, /alerts or /help. Ctrl+C or /quit stops it.',
  ].join('\n');
}

function plainPrint(reply: Reply, { zone }: Config): void {
  console.log(renderForConsole(reply, { width: UNBROKEN, colour: false, zone, now: Date.now() }));
}

/** An alert as one line of the log. */
function alertLine(reply: Reply, config: Config): string {
  const kinds = ['heading', 'text'];
  return oneLine(
    { ...reply, blocks: reply.blocks.filter(({ kind }) => kinds.includes(kind)) },
    config,
  );
}

function oneLine(reply: Reply, { zone }: Config): string {
  const text = renderForConsole(reply, { width: UNBROKEN, colour: false, zone, now: Date.now() });
  return text.replaceAll('\n', ' · ');
}
