import { expect, onTestFinished, test } from 'vitest';
import type { FakeTelegram } from '../support/telegram/telegram.ts';
import { startTelegram } from '../support/telegram/telegram.ts';
import { CHAT, TELEGRAM_TOKEN } from '../support/whole-app.ts';
import { installation } from './installation.ts';

const FORUM = `channels: {ops: {kind: telegram, chat: "${CHAT}", style: forum}}\n`;

/** A Bot API, and an installation that is connected to it; Ana is admin. */
async function connected({
  env = {},
  yaml = '',
}: {
  env?: Record<string, string>;
  yaml?: string;
} = {}) {
  const telegram = await startTelegram({ token: TELEGRAM_TOKEN });
  onTestFinished(() => telegram[Symbol.asyncDispose]());
  const doctored = installation({
    env: {
      TELEGRAM_BOT_TOKEN: TELEGRAM_TOKEN,
      TELEGRAM_API_ROOT: telegram.apiRoot,
      ROLE_ADMIN_IDS: 'tg:111',
      ...(yaml === '' && { TELEGRAM_CHAT_ID: String(CHAT) }),
      ...env,
    },
    yaml,
  });
  return { telegram, ...doctored };
}

test('a Telegram that lets us do all has no fault; nothing is written or confirmed', async () => {
  const { telegram, faults } = await connected();
  const waiting = telegram.push({});
  expect(await faults()).toEqual([]);
  expect(telegram.messages(CHAT)).toEqual([]);
  expect(telegram.unconfirmed()).toEqual([waiting]);
  expect(telegram.violations).toEqual([]);
});

test('an administrator may open topics', async () => {
  const { telegram, faults } = await connected({ yaml: FORUM });
  telegram.stands(CHAT, 'administrator');
  telegram.push({});
  expect(await faults()).toEqual([]);
  expect(telegram.violations).toEqual([]);
});

test.each([
  {
    fault: 'a wrong token',
    env: { TELEGRAM_BOT_TOKEN: '777000:AAanother-token' },
    what: /refuses the token \(401\)/,
    repair: /@BotFather → .*API Token: put it into TELEGRAM_BOT_TOKEN/,
  },
  {
    fault: 'a chat that the bot does not know',
    plant: (telegram: FakeTelegram) => telegram.stands(CHAT, 'unknown'),
    what: /not in the chat -1001234567890, which telegram means/,
    repair: /write the right id into TELEGRAM_CHAT_ID of \.env; or run npx tocsin pair/,
  },
  {
    fault: 'a chat that the bot left',
    plant: (telegram: FakeTelegram) => telegram.stands(CHAT, 'left'),
    what: /may not write in telegram .*no member/,
    repair: /Add Members → the bot/,
  },
  {
    fault: 'a group that lets it say nothing',
    plant: (telegram: FakeTelegram) => telegram.stands(CHAT, 'silenced'),
    what: /may send no messages/,
    repair: /Administrators → Add Administrator → the bot/,
  },
  {
    fault: 'a group that became another',
    plant: (telegram: FakeTelegram) => telegram.migrate(CHAT, -1_009_999_999_999),
    what: /became the supergroup -1009999999999/,
    repair: /write -1009999999999 into TELEGRAM_CHAT_ID/,
  },
  {
    fault: 'a group without topics',
    yaml: FORUM,
    plant: (telegram: FakeTelegram) => telegram.stands(CHAT, 'no topics'),
    what: /without topics/,
    repair: /Edit → Topics: turn them on/,
  },
  {
    fault: 'a forum whose topics it may not open',
    yaml: FORUM,
    what: /may open no topics/,
    repair: /Administrator → the bot → Manage Topics/,
  },
  {
    fault: 'a webhook',
    plant: (telegram: FakeTelegram) => telegram.setWebhook('https://hook.example.com/x'),
    what: /webhook to hook\.example\.com/,
    repair: /^curl ".*\/bot\$TELEGRAM_BOT_TOKEN\/deleteWebhook"$/,
  },
  {
    fault: 'a Telegram that asks to wait',
    plant: (telegram: FakeTelegram) =>
      telegram.intercept(({ method }) =>
        method === 'getMe' ? { code: 429, parameters: { retry_after: 7 } } : null,
      ),
    what: /asks to wait 7 s \(429\)/,
    repair: /stop other programs that use this token/,
  },
  {
    fault: 'a second program that polls',
    plant: pollsToo,
    what: /another program polls Telegram with this token \(409\)/,
    repair: /stop the other program.*Revoke current token/,
  },
])('$fault is found with its repair', async ({ env = {}, yaml = '', plant, what, repair }) => {
  const { telegram, faults } = await connected({ env, yaml });
  // What waits is seen at once; a rival would have taken it.
  if (plant !== pollsToo) telegram.push({});
  plant?.(telegram);
  const found = await faults();
  expect(found).toEqual([
    {
      state: expect.stringMatching(/bad|warning/),
      what: expect.stringMatching(what),
      repair: expect.stringMatching(repair),
    },
  ]);
  expect(JSON.stringify(found)).not.toContain('AAsecret');
});

/** Another bot with the token, which takes up again whenever it is thrown out. */
function pollsToo(telegram: FakeTelegram): void {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const url = `${telegram.apiRoot}/bot${TELEGRAM_TOKEN}/getUpdates?timeout=5`;
  const poll = async (): Promise<void> => {
    while (!stop.signal.aborted) await fetch(url, { signal: stop.signal }).catch(() => {});
  };
  void poll();
}
