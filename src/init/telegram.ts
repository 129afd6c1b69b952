import { randomInt } from 'node:crypto';
import type { Asking } from '../doctor/asking.ts';
import { TELEGRAM_TOKEN_REPAIR, telegramCall } from '../doctor/telegram.ts';
import { MINUTE, SECOND } from '../model/time.ts';
import type { Prompts } from './prompts.ts';

const DEADLINE = 10 * SECOND;
/** How long a message is waited for, and one question for it. */
const PATIENCE = 2 * MINUTE;
const POLL = 10 * SECOND;
/** Pause after a refusal. */
const PAUSE = SECOND;

export interface TelegramAnswers {
  readonly token: string;
  /** Chat that gets alerts, and whoever wrote there: an admin. */
  readonly chat: { readonly id: string; readonly user: string } | null;
}

type Call = (method: string, params: object) => ReturnType<ReturnType<typeof telegramCall>>;

/** Asks for a bot of Telegram, tried for real, and learns the chat from a code that is sent there; null: skipped. */
export async function askTelegram(
  prompts: Prompts,
  asking: Asking,
  apiRoot: string,
  patience = PATIENCE,
): Promise<TelegramAnswers | null> {
  for (;;) {
    const token = await prompts.secret({
      message: 'Telegram: token of your bot, as @BotFather gives it (empty: no Telegram)',
      check: (text) =>
        /^\d+:[\w-]+$/.test(text) ? null : 'write digits, a colon, then letters, as in 123:AA...',
    });
    if (token === null) return null;
    const made = telegramCall(asking, { token, apiRoot });
    const call: Call = (method, params) =>
      made(method, params, AbortSignal.timeout(POLL + DEADLINE));
    const me = await prompts.during('Telegram is asked', () => answered(call('getMe', {})));
    if (typeof me === 'string') {
      prompts.say(me, 'warning');
      continue;
    }
    const { username } = me.result as { username: string };
    prompts.say(`The bot is @${username}.`, 'good');
    return { token, chat: await askChat(prompts, call, { username, patience }) };
  }
}

async function answered(answer: ReturnType<Call>) {
  try {
    const got = await answer;
    if (got.kind === 'done') return got;
    if (got.kind === 'unreachable') return got.finding.what;
    const isToken = got.code === 401 || got.code === 404;
    return `Telegram refuses (${got.code}): ${isToken ? TELEGRAM_TOKEN_REPAIR : got.description}`;
  } catch {
    return 'Telegram did not answer in time.';
  }
}

/** Only who reads this terminal knows the code: nobody else can become the chat. */
async function askChat(
  prompts: Prompts,
  call: Call,
  { username, patience }: { readonly username: string; readonly patience: number },
): Promise<TelegramAnswers['chat']> {
  const code = String(randomInt(100_000, 1_000_000));
  for (;;) {
    prompts.say(
      `Send /start ${code} to @${username} (https://t.me/${username}); in a group, add the bot and send /start@${username} ${code} there.`,
      'info',
    );
    const seconds = Math.round(patience / SECOND);
    const found = await prompts.during(`Waiting up to ${seconds} s for that message`, () =>
      waitFor(call, code, patience),
    );
    if (typeof found === 'object') {
      prompts.say(`Alerts go to ${found.title}; whoever wrote there is an admin.`, 'good');
      return found;
    }
    prompts.say(found, 'warning');
    if (!(await prompts.confirm('Wait for it again?'))) return null;
  }
}

type Found = NonNullable<TelegramAnswers['chat']> & { readonly title: string };

/** The chat that the code came from, or why there is none. */
async function waitFor(call: Call, code: string, patience: number): Promise<Found | string> {
  const until = performance.now() + patience;
  let offset: number | undefined;
  let last = 'The code did not come.';
  for (let left = patience; left > 0; left = until - performance.now()) {
    const timeout = Math.ceil(Math.min(left, POLL) / SECOND);
    const got = await answered(call('getUpdates', { ...(offset && { offset }), timeout }));
    if (typeof got === 'string') {
      last = got;
      // A webhook, or another program that polls: waiting does not help.
      if (got.includes('(409)')) return got;
      await new Promise((done) => setTimeout(done, PAUSE));
      continue;
    }
    const updates = got.result as readonly Update[];
    const hit = updates.find(({ message }) => hasCode(message?.text ?? '', code));
    const newest = updates.at(-1)?.update_id;
    if (newest !== undefined) offset = newest + 1;
    if (hit?.message?.from === undefined) continue;
    // So that the first start does not answer it again.
    await answered(call('getUpdates', { offset, timeout: 0 }));
    const { chat, from } = hit.message;
    return { id: String(chat.id), user: String(from.id), title: chat.title ?? 'your chat with it' };
  }
  return last;
}

function hasCode(text: string, code: string): boolean {
  return text.split(/\s+/).includes(code);
}

/** https://core.telegram.org/bots/api#update */
interface Update {
  readonly update_id: number;
  readonly message?: {
    readonly text?: string;
    readonly chat: { readonly id: number; readonly title?: string };
    readonly from?: { readonly id: number };
  };
}
