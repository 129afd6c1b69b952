import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { say } from '../../../src/chat/reply.ts';
import { aboutOf } from '../../../src/model/about.ts';
import { webhook } from '../../../src/notify/channels/webhook.ts';
import { acknowledged, resolved } from '../../store/fixtures.ts';
import {
  type Request,
  startHttpService,
  type Understood,
} from '../../support/channels/http-service.ts';
import { API_KEY, startOpsgenie } from '../../support/channels/opsgenie.ts';
import { ROUTING_KEY, startPagerDuty } from '../../support/channels/pagerduty.ts';
import { anAlert, tools } from './alerts.ts';
import { channelContract, outgoing } from './contract.ts';

const SECRET = 'a secret of sixteen';
const never = new AbortController().signal;
const parse = (options: object) => z.strictObject(webhook.keys).parse(options);

function open(urls: readonly string[], more: object = {}) {
  return webhook.open('hook', parse({ urls, secret: SECRET, ...more }), tools());
}

/** Takes what docs/channels.md describes, and nothing else. */
function receiver({ headers, body }: Request): Understood {
  const [, t = '', v1 = ''] =
    /^t=(\d+),v1=(\w+)$/.exec(String(headers['x-tocsin-signature'])) ?? [];
  const expected = createHmac('sha256', SECRET).update(`${t}.${body}`).digest('hex');
  const { key, text } = JSON.parse(body) as { key: string; text: string };
  const wrong = [
    ...(v1 === expected ? [] : ['the signature does not fit']),
    ...(String(headers['idempotency-key']).startsWith(key) ? [] : ['the key is not in the header']),
    ...(Buffer.byteLength(body) > 300_000 ? ['the body is too large'] : []),
  ];
  return { answer: { status: 204 }, taken: { key, text }, violation: wrong.join(', ') };
}

function stateIn({ body }: Request): string {
  return (JSON.parse(body) as { alert: { state: string } }).alert.state;
}

const hook = () => startHttpService(receiver);

describe('a webhook', () => {
  channelContract(
    async () => {
      const service = await hook();
      return { service, channel: open([`${service.url}/in?token=secret-token`]) };
    },
    { hasKeys: true },
  );
});

test('a try after a failure goes only to the address that has not taken it', async () => {
  await using one = await hook();
  await using two = await hook();
  const channel = open([one.url, two.url]);
  two.answers({ status: 503 });
  expect(await channel.post(outgoing(), never)).toMatchObject({ kind: 'retry' });
  two.answers(null);
  expect((await channel.post(outgoing(), never)).kind).toBe('delivered');
  expect([one.taken().length, two.taken().length]).toEqual([1, 1]);
});

test('a try that says something newer goes to every address, under another key', async () => {
  await using one = await hook();
  await using two = await hook();
  const channel = open([one.url, two.url]);
  two.answers({ status: 503 });
  expect(await channel.post(outgoing(), never)).toMatchObject({ kind: 'retry' });
  two.answers(null);
  const over = aboutOf(anAlert({ state: resolved(1_000, 2_000) }), null);
  const again = await channel.post(outgoing({ about: over, again: true }), never);
  expect(again.kind).toBe('delivered');
  expect(one.requests.map(stateIn)).toEqual(['firing', 'resolved']);
  expect(two.requests.map(stateIn)).toEqual(['firing', 'resolved']);
  const [first, second] = one.requests.map(({ headers }) => headers['idempotency-key']);
  expect(second).not.toBe(first);
});

test('a note that is tried again stays the same note, whatever became of its alert', async () => {
  await using one = await hook();
  await using two = await hook();
  const channel = open([one.url, two.url]);
  const note = outgoing({ kind: 'note', reply: say('Nobody has it.') });
  two.answers({ status: 503 });
  await channel.post(note, never);
  two.answers(null);
  const over = aboutOf(anAlert({ state: resolved(1_000, 2_000) }), null);
  await channel.post({ ...note, about: over }, never);
  expect([one.taken().length, two.taken().length]).toEqual([1, 1]);
});

test.each([
  { answer: { status: 200, body: '{"ok":false,"error":"unknown field"}' }, says: 'unknown field' },
  { answer: { status: 200, body: '{"error":{"code":7}}' }, says: '"code":7' },
  { answer: { status: 401, body: 'who are you?' }, says: 'who are you?; look at the address' },
  { answer: { status: 404 }, says: 'look at the address and the credentials' },
  { answer: { status: 302, headers: { location: 'http://192.0.2.1/' } }, says: 'sends elsewhere' },
  { answer: { status: 400, body: 'no such field' }, says: 'no such field', kind: 'rejected' },
  { answer: { status: 413 }, says: 'HTTP 413', kind: 'rejected' },
  { answer: { status: 500, body: 'secret-token of you' }, says: '*** of you' },
])('an answer of $answer.status with “$answer.body” is no success: $says', async (wanted) => {
  const { answer, says, kind = 'retry' } = wanted;
  await using service = await hook();
  service.answers(answer);
  const channel = open([`${service.url}/secret-token`], { headers: { 'x-key': 'secret-token' } });
  const delivery = await channel.post(outgoing(), never);
  expect(delivery).toMatchObject({ kind, reason: expect.stringContaining(says) });
  expect(JSON.stringify(delivery)).not.toContain('secret-token');
});

test('an answer without an end is read to its bound, and a redirect is not followed', async () => {
  await using service = await hook();
  service.answers({ status: 400, body: 'x'.repeat(5_000_000) });
  const delivery = await open([service.url]).post(outgoing(), never);
  expect(delivery.kind).toBe('rejected');
  expect(JSON.stringify(delivery).length).toBeLessThan(400);
});

