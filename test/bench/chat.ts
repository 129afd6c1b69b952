import { mkdirSync, writeFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Alert } from '../../src/model/alert.ts';
import { openStore } from '../../src/store/sqlite/store.ts';
import type { Answer } from '../support/discord/interactions.ts';
import {
  ALERTS,
  ANA,
  BEN,
  CHAT,
  type Chats,
  chatEnvironment,
  GUILD,
  OPERATOR_ROLE,
  startChats,
  waitFor,
  workFolder,
} from '../support/whole-app.ts';
import { type Bot, startBot, warm } from './bot.ts';
import { below, type Figure, percentile, shown } from './figure.ts';
import { DAYS, makeHistory } from './history.ts';

const TARGETS = 50;
const COMMANDS = 200;
/** Commands under way at once, in the second measurement. */
const LANES = 5;
/** Between two commands. Discord takes 50 requests a second, and its library waits rather than send more. */
const PACE = 25;
const BREACHES = 20;
/** Seconds from writing the rules to the first breach: the product must be running and connected by then. */
const HEAD_START = 8;

const BEN_HERE = { guild: GUILD, user: BEN, userName: 'ben', roles: [OPERATOR_ROLE] };
const ANA_HERE = { id: ANA, first_name: 'Ana', is_bot: false };

const watched = Array.from({ length: TARGETS - 1 }, (_, index) => `web-${index + 1}`);

/** One rule after the other comes true as the machine's uptime passes it, at a moment that nobody has to arrange. */
function configuration(): string {
  const first = Math.ceil(uptime()) + HEAD_START;
  const rules = Array.from({ length: BREACHES }, (_, index) => {
    const name = `breach_${index + 10}`;
    const when = `system.uptime > ${first + index}.3`;
    return `  - {name: ${name}, when: ${when}, targets: [here], message: "${name} on {target}"}`;
  });
  return [
    'targets:',
    '  - {name: here, kind: local, interval: 1s}',
    ...watched.map((name) => `  - {name: ${name}, kind: local, interval: 30s}`),
    // Each breach by itself: alerts of one target would share a message.
    'settings: {group_by: none, storm: 100}',
    'rules:',
    ...rules,
    // What this machine happens to be like must not add alerts.
    ...['disk_high', 'high_memory', 'high_cpu'].map(
      (name) => `  - {name: ${name}, when: system.cpu > 101}`,
    ),
    '',
  ].join('\n');
}

interface Stage {
  readonly chats: Chats;
  readonly bot: Bot;
  readonly data: string;
}

/** Breach seen -> request sent: from the round's own time to the arrival at the stand-in. */
async function breaches({ chats, bot, data }: Stage): Promise<Figure[]> {
  const { discord, telegram } = chats;
  const deadline = Date.now() + (HEAD_START + BREACHES + 30) * 1_000;
  while (discord.messages(ALERTS).length < BREACHES || telegram.messages(CHAT).length < BREACHES) {
    if (Date.now() > deadline) throw new Error(`not every alert was sent:\n${bot.output()}`);
    await wait(100);
  }
  const alerts = (await openAlerts(data)).filter(({ rule }) => rule.startsWith('breach_'));
  const inDiscord = alerts.map(({ rule, state }) => {
    const request = discord.requests.find(
      ({ method, body }) => method === 'POST' && JSON.stringify(body).includes(rule),
    );
    return (request?.at ?? Number.POSITIVE_INFINITY) - state.since;
  });
  const inTelegram = alerts.map(({ rule, state }) => {
    const request = telegram.requests.find(
      ({ method, params }) => method === 'sendMessage' && JSON.stringify(params).includes(rule),
    );
    return (request?.at ?? Number.POSITIVE_INFINITY) - state.since;
  });
  const name = `round's time to the alert's request, slowest of ${BREACHES}`;
  return [
    below(1, { name: `${name}, Discord`, value: Math.max(...inDiscord) / 1_000, unit: 's' }),
    below(1, { name: `${name}, Telegram`, value: Math.max(...inTelegram) / 1_000, unit: 's' }),
  ];
}

/** Reads beside the running product, as SQLite allows. */
async function openAlerts(data: string): Promise<readonly Alert[]> {
  await using store = await openStore(join(data, 'tocsin.db'), { now: Date.now });
  const none = { severity: null, target: null };
  return (await store.alerts.list({ state: 'open', ...none, limit: 1_000 })).alerts;
}

