import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { z } from 'zod';
import { hostName, port } from '../../config/fields.ts';
import { certificateOf, daysLeft, daysMetric } from '../certificate.ts';
import { dial, placeOf, secured } from '../dial.ts';
import { type CheckContext, CheckFailure, checkKind, type Observation } from '../kind.ts';
import { type Lines, linesOf } from '../lines.ts';
import { quoted } from '../refusal.ts';
import { type TlsEntry, tlsKeys, tlsOptions, wrongPair } from '../tls.ts';

/** Lines of one answer. */
const MOST_LINES = 100;

interface Entry extends TlsEntry {
  readonly host: string;
  readonly port: number;
  readonly starttls: boolean;
  readonly verify: boolean;
}

/** A server that takes mail. None is sent. */
export const smtp = checkKind({
  kind: 'smtp',
  summary: 'a mail server greets, and its TLS can be trusted',
  keys: {
    host: hostName,
    port: port.default(25),
    starttls: z.boolean('write true or false').default(true),
    verify: z.boolean('write true or false').default(true),
    ...tlsKeys,
  },
  facts: {
    code: 'code of the greeting; but 220 all fail unless `code` is asked for',
    starttls: 'whether the server offers STARTTLS',
    auth: 'how one may log in, as the server lists it, such as `PLAIN LOGIN`; empty where nothing is offered',
    'tls.days_left':
      'whole days until the first certificate of the chain ends, where TLS is spoken',
    latency_ms: 'milliseconds of the whole run',
  },
  expect: () => [],
  problem: wrongPair,
  subject: (entry) => placeOf(entry),
  async run(entry, context) {
    const place = placeOf(entry);
    context.waitFor(`a connection to ${place}`);
    let socket = await dial(entry, context.signal);
    try {
      if (entry.tls) socket = await encrypted(socket, entry, context);
      const greeted = { socket, lines: linesOf(socket, entry) };
      context.waitFor(`the greeting of ${place}`);
      const { code, said } = await answer(greeted.lines, place);
      if (code !== 220) {
        if (context.wanted.includes('code')) return { facts: { code } };
        throw new CheckFailure(
          `${place} takes no mail now: ${quoted(`${code} ${said.join(' ')}`)}`,
        );
      }
      const { talk, offers, hasStartTls } = await introduced(greeted, entry, context);
      socket = talk.socket;
      socket.end('QUIT\r\n');
      const facts = { code, starttls: hasStartTls, auth: loginsIn(offers) };
      return withDays(facts, socket, context);
    } finally {
      socket.destroy();
    }
  },
});

interface Talk {
  readonly socket: Socket;
  readonly lines: Lines;
}

/** Says hello, and again under TLS where that is offered. */
async function introduced(talk: Talk, entry: Entry, context: CheckContext) {
  const offers = await hello(talk, entry, context);
  const hasStartTls = offers.some((offer) => /^STARTTLS\b/i.test(offer));
  if (!hasStartTls || !entry.starttls || entry.tls) return { talk, offers, hasStartTls };
  const place = placeOf(entry);
  context.waitFor(`the answer of ${place} to STARTTLS`);
  talk.socket.write('STARTTLS\r\n');
  const { code, said } = await answer(talk.lines, place);
  if (code !== 220) {
    throw new CheckFailure(`${place} offers STARTTLS and refuses it: ${quoted(said.join(' '))}`);
  }
  if (talk.lines.end() !== '') {
    throw new CheckFailure(`${place} goes on talking in the open after STARTTLS: do not trust it`);
  }
  const socket = await encrypted(talk.socket, entry, context);
  const secret = { socket, lines: linesOf(socket, entry) };
  return { talk: secret, offers: await hello(secret, entry, context), hasStartTls };
}

async function encrypted(socket: Socket, entry: Entry, { signal, waitFor }: CheckContext) {
  waitFor(`the TLS handshake with ${placeOf(entry)}`);
  const options = await tlsOptions({ ...entry, tls: true }, entry.host, signal);
  return secured(socket, { ...options, rejectUnauthorized: entry.verify }, entry, signal);
}

/** What the server offers, one line each: https://www.rfc-editor.org/rfc/rfc5321#section-4.1.1.1 */
async function hello(
  { socket, lines }: Talk,
  entry: Entry,
  { waitFor }: CheckContext,
): Promise<readonly string[]> {
  const place = placeOf(entry);
  waitFor(`the answer of ${place} to EHLO`);
  socket.write(`EHLO ${ownName(socket)}\r\n`);
  const { code, said } = await answer(lines, place);
  if (code === 250) return said.slice(1);
  throw new CheckFailure(`${place} refuses EHLO: ${quoted(`${code} ${said.join(' ')}`)}`);
}

/** An address stands for a machine without a name: https://www.rfc-editor.org/rfc/rfc5321#section-4.1.3 */
function ownName({ localAddress = '127.0.0.1' }: Socket): string {
  return localAddress.includes(':') ? `[IPv6:${localAddress}]` : `[${localAddress}]`;
}

async function answer(lines: Lines, place: string): Promise<{ code: number; said: string[] }> {
  const said: string[] = [];
  while (said.length < MOST_LINES) {
    const [whole, code, more, text = ''] =
      /^(\d{3})(?:([ -])(.*))?$/.exec(await lines.next()) ?? [];
    if (whole === undefined) throw new CheckFailure(`${place} answers, but not as SMTP does`);
    said.push(text);
    if (more !== '-') return { code: Number(code), said };
  }
  throw new CheckFailure(`${place} gives an answer that does not end`);
}

/** `AUTH PLAIN LOGIN`, or `AUTH=PLAIN LOGIN` as old servers write it. */
function loginsIn(offers: readonly string[]): string {
  const found = offers.map((offer) => /^AUTH[ =](.*)$/i.exec(offer)?.[1]?.trim());
  return found.find((logins) => logins !== undefined) ?? '';
}

function withDays(
  facts: Observation['facts'],
  socket: Socket,
  { clock }: CheckContext,
): Observation {
  const certificate = socket instanceof TLSSocket ? certificateOf(socket) : null;
  if (certificate === null) return { facts };
  const days = daysLeft(certificate, clock.now());
  return { facts: { ...facts, 'tls.days_left': days }, metrics: [daysMetric(days)] };
}
