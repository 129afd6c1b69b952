import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { heading, reply, say } from '../../../src/chat/reply.ts';
import { aboutOf } from '../../../src/model/about.ts';
import { MINUTE } from '../../../src/model/time.ts';
import { email } from '../../../src/notify/channels/email.ts';
import { authority, HAS_OPENSSL } from '../../check/authority.ts';
import { resolved } from '../../store/fixtures.ts';
import {
  PASSWORD,
  type SmtpOptions,
  startSmtp,
  USER,
} from '../../support/channels/smtp-service.ts';
import { anAlert, tools } from './alerts.ts';
import { channelContract, outgoing } from './contract.ts';

const never = new AbortController().signal;
const ours = HAS_OPENSSL ? authority() : null;
const pair = ours?.issue('127.0.0.1');
afterAll(() => ours?.[Symbol.dispose]());

/** Nothing may write into it, as into a configuration that was loaded. */
function parse(options: object) {
  return frozen(z.strictObject(email.keys).parse(options));
}

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  Object.values(value).forEach(frozen);
  return Object.freeze(value);
}

async function openMail(options: SmtpOptions = {}, more: object = {}) {
  const service = await startSmtp({ ...(pair && { pair }), ...options });
  const { security = 'starttls' } = options;
  const plain = { host: '127.0.0.1', port: service.port, security, user: USER, password: PASSWORD };
  const to = ['ops@example.com', 'Ana <ana@example.com>'];
  const own = { ...plain, to, ...(ours && { ca: ours.ca }), ...more };
  const used = tools();
  return { service, used, channel: email.open('mail', parse(own), used) };
}

/** Without openssl there is no certificate, and mail comes in the open. */
const usual: SmtpOptions = { security: HAS_OPENSSL ? 'starttls' : 'none' };

describe('e-mail', () => {
  channelContract(() => openMail(usual), { hasKeys: true, asked: MINUTE });
});

test.skipIf(!HAS_OPENSSL).each(['starttls', 'tls', 'none'] as const)(
  'a mail comes by %s, with a login, to everybody',
  async (security) => {
    const { service, channel } = await openMail({ security });
    await using _ = service;
    expect((await channel.post(outgoing(), never)).kind).toBe('delivered');
    const [mail] = service.mails;
    expect(mail).toMatchObject({
      secure: security !== 'none',
      user: USER,
      from: USER,
      to: ['ops@example.com', 'ana@example.com'],
      text: expect.stringContaining('Now 94 %, limit 90 %.'),
    });
    expect(mail?.headers.get('subject')).toBe('[Tocsin] ■ disk /var 94 %');
    expect(mail?.headers.get('to')).toBe('ops@example.com, Ana <ana@example.com>');
    expect(mail?.headers.get('auto-submitted')).toBe('auto-generated');
  },
);

test.skipIf(!HAS_OPENSSL)(
  'a server that offers no TLS gets nothing unless that was said',
  async () => {
    const { service, channel } = await openMail({ security: 'none' }, { security: 'starttls' });
    await using _ = service;
    expect(await channel.post(outgoing(), never)).toMatchObject({
      kind: 'retry',
      after: MINUTE,
      reason: expect.stringMatching(/does not encrypt.*security: tls/),
    });
    expect(service.mails).toEqual([]);
  },
);

test.skipIf(!HAS_OPENSSL)('a server whose certificate nobody here knows gets nothing', async () => {
  const { service, channel } = await openMail({}, { ca: undefined });
  await using _ = service;
  expect(await channel.post(outgoing(), never)).toMatchObject({ kind: 'retry' });
  expect(service.mails).toEqual([]);
});

test.each([
  { user: USER, says: /refuses the login: 535 .*look at `user` and `password`/ },
  { user: 'monitor@gmail.com', says: /app password.*myaccount\.google\.com\/apppasswords/ },
])('a wrong password of $user is named as such', async ({ user, says }) => {
  const { service, channel } = await openMail(usual, { user, password: 'wrong' });
  await using _ = service;
  const delivery = await channel.post(outgoing(), never);
  expect(delivery).toMatchObject({ kind: 'retry', reason: expect.stringMatching(says) });
  expect(JSON.stringify(delivery)).not.toContain('wrong');
});

test('a note follows its card in its thread, and its answer is sent under the same id', async () => {
  const { service, channel } = await openMail(usual, { from: 'Tocsin <tocsin@example.org>' });
  await using _ = service;
  const sent = await channel.post(outgoing(), never);
  const replyTo = sent.kind === 'delivered' ? sent.remoteId : null;
  await channel.post(outgoing({ key: 'k2', kind: 'note', reply: say('Over.'), replyTo }), never);
  const [card, note] = service.mails.map(({ headers }) => headers);
  expect(card?.get('message-id')).toBe('<k1.firing.warning.1.1@example.org>');
  expect(card?.get('from')).toBe('Tocsin <tocsin@example.org>');
  expect(note?.get('message-id')).toBe('<k2@example.org>');
  expect(note?.get('in-reply-to')).toBe(card?.get('message-id'));
  expect(note?.get('references')).toBe(card?.get('message-id'));
});