/** Ack pressed in Telegram -> the edit of the Discord card arrives at the stand-in. */
async function acknowledgements({ chats, bot }: Stage): Promise<Figure[]> {
  const { discord, telegram } = chats;
  const took: number[] = [];
  for (const { id, text, buttons } of [...telegram.messages(CHAT)]) {
    const data = buttons.find((button) => /^v1:ack:/.test(button.data))?.data;
    const rule = /breach_\d+/.exec(text)?.[0];
    if (!data || !rule) continue;
    const card = discord.messages(ALERTS).find((one) => JSON.stringify(one).includes(rule));
    const from = discord.requests.length;
    const pressed = Date.now();
    const answer = telegram.press({ messageId: id, chat: CHAT, user: ANA_HERE, data }).answer();
    const edit = await waitFor(
      () =>
        discord.requests
          .slice(from)
          .find(({ method, path }) => method === 'PATCH' && path.endsWith(`/${card?.id}`)),
      bot.output,
    );
    took.push(edit.at - pressed);
    await answer;
  }
  const name = `Ack in Telegram to the Discord card's edit, slowest of ${took.length}`;
  return [below(1, { name, value: Math.max(...took) / 1_000, unit: 's' })];
}

/** One of the commands and presses people use most, by turns. */
function ask({ discord }: Chats, turn: number): Promise<Answer> {
  const slash = (name: string, options: Record<string, string> = {}) =>
    discord.slash({ ...BEN_HERE, channel: ALERTS, name, options });
  switch (turn % 4) {
    case 0:
      return slash('health', { target: watched[turn % watched.length] ?? '' });
    case 1:
      return slash('alerts');
    case 2:
      return slash('status');
    default:
      return pressDetails({ discord }, turn);
  }
}

function pressDetails({ discord }: Pick<Chats, 'discord'>, turn: number): Promise<Answer> {
  const cards = discord.messages(ALERTS).flatMap(({ id, components }) => {
    const [customId] = JSON.stringify(components ?? []).match(/v1:alert:[^"]+/g) ?? [];
    return customId === undefined ? [] : [{ id, customId }];
  });
  const card = cards[turn % cards.length];
  if (!card) throw new Error('no card has a button for details');
  return discord.press(card.id, card.customId, BEN_HERE);
}

/** Asks all of it, `lanes` at a time. */
async function askAll(chats: Chats, lanes: number): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  let turn = 0;
  const lane = async () => {
    while (turn < COMMANDS) {
      turn += 1;
      const [answer] = await Promise.all([ask(chats, turn), wait(lanes * PACE)]);
      answers.push(answer);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return answers;
}

async function commands(chats: Chats, lanes: number): Promise<Figure[]> {
  const answers = await askAll(chats, lanes);
  const at = lanes === 1 ? 'one at a time' : `${lanes} at a time`;
  const first = answers.map(({ firstCallback }) => firstCallback);
  const whole = answers.map(({ answered }) => answered);
  const name = `of ${COMMANDS} commands and presses in Discord, ${at}`;
  return [
    below(100, { name: `first callback, p99 ${name}`, value: percentile(first, 99), unit: 'ms' }),
    shown({ name: `first callback, p50 ${name}`, value: percentile(first, 50), unit: 'ms' }),
    shown({ name: `whole answer, p99 ${name}`, value: percentile(whole, 99), unit: 'ms' }),
  ];
}

async function askTelegram({ telegram }: Chats): Promise<Figure> {
  const took: number[] = [];
  for (let turn = 0; turn < COMMANDS; turn += 1) {
    const text = ['/health web-1', '/alerts', '/status', '/trend system.cpu'][turn % 4] ?? '';
    const started = performance.now();
    await telegram.say({ chat: CHAT, user: ANA_HERE, text }).answer();
    took.push(performance.now() - started);
  }
  const name = `message to answer, p99 of ${COMMANDS} commands in Telegram`;
  return below(100, { name, value: percentile(took, 99), unit: 'ms' });
}

/** How fast people are answered and told, with a database as it is after a month. */
export async function run(): Promise<Figure[]> {
  using folder = workFolder('');
  await warm(folder.path);
  const data = join(folder.path, 'data');
  mkdirSync(data);
  const started = performance.now();
  const samples = await makeHistory(data, ['here', ...watched], Date.now());
  const making = (performance.now() - started) / 1_000;
  writeFileSync(join(folder.path, 'tocsin.yaml'), configuration());
  await using chats = await startChats();
  await using bot = await startBot(folder.path, chatEnvironment(chats));
  await waitFor(
    () => chats.discord.lines > 0 && chats.discord.commands(GUILD).length > 0,
    bot.output,
  );
  const stage = { chats, bot, data };
  const name = `database of ${TARGETS} targets, ${DAYS} days (the last by 30 s, the others by 1 h)`;
  const figures = [
    shown({ name, value: samples, unit: 'samples' }, `made in ${making.toFixed(0)} s`),
    ...(await breaches(stage)),
    ...(await acknowledgements(stage)),
    ...(await commands(chats, 1)),
    ...(await commands(chats, LANES)),
    await askTelegram(chats),
  ];
  await bot.stop();
  return figures;
}
