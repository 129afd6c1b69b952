import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { z } from 'zod';
import { headers, line, listOf } from '../../config/fields.ts';
import type { CheckValue } from '../../model/check.ts';
import { hostOf, type Network, network, refusedHost } from '../address-policy.ts';
import { dial, type Place, placeOf, secured } from '../dial.ts';
import { secretsBelow, secretsIn, secretsInText, shownUrl } from '../http/keys.ts';
import { jsonFacts } from '../json-facts.ts';
import { type CheckContext, CheckFailure, checkKind } from '../kind.ts';
import { reached } from '../reach.ts';
import { cut, quoted } from '../refusal.ts';
import { asksTls, type TlsFiles, tlsKeys, tlsOptions, wrongPair } from '../tls.ts';

const URL_HINT = 'write an address such as wss://shop.example.com/live';
const PROTOCOLS_HINT = 'write a list of protocols such as [graphql-transport-ws]';

/** Bytes of one message. */
const MOST_MESSAGE = 1_048_576;

/** Characters of a message that people are shown. */
const MOST_SHOWN = 300;

interface Entry extends TlsFiles {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly protocols: readonly string[];
  readonly network: Network;
  readonly verify: boolean;
  readonly send?: string | undefined;
  readonly contains?: string | undefined;
}

/** A server of WebSockets. */
export const websocket = checkKind({
  kind: 'websocket',
  summary: 'a WebSocket opens and answers a ping',
  keys: {
    url: line(URL_HINT).refine(isAddress, URL_HINT),
    headers,
    // https://www.rfc-editor.org/rfc/rfc6455#section-4.1
    protocols: listOf(
      line(PROTOCOLS_HINT).regex(/^[\w!#$%&'*+.^`|~-]+$/, PROTOCOLS_HINT),
      PROTOCOLS_HINT,
    ).default([]),
    send: line('write the message to send', 65_536).optional(),
    contains: line('write a part of the message that must come').optional(),
    network,
    verify: z.boolean('write true or false').default(true),
    ca: tlsKeys.ca,
    cert: tlsKeys.cert,
    key: tlsKeys.key,
  },
  facts: {
    pong_ms: 'milliseconds from a ping to its answer',
    message: 'the first message: after `send` where there is one, and with `contains` in it',
    'message.*': 'a field of it, where it is JSON',
    protocol: 'the protocol that the server chose',
    latency_ms: 'milliseconds of the whole run',
  },
  expect: () => [],
  problem: (entry) =>
    isSecure(entry.url) || !asksTls({ ...entry, tls: false })
      ? wrongPair(entry)
      : { key: 'url', message: 'a certificate is of no use without TLS — write wss://' },
  secrets: (entry) => [
    ...secretsIn(new URL(entry.url)),
    ...secretsBelow(entry.headers),
    ...secretsInText(entry.send),
  ],
  subject: ({ url }) => shownUrl(url),
  async run(entry, context) {
    const { default: Client } = await import('ws');
    const place = placeIn(entry.url);
    context.waitFor(`a connection to ${placeOf(place)}`);
    const socket = await connected(entry, place, context.signal);
    const client = new Client(entry.url, [...entry.protocols], {
      ...{ headers: entry.headers, maxPayload: MOST_MESSAGE },
      // What is small may not unpack to what is large.
      perMessageDeflate: false,
      createConnection: () => socket,
    });
    try {
      return await talk(client, entry, context);
    } finally {
      client.terminate();
      socket.destroy();
    }
  },
});

function isAddress(text: string): boolean {
  return /^wss?:\/\//i.test(text) && URL.canParse(text) && new URL(text).hash === '';
}

function isSecure(url: string): boolean {
  return new URL(url).protocol === 'wss:';
}

function placeIn(url: string): Place {
  const address = new URL(url);
  const { port } = address;
  const usual = isSecure(url) ? 443 : 80;
  return { host: hostOf(address), port: port === '' ? usual : Number(port) };
}

async function connected(entry: Entry, place: Place, signal: AbortSignal): Promise<Socket> {
  const options = await tlsOptions({ ...entry, tls: isSecure(entry.url) }, place.host, signal);
  const refused = refusedHost(place.host, entry.network);
  if (refused !== null) throw new CheckFailure(refused);
  const plain = await dial(place, signal, entry.network);
  if (options === null) return plain;
  return secured(plain, { ...options, rejectUnauthorized: entry.verify }, place, signal);
}

async function talk(client: WebSocket, entry: Entry, { clock, wanted, waitFor }: CheckContext) {
  const broken = failing(client, placeOf(placeIn(entry.url)));
  const { send, contains } = entry;
  const reads = wanted.some((name) => /^message\b/.test(name));
  const expected = send !== undefined || contains !== undefined || reads;
  const first = send === undefined ? message(client, contains) : null;
  waitFor('the handshake');
  await Promise.race([broken, happening(client, 'open')]);
  waitFor('the answer to a ping');
  const pinged = clock.monotonic();
  const pong = happening(client, 'pong');
  client.ping();
  await Promise.race([broken, pong]);
  const facts = {
    pong_ms: Math.round((clock.monotonic() - pinged) * 10) / 10,
    ...(client.protocol !== '' && { protocol: client.protocol }),
  };
  if (!expected) return { facts };
  waitFor(contains === undefined ? 'a message' : `a message that contains “${contains}”`);
  const answer = first ?? message(client, contains);
  if (send !== undefined) client.send(send);
  const text = await Promise.race([broken, answer]);
  const shown: Record<string, CheckValue> = { ...facts, message: cut(text, MOST_SHOWN) };
  return {
    facts: { ...facts, message: text, ...jsonFacts(text, 'message', wanted) },
    details: shown,
  };
}

/** `once` would reject with the library's own words. */
function happening(client: WebSocket, event: 'open' | 'pong'): Promise<void> {
  return new Promise((done) => client.once(event, () => done()));
}

function message(client: WebSocket, contains = ''): Promise<string> {
  return new Promise((done) => {
    client.on('message', (data) => {
      const text = data.toString();
      if (text.includes(contains)) done(text);
    });
  });
}

/** Rejects when the connection does not come about, or ends. */
function failing(client: WebSocket, place: string): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => {});
  client.once('unexpected-response', (_, { statusCode, statusMessage = '' }) => {
    const answer = quoted(`${statusCode} ${statusMessage}`);
    reject(new CheckFailure(`${place} opens no WebSocket there, and answers ${answer}`));
  });
  client.on('error', (error) => reject(inWords(error, place)));
  client.once('close', (code, reason) => {
    const why = reason.length === 0 ? '' : `: ${quoted(reason.toString())}`;
    const how = code === 1_006 ? 'early' : `with ${code}${why}`;
    reject(new CheckFailure(`${place} closed the connection ${how}`));
  });
  return promise;
}

function inWords(error: Error & { code?: string }, place: string): unknown {
  const { code = '', message: words } = error;
  if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') {
    return new CheckFailure(`${place} sends a message of more than 1 MiB`, { cause: error });
  }
  if (code.startsWith('HPE_')) {
    return new CheckFailure(`${place} answers, but not in HTTP`, { cause: error });
  }
  const known = reached(error, place);
  if (known !== error) return known;
  const what = code.startsWith('WS_ERR_') ? 'breaks the rules of WebSockets' : 'opens no WebSocket';
  return new CheckFailure(`${place} ${what}: ${quoted(words)}`, { cause: error });
}