test('a card that is tried again is another mail only when it says something newer', async () => {
  const { service, channel } = await openMail(usual);
  await using _ = service;
  const over = aboutOf(anAlert({ state: resolved(1_000, 2_000) }), null);
  for (const about of [outgoing().about, outgoing().about, over]) {
    await channel.post(outgoing({ about: about ?? null, again: true }), never);
  }
  const [first, second, third] = service.mails.map(({ headers }) => headers.get('message-id'));
  expect(second).toBe(first);
  expect(third).not.toBe(first);
});

test('an edit is no mail, unless it shows alerts that no mail has told of', async () => {
  const { service, channel } = await openMail(usual);
  await using _ = service;
  const sent = await channel.post(outgoing(), never);
  let id = sent.kind === 'delivered' ? sent.remoteId : '';
  const other = anAlert({ id: 13, fingerprint: 'other' });
  const both = { total: 2, open: 2, acknowledged: 0, strongest: [anAlert(), other] };
  const over = aboutOf(anAlert({ state: resolved(1_000, 2_000) }), null);
  const edits = [over, aboutOf(anAlert(), both), aboutOf(anAlert(), both)];
  for (const [index, about] of edits.entries()) {
    const edited = await channel.edit(id, outgoing({ key: `edit${index}`, about }), never);
    if (edited.kind === 'delivered') id = edited.remoteId;
  }
  const ids = service.mails.map(({ headers }) => headers.get('message-id'));
  expect(ids).toEqual([expect.stringMatching(/^<k1\./), expect.stringMatching(/^<edit1\./)]);
  expect(service.mails[1]?.headers.get('in-reply-to')).toBe(ids[0]);
});

test('a subject is made of its template, and nothing can hide in it', async () => {
  const { service, channel } = await openMail(usual, {
    subject: '{severity} {state} {target} {rule} {id}: {title}',
  });
  await using _ = service;
  const title = `disk\r\nBcc: evil@example.com ${'x'.repeat(500)}`;
  const about = aboutOf(anAlert({ rule: 'a\nX-Evil: 1' }), null);
  await channel.post(outgoing({ reply: reply([heading(title)]), about }), never);
  const [mail] = service.mails;
  const subject = mail?.headers.get('subject') ?? '';
  expect(subject).toMatch(
    /^warning firing web-1 a X-Evil: 1 #12: ● disk Bcc: evil@example.com x+…$/,
  );
  expect(subject.length).toBeLessThanOrEqual(200);
  expect([...(mail?.headers.keys() ?? [])]).not.toContain('bcc');
  expect(mail?.to).toEqual(['ops@example.com', 'ana@example.com']);
});

test('a recipient that is refused is said, and the others have the mail', async () => {
  const refuses = (address: string) => address === 'ana@example.com';
  const { service, channel, used } = await openMail({ ...usual, refuses });
  await using _ = service;
  const remark = 'mail is not taken for a***@example.com';
  expect(await channel.post(outgoing(), never)).toMatchObject({ kind: 'delivered', remark });
  expect(used.warned).toEqual([remark]);
});

test('a mail that nobody takes is given up, with the reason', async () => {
  const { service, channel } = await openMail({ ...usual, refuses: () => true });
  await using _ = service;
  expect(await channel.post(outgoing(), never)).toMatchObject({
    kind: 'rejected',
    reason: expect.stringContaining('no such mailbox'),
  });
});

const MAIL = { host: 'mail.example.com', to: 'ops@example.com', from: 'a@example.com' };

test.each([
  { ...MAIL, to: 'ops@example.com\r\nBcc: evil@example.com' },
  { ...MAIL, to: ['a@example.com, b@example.com'] },
  { ...MAIL, to: 'ops' },
  { ...MAIL, to: [] },
  { ...MAIL, from: 'A\nX-Evil: 1 <a@example.com>' },
  { ...MAIL, subject: '{secret}' },
  { ...MAIL, subject: 'a\r\nb' },
  { ...MAIL, host: 'mail example' },
  { ...MAIL, security: 'maybe' },
])('%j is refused', (options) => {
  expect(z.strictObject(email.keys).safeParse(options).success).toBe(false);
});

test.each([
  { options: { ...MAIL, user: 'a' }, key: 'password' },
  { options: { host: 'mail.example.com', to: 'ops@example.com' }, key: 'from' },
  { options: MAIL, key: undefined },
])('$options: wrong at $key', ({ options, key }) => {
  expect(email.problem?.(parse(options))?.key).toBe(key);
});
