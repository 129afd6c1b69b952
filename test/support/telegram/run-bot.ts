import type { Pace } from '../../../src/chat/telegram/pace.ts';
import type { TelegramOptions } from '../../../src/chat/telegram/surface.ts';
import { telegramSurface } from '../../../src/chat/telegram/surface.ts';
import { aCommand, anArg, stubDesk, stubIdentify } from '../stub-desk.ts';
import { memoryInbox } from './memory-inbox.ts';
import type { FakeTelegram } from './telegram.ts';

export const TOKEN = '777000:AAsecret-token_0123456789abcdefghij';
export const ANA = 111;
export const BEN = 222;
export const STRANGER = 999;
export const GROUP = -1_001_234_567_890;

/** Commands of a small bot: two that look, two that change something, and pairing. */
export const COMMANDS = [
  aCommand({ name: 'health' }),
  aCommand({ name: 'help' }),
  aCommand({ name: 'alert', args: [anArg({ name: 'id', required: true, completes: true })] }),
  aCommand({
    name: 'ack',
    role: 'operator',
    args: [anArg({ name: 'ids', required: true, completes: true })],
  }),
  aCommand({ name: 'pair', role: 'anyone', args: [anArg({ name: 'code', required: true })] }),
];

/** Short waits, so that tests wait for events and not for time. */
const QUICK: Partial<Pace> = {
  poll: 2_000,
  backOff: [20, 100],
  badToken: 50,
  conflict: 50,
  handling: 5_000,
  grace: 300,
};

/** A bot on the stand-in, with everything a test does not care about filled in. */
export function runBot(telegram: FakeTelegram, over: Partial<TelegramOptions> = {}) {
  const said: string[] = [];
  const migrations: [string, string][] = [];
  const surface = telegramSurface({
    token: TOKEN,
    apiRoot: telegram.apiRoot,
    desk: stubDesk({ commands: COMMANDS }),
    identify: stubIdentify({ [ANA]: 'operator', [BEN]: 'viewer' }),
    inbox: memoryInbox(),
    zone: 'Europe/Berlin',
    now: () => Date.now(),
    log: { info: (line) => said.push(line), warn: (line) => said.push(line) },
    signal: new AbortController().signal,
    onMigrate: (from, to) => migrations.push([from, to]),
    ...over,
    pace: { ...QUICK, ...over.pace },
  });
  return { surface, said, migrations, [Symbol.asyncDispose]: () => surface[Symbol.asyncDispose]() };
}
