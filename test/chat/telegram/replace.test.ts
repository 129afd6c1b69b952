import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Reply } from '../../../src/chat/reply.ts';
import { heading, line, refuse, reply } from '../../../src/chat/reply.ts';
import { stubDesk } from '../../support/stub-desk.ts';
import { ANA, COMMANDS, GROUP, runBot, TOKEN } from '../../support/telegram/run-bot.ts';
import type { FakeTelegram } from '../../support/telegram/telegram.ts';
import { startTelegram } from '../../support/telegram/telegram.ts';

let telegram: FakeTelegram;

beforeEach(async () => {
  telegram = await startTelegram({ token: TOKEN });
});

afterEach(async () => {
  await telegram[Symbol.asyncDispose]();
  expect(telegram.violations).toEqual([]);
});

const REPLACES = 'v1r:health:web-1';
const BESIDE = 'v1:health:web-1';

function view(title: string): Reply {
  const button = { label: '7 d', tone: 'plain', command: 'health', input: 'web-1' } as const;
  return reply([
    heading(title),
    line('It rises.'),
    { kind: 'buttons', buttons: [{ ...button, replaces: true }] },
    {
      ...{ kind: 'select', label: 'Metric', command: 'health', replaces: true },
      options: [{ label: 'Memory', input: 'web-2' }],
    },
  ]);
}

/** A view in the group, and what is in the group once a press of it was answered. */
async function afterPress(data: string, pressed: Reply): Promise<readonly string[]> {
  const desk = stubDesk({
    commands: COMMANDS,
    answer: ({ input }) => (input === '' ? view('Day') : pressed),
  });
  await using _ = runBot(telegram, { desk });
  await telegram.say({ chat: GROUP, user: ANA, text: '/health' }).answer();
  const [shown] = await telegram.until(() => {
    const all = telegram.messages(GROUP).filter((one) => one.text.includes('Day'));
    return all.length > 0 ? all : undefined;
  });
  const messageId = shown?.id ?? 0;
  await telegram.press({ messageId, chat: GROUP, user: ANA, data }).answer();
  await telegram.say({ chat: GROUP, user: ANA, text: '/health again' }).answer();
  return telegram.messages(GROUP).map((one) => one.text.split('\n')[0] ?? '');
}

test.each([
  ['a press that replaces changes its message', REPLACES, view('Week'), ['Week', 'Week']],
  ['a choice does so too', 'v1r:health:web-2', view('Week'), ['Week', 'Week']],
  ['any other is answered under it', BESIDE, view('Week'), ['Day', 'Week', 'Week']],
  [
    'what stands on none of its buttons changes nothing of it',
    'v1r:health:web-9',
    view('Week'),
    ['Day', 'Week', 'Week'],
  ],
  ['a refusal is shown beside it', REPLACES, refuse('No.'), ['Day', '🟡 No.']],
])('%s', async (_name, data, pressed, titles) => {
  const found = await afterPress(data, pressed);
  expect(found.map((text, index) => text.includes(titles[index] ?? '?'))).toEqual(
    titles.map(() => true),
  );
});
