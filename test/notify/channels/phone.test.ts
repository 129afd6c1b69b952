import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { heading, line, reply } from '../../../src/chat/reply.ts';
import { aboutOf } from '../../../src/model/about.ts';
import type { Outgoing } from '../../../src/notify/channel.ts';
import { call } from '../../../src/notify/channels/call.ts';
import { sms } from '../../../src/notify/channels/sms.ts';
import { resolved } from '../../store/fixtures.ts';
import { ACCOUNT, startProvider, TOKEN } from '../../support/channels/provider.ts';
import { anAlert, tools } from './alerts.ts';
import { channelContract, outgoing } from './contract.ts';

const never = new AbortController().signal;
const KINDS = [
  { kind: sms, resource: 'Messages.json' },
  { kind: call, resource: 'Calls.json' },
];

async function openPhone({ kind, resource }: (typeof KINDS)[number], more: object = {}) {
  const service = await startProvider();
  const options = {
    url: `${service.url}/2010-04-01/Accounts/${ACCOUNT}/${resource}`,
    ...{ user: ACCOUNT, password: TOKEN, from: '+14155550100', to: ['+491701234567'] },
    ...more,
  };
  const parsed = z.strictObject(kind.keys).parse(options);
  return { service, channel: kind.open('phone', parsed, tools()) };
}

describe.each(KINDS)('$kind.kind', (of) => {
  channelContract(() => openPhone(of), { hasKeys: false });

  test('only what makes a sound is sent, and an edit never', async () => {
    const { service, channel } = await openPhone(of);
    await using _ = service;
    const sent = await channel.post(outgoing({ silent: true }), never);
    expect(sent.kind).toBe('delivered');
    await channel.edit(sent.kind === 'delivered' ? sent.remoteId : '', outgoing(), never);
    expect(service.requests).toEqual([]);
  });

  test('each number is told once, also when another fails', async () => {
    const to = ['+491701234567', '+14155550199'];
    const { service, channel } = await openPhone(of, { to });
    await using _ = service;
    await channel.post(outgoing(), never);
    expect(service.taken().map(({ text }) => text.split(' ')[0])).toEqual(to);
  });

  test('a wrong token is named as such and not shown', async () => {
    const { service, channel } = await openPhone(of, { password: 'a-wrong-token' });
    await using _ = service;
    const delivery = await channel.post(outgoing(), never);
    expect(delivery).toMatchObject({
      kind: 'retry',
      reason: expect.stringMatching(/401.*Authent/),
    });
    expect(JSON.stringify(delivery)).not.toContain('a-wrong-token');
  });

  test.each([
    {
      status: 400,
      body: '{"code":21211,"message":"Invalid To","status":400}',
      says: '21211 Invalid',
    },
    { status: 201, body: '{"sid":"SM1","status":"failed","error_code":30003}', says: '30003' },
    { status: 200, body: '{"code":21610,"message":"unsubscribed"}', says: '21610 unsubscribed' },
  ])('an answer of $status with $body is a refusal', async ({ says, ...answer }) => {
    const { service, channel } = await openPhone(of);
    await using _ = service;
    service.answers(answer);
    expect(await channel.post(outgoing(), never)).toMatchObject({
      kind: 'rejected',
      reason: expect.stringContaining(says),
    });
  });

  test('an answer whose code says that all is well is none', async () => {
    const { service, channel } = await openPhone(of);
    await using _ = service;
    for (const body of ['{"code":0,"message":"ok"}', '{"code":200}', '{"code":"0"}']) {
      service.answers({ status: 200, body });
      expect((await channel.post(outgoing(), never)).kind).toBe('delivered');
    }
  });

  test('a provider that repeats the log-in does not make it known', async () => {
    const { service, channel } = await openPhone(of);
    await using _ = service;
    const login = Buffer.from(`${ACCOUNT}:${TOKEN}`).toString('base64');
    service.answers({ status: 403, body: `no: Basic ${login}` });
    expect(JSON.stringify(await channel.post(outgoing(), never))).not.toContain(login);
  });

  test('it is off and says what is missing until a provider and numbers are set', () => {
    const parsed = z.strictObject(of.kind.keys).parse({});
    expect(of.kind.missing?.(parsed)).toMatch(/not set up: write `url:`/);
    expect(of.kind.problem?.(z.strictObject(of.kind.keys).parse({ user: 'a' }))?.key).toBe(
      'password',
    );
    expect(z.strictObject(of.kind.keys).safeParse({ to: ['12345'] }).success).toBe(false);
  });
});

test('each number hears what is new when a try comes later', async () => {
  const to = ['+491701234567', '+14155550199'];
  const { service, channel } = await openPhone({ kind: sms, resource: 'Messages.json' }, { to });
  await using _ = service;
  const post = (title: string, more: Partial<Outgoing>) =>
    channel.post(outgoing({ reply: reply([heading(title)]), ...more }), never);
  service.busy.add(to[1] ?? '');
  expect((await post('high', {})).kind).toBe('retry');
  service.busy.clear();
  const over = aboutOf(anAlert({ state: resolved(1_000, 2_000) }), null);
  await post('over', { about: over, again: true });
  expect(service.taken().map(({ text }) => text)).toEqual([
    `${to[0]} ● high`,
    ...to.map((one) => `${one} ● over`),
  ]);
});

test('a short message is its first two lines', async () => {
  const { service, channel } = await openPhone({ kind: sms, resource: 'Messages.json' });
  await using _ = service;
  const message = reply([heading('disk /var 94 %', 'bad'), line('Now 94 %.'), line('More.')]);
  await channel.post(outgoing({ reply: message }), never);
  expect(service.taken()[0]?.text).toBe('+491701234567 ■ disk /var 94 % Now 94 %.');
});

test('what is read out is words without signs', async () => {
  const { service, channel } = await openPhone({ kind: call, resource: 'Calls.json' });
  await using _ = service;
  const message = reply([heading('a < b & c', 'bad')]);
  await channel.post(outgoing({ reply: message }), never);
  expect(service.taken()[0]?.text).toContain('<Say>a &lt; b &amp; c</Say>');
});