test('metadata services get nothing, by whatever name they are written', async () => {
  for (const url of ['http://169.254.169.254/', 'http://[fd00:ec2::254]/', 'http://metadata/x']) {
    const { success } = z.strictObject(webhook.keys).safeParse({ urls: [url] });
    expect({ url, success }).toEqual({ url, success: false });
  }
});

test('a header is sent once, however its name is written', async () => {
  await using service = await hook();
  const headers = { 'Content-Type': 'text/plain', 'Idempotency-Key': 'mine', 'X-Key': 'abc' };
  await open([service.url], { headers }).post(outgoing(), never);
  const raw = service.requests[0]?.headers;
  expect(raw).toMatchObject({ 'content-type': 'application/json', 'x-key': 'abc' });
  expect(raw?.['idempotency-key']).toMatch(/^k1\b/);
});

test('every change of an alert is one document', async () => {
  await using service = await hook();
  const channel = open([service.url]);
  const sent = await channel.post(outgoing(), never);
  const remoteId = sent.kind === 'delivered' ? sent.remoteId : '';
  const taken = anAlert({ state: acknowledged(1_000, 2_000) });
  await channel.edit(remoteId, outgoing({ key: 'k2', about: aboutOf(taken, null) }), never);
  const bodies = service.requests.map(({ body }) => JSON.parse(body));
  expect(bodies[0]).toMatchObject({
    version: 1,
    key: 'k1',
    event: 'alert',
    reply_to: null,
    alert: {
      id: 12,
      fingerprint: 'disk_full web-1 mount=/var',
      severity: 'warning',
      state: 'firing',
      target: 'web-1',
      rule: 'disk_full',
      labels: { mount: '/var' },
      message: 'Disk /var is 91 % full',
      value: 91,
      limit: 90,
      fired_at: '1970-01-01T00:00:01.000Z',
      ended_at: null,
      lead: null,
      members: [],
      url: null,
    },
  });
  expect(bodies[1]).toMatchObject({
    key: 'k2',
    reply_to: 'k1',
    alert: { state: 'acknowledged', by: 'Ana' },
  });
});

async function openPagerDuty() {
  const service = await startPagerDuty();
  const options = { format: 'pagerduty', key: ROUTING_KEY, urls: `${service.url}/v2/enqueue` };
  return {
    service,
    channel: webhook.open('duty', parse({ ...options, urls: [options.urls] }), tools()),
  };
}

describe('PagerDuty', () => {
  channelContract(openPagerDuty, { hasKeys: true, hasNotes: false });
});

async function openOpsgenie() {
  const service = await startOpsgenie();
  const options = parse({
    format: 'opsgenie',
    key: API_KEY,
    urls: [`${service.url}/v2/alerts`],
  });
  return { service, channel: webhook.open('genie', options, tools()) };
}

describe('Opsgenie', () => {
  channelContract(openOpsgenie, { hasKeys: true, hasNotes: false });
});

test.each([
  {
    name: 'PagerDuty',
    start: openPagerDuty,
    actions: ['trigger', 'acknowledge', 'resolve'],
    test: ['trigger', 'resolve'],
  },
  {
    name: 'Opsgenie',
    start: openOpsgenie,
    actions: ['create', 'acknowledge', 'close'],
    test: ['create', 'close'],
  },
])(
  '$name hears each state of an episode once, under one key',
  async ({ start, actions, ...of }) => {
    const { service, channel } = await start();
    await using _ = service;
    const first = await channel.post(outgoing(), never);
    let remoteId = first.kind === 'delivered' ? first.remoteId : '';
    const states = [acknowledged(1_000, 2_000), acknowledged(1_000, 2_000), resolved(1_000, 3_000)];
    for (const [index, state] of states.entries()) {
      const about = aboutOf(anAlert({ state }), null);
      const edited = await channel.edit(remoteId, outgoing({ key: `e${index}`, about }), never);
      remoteId = edited.kind === 'delivered' ? edited.remoteId : '';
    }
    const heard = service.taken().map(({ key }) => key?.split(' ') ?? []);
    expect(heard.map(([, action]) => action)).toEqual(actions);
    expect(new Set(heard.map(([key]) => key)).size).toBe(1);
    expect(heard[0]?.[0]).toMatch(/^tocsin-12-[0-9a-f]{16}$/);
    await channel.post(
      outgoing({ key: 't1', kind: 'message', about: null, reply: say('Test') }),
      never,
    );
    expect(
      service
        .taken()
        .slice(actions.length)
        .map(({ key }) => key?.split(' ')[1]),
    ).toEqual(of.test);
    expect(service.violations).toEqual([]);
  },
);

test.each([
  { start: openPagerDuty, body: '{"status":"invalid event","errors":["Length of routing_key"]}' },
  {
    start: openOpsgenie,
    body: '{"message":"Request body is not processable","errors":{"message":"a"}}',
  },
])('an answer of success with $body is a refusal', async ({ start, body }) => {
  const { service, channel } = await start();
  await using _ = service;
  service.answers({ status: 202, body });
  const delivery = await channel.post(outgoing(), never);
  expect(delivery).toMatchObject({ kind: 'rejected', reason: expect.stringContaining('answers') });
});

test.each([
  { options: {}, key: 'urls' },
  { options: { urls: ['https://a.example.com'], key: 'x' }, key: 'key' },
  { options: { format: 'pagerduty' }, key: 'key' },
  { options: { format: 'opsgenie', key: 'x', secret: SECRET }, key: 'secret' },
])('$options is refused at $key', ({ options, key }) => {
  expect(webhook.problem?.(parse(options))?.key).toBe(key);
});
