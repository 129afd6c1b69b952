import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { say } from '../../../src/chat/reply.ts';
import { aboutOf } from '../../../src/model/about.ts';
import { slack } from '../../../src/notify/channels/slack.ts';
import { resolved } from '../../store/fixtures.ts';
import { startSlack } from '../../support/channels/slack.ts';
import { anAlert, tools } from './alerts.ts';
import { channelContract, outgoing } from './contract.ts';

const never = new AbortController().signal;
const FORMATS = ['attachments', 'simple', 'blocks'] as const;

async function openSlack(more: object = {}) {
  const service = await startSlack();
  const options = z
    .strictObject(slack.keys)
    .parse({ url: `${service.url}/services/T0/B0/secret-part`, ...more });
  return { service, channel: slack.open('slack', options, tools()) };
}

describe.each(FORMATS)('Slack with %s', (format) => {
  channelContract(() => openSlack({ format }), { hasKeys: false });
});

const SLOW = anAlert({
  type: 'performance',
  message: 'Answers take <5.2 s>',
  evidence: { metric: 'api.ms', value: 5_200, operator: '>', limit: 5_000 },
});
const unit = () => 'ms' as const;

async function bodyOf(more: object, about = aboutOf(SLOW, null, unit)) {
  const { service, channel } = await openSlack(more);
  await using _ = service;
  await channel.post(outgoing({ reply: say('Slow & late'), about }), never);
  return JSON.parse(service.requests[0]?.body ?? '');
}

test('attachments name type, message, current value and threshold', async () => {
  const more = { title: 'Bot', channel: '#trading-alerts' };
  expect(await bodyOf(more)).toEqual({
    text: '🚨 Bot Alert',
    channel: '#trading-alerts',
    attachments: [
      {
        color: 'warning',
        fallback: 'Slow &amp; late',
        fields: [
          { title: 'Type', value: 'performance', short: true },
          { title: 'Target', value: 'web-1', short: true },
          { title: 'Message', value: 'Slow &amp; late\nAnswers take &lt;5.2 s&gt;', short: false },
          { title: 'Current', value: '5.2 s', short: true },
          { title: 'Threshold', value: '5 s', short: true },
        ],
      },
    ],
  });
});

test('an alert that is critical is red, and one that is over green', async () => {
  const critical = aboutOf({ ...SLOW, severity: 'critical' }, null);
  expect((await bodyOf({}, critical)).attachments[0].color).toBe('danger');
  const over = await bodyOf({}, aboutOf({ ...SLOW, state: resolved(1_000, 2_000) }, null));
  expect([over.text, over.attachments[0].color]).toEqual(['✅ Tocsin Alert', 'good']);
});

test('the simple form is a title and the text, under a name and an icon', async () => {
  const more = { format: 'simple', title: 'SMS-to-AI Agent', username: 'SMS-AI Monitor' };
  expect(await bodyOf({ ...more, icon: ':warning:' })).toEqual({
    text: '🚨 SMS-to-AI Agent Alert\n\nSlow &amp; late',
    username: 'SMS-AI Monitor',
    icon_emoji: ':warning:',
  });
});

test('blocks are a header and the facts', async () => {
  expect(await bodyOf({ format: 'blocks' })).toEqual({
    text: '🚨 Tocsin Alert: Slow &amp; late',
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: 'Slow & late' } },
      {
        type: 'section',
        fields: ['Type*\nperformance', 'Target*\nweb-1', 'Current*\n5.2 s', 'Threshold*\n5 s'].map(
          (text) => ({ type: 'mrkdwn', text: `*${text}` }),
        ),
      },
    ],
  });
});

test.each([
  { answer: { status: 200, body: 'invalid_payload' }, kind: 'rejected', says: 'invalid_payload' },
  { answer: { status: 400, body: 'no_text' }, kind: 'rejected', says: 'no_text' },
  { answer: { status: 200, body: '{"ok":false,"error":"x"}' }, kind: 'retry', says: 'Slack: x' },
  { answer: { status: 200, body: '<html>login</html>' }, kind: 'retry', says: 'login' },
  { answer: { status: 404, body: 'no_service' }, kind: 'retry', says: 'no_service' },
  { answer: { status: 410, body: 'channel_is_archived' }, kind: 'retry', says: 'archived' },
])('“$answer.body” with $answer.status is no success', async ({ answer, kind, says }) => {
  const { service, channel } = await openSlack();
  await using _ = service;
  service.answers(answer);
  const delivery = await channel.post(outgoing(), never);
  expect(delivery).toMatchObject({ kind, reason: expect.stringContaining(says) });
  expect(JSON.stringify(delivery)).not.toContain('secret-part');
});
