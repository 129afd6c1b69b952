import { setTimeout as wait } from 'node:timers/promises';
import {
  type Chats,
  chatEnvironment,
  GUILD,
  startChats,
  waitFor,
  workFolder,
} from '../support/whole-app.ts';
import { type Bot, residentMemory, startBot, tocsin, warm } from './bot.ts';
import { below, type Figure, median, unmeasured } from './figure.ts';

const RUNS = 7;
/** After this long nothing of the start is under way. */
const IDLE = 20_000;

/** Median of several starts; the first one, which makes the database, is not counted. */
async function medianOf(start: () => Promise<readonly number[]>): Promise<readonly number[]> {
  await start();
  const runs: (readonly number[])[] = [];
  for (let count = 0; count < RUNS; count += 1) runs.push(await start());
  return runs[0]?.map((_, index) => median(runs.map((one) => one[index] ?? 0))) ?? [];
}

async function withoutChats(): Promise<Figure[]> {
  using folder = workFolder('');
  const [ready = 0] = await medianOf(async () => {
    await warm(folder.path);
    await using bot = await startBot(folder.path);
    await bot.stop();
    return [bot.ready / 1_000];
  });
  return [below(0.7, { name: 'start to ready, without chats', value: ready, unit: 's' })];
}

/** Both chats can be used: Discord's gateway is ready and the commands are registered, Telegram is polled. */
async function connected({ discord, telegram }: Chats, bot: Bot): Promise<number> {
  await waitFor(
    () => discord.lines > 0 && discord.commands(GUILD).length > 0 && telegram.polling(),
    bot.output,
  );
  return bot.since();
}

async function withChats(): Promise<Figure[]> {
  using folder = workFolder('');
  const [ready = 0, both = 0] = await medianOf(async () => {
    await warm(folder.path);
    await using chats = await startChats();
    await using bot = await startBot(folder.path, chatEnvironment(chats));
    const later = await connected(chats, bot);
    await bot.stop();
    return [bot.ready / 1_000, later / 1_000];
  });
  return [
    below(1.2, { name: 'start to ready, with both chats', value: ready, unit: 's' }),
    below(1.2, { name: 'start until both chats are connected', value: both, unit: 's' }),
  ];
}

async function idle(): Promise<Figure[]> {
  using folder = workFolder('');
  await warm(folder.path);
  await using chats = await startChats();
  await using bot = await startBot(folder.path, chatEnvironment(chats));
  await connected(chats, bot);
  await wait(IDLE);
  const name = 'resident memory, both chats connected, idle for 20 s';
  const value = residentMemory(bot.child.pid ?? 0);
  const answers: number[] = [];
  for (let count = 0; count < RUNS; count += 1) {
    const started = performance.now();
    await tocsin(folder.path, ['health']);
    answers.push((performance.now() - started) / 1_000);
  }
  return [
    value === null
      ? unmeasured({ name, unit: 'MB', goal: 'under 130', why: 'needs /proc' })
      : below(130, { name, value, unit: 'MB' }),
    below(2, {
      name: '`tocsin health` at a terminal, start to end',
      value: median(answers),
      unit: 's',
    }),
  ];
}

/** How long a start takes, and what the running product needs. */
export async function run(): Promise<Figure[]> {
  return [...(await withoutChats()), ...(await withChats()), ...(await idle())];
}
