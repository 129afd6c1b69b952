import { expect, test } from 'vitest';
import { heading, reply, say } from '../../../src/chat/reply.ts';
import { aboutOf } from '../../../src/model/about.ts';
import type { Alert } from '../../../src/model/alert.ts';
import type { Delivery, Outgoing } from '../../../src/notify/channel.ts';
import { anAlert, STATES } from '../../report/alerts.ts';
import type { DiscordSeed } from '../../support/discord/fault.ts';
import { type Bot, CHANNEL, GUILD, startBot } from './setup.ts';

const FORUM = '700';
const NAMES = 'firing acknowledged resolved info warning error critical emergency'.split(' ');
const never = new AbortController().signal;

const forumSeed = (more: object = {}): Partial<DiscordSeed> => ({
  channels: [{ id: FORUM, guild: GUILD, tags: NAMES, ...more }],
});
const forumOf = (bot: Bot) =>
  bot.surface.channel('ops', { id: FORUM, thread: null, style: 'forum' });

function cardOf(more: Partial<Alert> = {}, over: Partial<Outgoing> = {}): Outgoing {
  const alert = anAlert(more);
  const title = `${alert.state.kind} ${alert.message}`;
  return {
    ...{ key: 'k1', replyTo: null, silent: false, kind: 'card', about: aboutOf(alert, null) },
    reply: reply([heading(title, 'bad')]),
    ...over,
  };
}

function idOf(delivery: Delivery): string {
  if (delivery.kind !== 'delivered') throw new Error(`not delivered: ${JSON.stringify(delivery)}`);
  return delivery.remoteId;
}

test('an alert is a post whose card and tags follow it, and its notes stand below', async () => {
  await using bot = await startBot({ seed: forumSeed() });
  const forum = forumOf(bot);
  const post = idOf(await forum.post(cardOf(), never));
  const [opened] = bot.discord.threads(FORUM);
  expect(opened).toMatchObject({
    ...{ id: post, name: 'Disk /var at 96 % on web-1 · #12' },
    tags: ['firing', 'critical'],
  });
  const over = { state: STATES.resolvedByAna };
  expect(await forum.edit(post, cardOf(over), never)).toMatchObject({ remoteId: post });
  const note = cardOf(over, { key: 'k2', kind: 'note', reply: say('Resolved.'), replyTo: post });
  await forum.post(note, never);
  expect(bot.discord.threads(FORUM)[0]?.tags).toEqual(['resolved', 'critical']);
  const [card, below] = bot.discord.messages(post);
  expect(card?.embeds[0]?.title).toContain('resolved Disk /var');
  expect(below?.embeds[0]?.description ?? below?.content).toContain('Resolved.');
  expect(bot.discord.violations).toEqual([]);
});

test('tags that a forum lacks are made once; without the right to, posts come without them', async () => {
  await using bot = await startBot({ seed: forumSeed({ tags: ['Critical', 'ours'] }) });
  await forumOf(bot).post(cardOf(), never);
  expect(bot.discord.threads(FORUM)[0]?.tags).toEqual(['firing', 'Critical']);
  await using barred = await startBot({ seed: forumSeed({ tags: [], manage: false }) });
  const forum = forumOf(barred);
  const post = idOf(await forum.post(cardOf(), never));
  expect((await forum.edit(post, cardOf({ state: STATES.acknowledged }), never)).kind).toBe(
    'delivered',
  );
  expect(barred.discord.threads(FORUM)).toMatchObject([{ tags: [] }]);
  expect(barred.discord.violations).toEqual([]);
});

test('a post whose answer was lost is found again, and shows what it is now', async () => {
  await using bot = await startBot({ seed: forumSeed() });
  bot.discord.intercept(({ path }) => (path.endsWith('/threads') ? 'lose-answer' : undefined));
  const cut = AbortSignal.timeout(300);
  expect((await forumOf(bot).post(cardOf(), cut)).kind).toBe('retry');
  bot.discord.intercept(null);
  const taken = cardOf({ state: STATES.acknowledged }, { again: true });
  const post = idOf(await forumOf(bot).post(taken, never));
  expect(bot.discord.threads(FORUM)).toMatchObject([
    { id: post, tags: ['acknowledged', 'critical'] },
  ]);
  expect(bot.discord.messages(post)[0]?.embeds[0]?.title).toContain('acknowledged');
});

