import type { APIMessage } from 'discord.js';
import { expect, test } from 'vitest';
import type { Tone } from '../../../src/chat/reply.ts';
import { heading, line, reply, say } from '../../../src/chat/reply.ts';
import { type About, aboutOf } from '../../../src/model/about.ts';
import type { Severity } from '../../../src/model/alert.ts';
import type { Delivery, Outgoing } from '../../../src/notify/channel.ts';
import { anAlert } from '../../report/alerts.ts';
import { CHANNEL, startBot } from './setup.ts';

const never = new AbortController().signal;

function outgoing(over: Partial<Outgoing> = {}): Outgoing {
  return {
    key: 'k1',
    reply: reply([heading('disk /var 94 %', 'bad')]),
    replyTo: null,
    silent: false,
    ...over,
  };
}

function idOf(delivery: Delivery): string {
  if (delivery.kind !== 'delivered') throw new Error(`not delivered: ${JSON.stringify(delivery)}`);
  return delivery.remoteId;
}

test.each<{ name: string; over: Partial<Outgoing>; calls: boolean }>([
  { name: 'a critical card', over: { kind: 'card' }, calls: true },
  { name: 'a critical note', over: { kind: 'note' }, calls: true },
  { name: 'what comes without a sound', over: { kind: 'card', silent: true }, calls: false },
  { name: 'what is no alert', over: { kind: 'message' }, calls: false },
  { name: 'what is not critical', over: { reply: say('Now error.', 'bad') }, calls: false },
])('the role of a channel is called by what wants somebody now: $name', async ({ over, calls }) => {
  await using bot = await startBot();
  const address = { id: CHANNEL, thread: null, mention: { critical: ['<@&77>'] } };
  const bodies: unknown[] = [];
  bot.discord.intercept(({ body }) => void bodies.push(body));
  const critical = reply([heading('disk /var 99 %', 'critical')]);
  const message = outgoing({ reply: critical, ...over });
  const channel = bot.surface.channel('ops', address);
  const id = idOf(await channel.post(message, never));
  await channel.edit(id, message, never);
  const [posted, edited] = bodies.filter((one) => JSON.stringify(one)?.includes('embeds'));
  expect(posted).toMatchObject(
    calls
      ? { content: '<@&77>', allowed_mentions: { parse: [], roles: ['77'], users: [] } }
      : { allowed_mentions: { parse: [] } },
  );
  expect(JSON.stringify(posted).includes('<@&')).toBe(calls);
  expect(edited).not.toHaveProperty('content');
  expect(bot.discord.violations).toEqual([]);
});

test.each<{ severity: Severity; state?: 'acknowledged'; tone: Tone; content?: string }>([
  { severity: 'warning', tone: 'warning' },
  { severity: 'error', tone: 'bad', content: '<@&77>' },
  { severity: 'critical', tone: 'critical', content: '<@&77>' },
  { severity: 'emergency', tone: 'critical', content: '<@&77> <@11>' },
  { severity: 'emergency', state: 'acknowledged', tone: 'warning' },
])('of severities the strongest that fits says who is called: $severity $state', async (one) => {
  const { severity, state = 'firing', tone, content } = one;
  await using bot = await startBot();
  const bodies: unknown[] = [];
  bot.discord.intercept(({ body }) => void bodies.push(body));
  const mention = { error: ['<@&77>'], emergency: ['<@&77>', '<@11>', '<@&77>'] };
  const about: About = {
    ...aboutOf(anAlert(), null),
    whole: { state, severity, total: 1, open: 1 },
  };
  const text = '<@&99> @everyone <@55>';
  const card = outgoing({ kind: 'card', about, reply: reply([heading(text, tone)]) });
  await bot.surface.channel('ops', { id: CHANNEL, thread: null, mention }).post(card, never);
  const sent = bodies.find((body) => JSON.stringify(body)?.includes('embeds')) as APIMessage & {
    allowed_mentions: object;
  };
  expect(sent.content).toBe(content);
  const users = content?.includes('11') ? ['11'] : [];
  expect(sent.allowed_mentions).toEqual(
    content === undefined ? { parse: [] } : { parse: [], roles: ['77'], users },
  );
  expect(bot.discord.violations).toEqual([]);
});

test('twenty who are called fit beside a card as large as cards may be', async () => {
  await using bot = await startBot();
  const critical = Array.from({ length: 20 }, (_, index) => `<@&${'9'.repeat(18)}${10 + index}>`);
  const large = reply([
    heading('x'.repeat(5_000), 'critical'),
    ...Array.from({ length: 50 }, () => line('y'.repeat(900))),
  ]);
  const address = { id: CHANNEL, thread: null, mention: { critical } };
  idOf(await bot.surface.channel('ops', address).post(outgoing({ reply: large }), never));
  expect(bot.discord.violations).toEqual([]);
});
