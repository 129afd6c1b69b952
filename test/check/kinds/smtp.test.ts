import { readFileSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { smtp } from '../../../src/check/kinds/smtp.ts';
import { ask } from '../asking.ts';
import { kindContract, listening } from '../kind-contract.ts';
import { selfSigned, serverFolder } from '../servers/daemon.ts';

const HOST = { host: '127.0.0.1' };

kindContract({ kind: smtp, entry: (port) => ({ ...HOST, port }) });

const folder = serverFolder();
let tls: ReturnType<typeof selfSigned>;
beforeAll(() => {
  tls = selfSigned(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

const OPEN = ['250-mail.example.com', '250-STARTTLS', '250 SIZE 10240000'];
const SECRET = ['250-mail.example.com', '250-AUTH PLAIN LOGIN', '250 SIZE 10240000'];

function encrypt(socket: Socket): Socket {
  const [cert, key] = [readFileSync(tls.cert), readFileSync(tls.key)];
  return new TLSSocket(socket, { isServer: true, cert, key }).on('error', () => {});
}

/** Answers commands of both halves of the talk by their first word; null: no answer. */
async function serving(answers: Readonly<Record<string, string | null>> = {}): Promise<number> {
  const own = { greeting: '220 mail.example.com ESMTP', ehlo: OPEN.join('\r\n'), ...answers };
  const { port } = await listening((plain) => {
    const said = { ...own, starttls: '220 go on', quit: '221 bye', ...answers };
    const talk = (socket: Socket, table: Readonly<Record<string, string | null>>) =>
      socket.on('data', (chunk: Buffer) => {
        const [word = ''] = chunk.toString().trim().toLowerCase().split(' ');
        const text = table[word];
        if (text !== null) socket.write(`${text ?? '500 what?'}\r\n`);
        if (word !== 'starttls' || !text?.startsWith('220')) return;
        socket.removeAllListeners('data');
        talk(encrypt(socket), { ...table, ehlo: SECRET.join('\r\n') });
      });
    plain.write(`${own.greeting}\r\n`);
    talk(plain, said);
  });
  return port;
}

test('a server is asked under TLS where it offers that', async () => {
  const port = await serving();
  const { status, reasons, details, metrics } = await ask(smtp, { ...HOST, port, ca: tls.cert });
  expect({ status, reasons }).toEqual({ status: 'healthy', reasons: [] });
  expect(details).toEqual({ code: 220, starttls: true, auth: 'PLAIN LOGIN', 'tls.days_left': 1 });
  expect(metrics).toEqual([{ metric: 'check.tls_days_left', value: 1 }]);
  expect(await ask(smtp, { ...HOST, port, verify: false })).toMatchObject({ status: 'healthy' });
});

test('a server may be asked in the open', async () => {
  const plain = await serving({ ehlo: '250 mail.example.com' });
  expect(await ask(smtp, { ...HOST, port: plain })).toMatchObject({
    status: 'healthy',
    details: { code: 220, starttls: false, auth: '' },
  });
  const offering = await serving();
  const result = await ask(smtp, { ...HOST, port: offering, starttls: false });
  expect(result).toMatchObject({ status: 'healthy', details: { starttls: true } });
});

test('a server may speak TLS from the start', async () => {
  const { port } = await listening((socket) => {
    const secret = encrypt(socket);
    secret.write('220 mail.example.com\r\n');
    secret.on('data', () => secret.write(`${SECRET.join('\r\n')}\r\n`));
  });
  const result = await ask(smtp, { ...HOST, port, tls: true, ca: tls.cert });
  expect(result).toMatchObject({ status: 'healthy', details: { auth: 'PLAIN LOGIN' } });
});

test('a greeting that refuses may be expected', async () => {
  const port = await serving({ greeting: '554 not here' });
  const result = await ask(smtp, { ...HOST, port }, { expect: ['code == 554'] });
  expect(result).toMatchObject({ status: 'healthy' });
});

describe('each failure has its own reason', () => {
  test.each<{ name: string; answers: Record<string, string | null>; says: RegExp }>([
    { name: 'greeting', answers: { greeting: '554 not you' }, says: /no mail now: “554 not you”/ },
    { name: 'no hello', answers: { ehlo: '502 what?' }, says: /refuses EHLO: “502 what\?”/ },
    {
      name: 'silence',
      answers: { ehlo: null },
      says: /still waiting for the answer of .* to EHLO/,
    },
    { name: 'noise', answers: { ehlo: 'hello' }, says: /answers, but not as SMTP does/ },
    { name: 'endless', answers: { ehlo: '250-a\r\n'.repeat(200) }, says: /that does not end/ },
    {
      name: 'endless line',
      answers: { ehlo: '2'.repeat(9_000) },
      says: /a line that does not end/,
    },
    { name: 'no TLS', answers: { starttls: '454 not now' }, says: /offers STARTTLS and refuses/ },
    { name: 'more', answers: { starttls: '220 go on\r\n250 x' }, says: /goes on talking/ },
    { name: 'a stranger', answers: {}, says: /name it with `ca`/ },
  ])('$name', async ({ answers, says }) => {
    const port = await serving(answers);
    const { status, reasons } = await ask(smtp, { ...HOST, port }, { timeout: 500 });
    expect({ status, reasons }).toEqual({
      status: 'unhealthy',
      reasons: [expect.stringMatching(says)],
    });
  });
});

test('half a greeting is waited for no longer than the time-out', async () => {
  const { port } = await listening((socket) => socket.write('220 mail'));
  const { reasons } = await ask(smtp, { ...HOST, port }, { timeout: 300 });
  expect(reasons).toEqual([expect.stringMatching(/still waiting for the greeting of 127/)]);
});