test('a post whose answer was lost is found again when its alert says something else now', async () => {
  await using bot = await startBot({ seed: forumSeed() });
  bot.discord.intercept(({ path }) => (path.endsWith('/threads') ? 'lose-answer' : undefined));
  await forumOf(bot).post(cardOf(), AbortSignal.timeout(300));
  bot.discord.intercept(null);
  const worse = cardOf({ message: 'Disk /var at 99 % on web-1' }, { again: true });
  const post = idOf(await forumOf(bot).post(worse, never));
  expect(bot.discord.threads(FORUM)).toMatchObject([{ id: post }]);
});

test('a post of somebody else with the number of an alert is not taken for its own', async () => {
  await using bot = await startBot({ seed: forumSeed() });
  const theirs = idOf(await forumOf(bot).post(cardOf(), never));
  bot.discord.intercept(({ method, path }) =>
    method === 'PATCH' && path.startsWith(`/channels/${theirs}/messages`)
      ? { status: 403, body: { code: 50005, message: 'Cannot edit a message of another user' } }
      : undefined,
  );
  const post = idOf(await forumOf(bot).post(cardOf({}, { again: true }), never));
  expect(bot.discord.threads(FORUM).map(({ id }) => id)).toEqual([theirs, post]);
});

test('a post that was folded away is changed all the same; one that was deleted is gone', async () => {
  await using bot = await startBot({ seed: forumSeed() });
  const forum = forumOf(bot);
  const post = idOf(await forum.post(cardOf(), never));
  bot.discord.endThread(post, 'archived');
  const taken = cardOf({ state: STATES.acknowledged });
  expect(await forum.edit(post, taken, never)).toMatchObject({ kind: 'delivered' });
  expect(bot.discord.messages(post)[0]?.embeds[0]?.title).toContain('acknowledged');
  bot.discord.endThread(post, 'deleted');
  expect(await forum.edit(post, taken, never)).toMatchObject({ kind: 'gone' });
});

test('a note below a post that was deleted holds nothing up', async () => {
  await using bot = await startBot({ seed: forumSeed() });
  const forum = forumOf(bot);
  const post = idOf(await forum.post(cardOf(), never));
  const note = cardOf({}, { key: 'k2', kind: 'note', reply: say('Resolved.'), replyTo: post });
  bot.discord.intercept(({ method }) => (method === 'POST' ? { status: 503 } : undefined));
  expect((await forum.post(note, never)).kind).toBe('retry');
  bot.discord.intercept(null);
  bot.discord.endThread(post, 'deleted');
  expect(await forum.post(note, never)).toMatchObject({ kind: 'gone' });
});

test('a channel that is no forum says what to write', async () => {
  await using bot = await startBot();
  const wrong = bot.surface.channel('ops', { id: CHANNEL, thread: null, style: 'forum' });
  expect(await wrong.post(cardOf(), never)).toMatchObject({
    kind: 'retry',
    reason: expect.stringContaining('leave out `style: forum`'),
  });
});

test('an outage while tags are set is tried again; the card is not made twice', async () => {
  await using bot = await startBot({ seed: forumSeed() });
  const forum = forumOf(bot);
  const post = idOf(await forum.post(cardOf(), never));
  bot.discord.intercept(({ method, path }) =>
    method === 'PATCH' && path === `/channels/${post}` ? { status: 503 } : undefined,
  );
  const over = cardOf({ state: STATES.resolvedByAna });
  expect((await forum.edit(post, over, never)).kind).toBe('retry');
  bot.discord.intercept(null);
  expect((await forum.edit(post, over, never)).kind).toBe('delivered');
  expect(bot.discord.threads(FORUM)).toMatchObject([{ tags: ['resolved', 'critical'] }]);
});

test('a card may have a thread for discussion; a refusal of that holds nothing up', async () => {
  await using bot = await startBot();
  const channel = bot.surface.channel('ops', { id: CHANNEL, thread: null, style: 'threads' });
  const id = idOf(await channel.post(cardOf(), never));
  expect(bot.discord.threads(CHANNEL)).toMatchObject([{ id, name: expect.stringMatching(/#12$/) }]);
  await channel.post(cardOf({}, { key: 'k2', kind: 'note', replyTo: id }), never);
  expect(bot.discord.threads(CHANNEL)).toHaveLength(1);
  bot.discord.intercept(({ path }) =>
    path.endsWith('/threads') ? { status: 403, body: { code: 50013, message: 'no' } } : undefined,
  );
  expect((await channel.post(cardOf({ id: 13 }, { key: 'k3' }), never)).kind).toBe('delivered');
  expect(bot.discord.violations).toEqual([]);
});
