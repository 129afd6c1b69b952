import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { say } from '../../../src/chat/reply.ts';
import { discordWebhook } from '../../../src/notify/channels/discord-webhook.ts';
import { startDiscordWebhook } from '../../support/channels/discord-webhook.ts';
import { tools } from './alerts.ts';
import { channelContract, outgoing } from './contract.ts';

const never = new AbortController().signal;

async function openWebhook(more: object = {}) {
  const service = await startDiscordWebhook();
  const parsed = z.strictObject(discordWebhook.keys).parse({ url: service.webhook, ...more });
  return { service, channel: discordWebhook.open('discord', parsed, tools()) };
}

describe('a webhook of Discord', () => {
  channelContract(openWebhook, { hasKeys: false });
});

test('a card is edited in its place, and posted anew by the outbox when it is gone', async () => {
  const { service, channel } = await openWebhook({ username: 'Tocsin' });
  await using _ = service;
  const sent = await channel.post(outgoing(), never);
  const id = sent.kind === 'delivered' ? sent.remoteId : '';
  await channel.edit(id, outgoing({ reply: say('Over.') }), never);
  expect([...service.messages.values()]).toEqual([expect.stringContaining('Over.')]);
  expect((await channel.edit('99', outgoing(), never)).kind).toBe('gone');
  expect(service.violations).toEqual([]);
});

test.each([true, false])('a message that is silent (%j) says so', async (silent) => {
  const { service, channel } = await openWebhook();
  await using _ = service;
  await channel.post(outgoing({ silent }), never);
  expect(JSON.parse(service.requests[0]?.body ?? '').flags).toBe(silent ? 4_096 : undefined);
});

test('a webhook that was removed can be mended, and its token is not told', async () => {
  const { service, channel } = await openWebhook();
  await using _ = service;
  service.answers({ status: 404, body: '{"message":"Unknown Webhook","code":10015}' });
  const delivery = await channel.post(outgoing(), never);
  expect(delivery).toMatchObject({ kind: 'retry', reason: expect.stringContaining('Unknown') });
  expect(JSON.stringify(delivery)).not.toContain('token-of-the');
});

test.each([
  'https://discord.com/channels/1/2',
  'https://discord.com/api/webhooks/1/token\r\nX-Evil: 1',
  'ftp://discord.com/api/webhooks/1/token',
])('%j is no address of one', (url) => {
  expect(z.strictObject(discordWebhook.keys).safeParse({ url }).success).toBe(false);
});
