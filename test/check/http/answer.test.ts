import type { Socket } from 'node:net';
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { http } from '../../../src/check/kinds/http.ts';
import { ask } from '../asking.ts';
import { listening } from '../kind-contract.ts';
import { serving } from './serving.ts';

describe('answers that are none', () => {
  const HEAD = 'HTTP/1.1 200 OK\r\n';
  const bomb = gzipSync(Buffer.alloc(20_000_000));
  const twice = gzipSync(gzipSync(Buffer.alloc(1_000)));
  const packed = (name: string, bytes: Buffer) => (socket: Socket) => {
    socket.write(`${HEAD}content-encoding: ${name}\r\ncontent-length: ${bytes.length}\r\n\r\n`);
    socket.write(bytes);
  };
  const endless = (socket: Socket) => {
    socket.write(`${HEAD}\r\n`);
    const more = () => {
      while (socket.writable && socket.write(Buffer.alloc(65_536, 'a')));
    };
    socket.on('drain', more);
    more();
  };
  /** Says one sign of `text` at a time, for ever slower than anybody waits. */
  const dripping = (begin: string, sign: string) => (socket: Socket) => {
    socket.write(begin);
    const timer = setInterval(() => socket.write(sign), 20);
    socket.once('close', () => clearInterval(timer));
  };

  test.each<{ name: string; talk: (socket: Socket) => void; reason: RegExp }>([
    {
      name: 'headers sign by sign',
      talk: dripping(HEAD, 'a'),
      reason: /^no answer within 0\.4 s: still waiting for the first byte of 127/,
    },
    {
      name: 'headers without end',
      talk: dripping(HEAD, `x: ${'y'.repeat(8_000)}\r\n`),
      reason: /more headers than are read/,
    },
    {
      name: 'a body byte by byte',
      talk: dripping(`${HEAD}content-length: 9999\r\n\r\n`, 'a'),
      reason: /still waiting for the rest of the answer after \d+ bytes$/,
    },
    {
      name: 'a body that never begins',
      talk: dripping(`${HEAD}content-length: 9999\r\n\r\n`, ''),
      reason: /still waiting for the answer of 127/,
    },
    {
      name: 'a body without end',
      talk: endless,
      reason: /^the answer is larger than 1048576 bytes: raise `max_body`/,
    },
    {
      name: 'a bomb of gzip',
      talk: packed('gzip', bomb),
      reason: /^the answer unpacks to more than 1048576 bytes/,
    },
    {
      name: 'a bomb of brotli',
      talk: packed('br', brotliCompressSync(Buffer.alloc(20_000_000))),
      reason: /unpacks to more/,
    },
    {
      name: 'a bomb of zstd',
      talk: packed('zstd', zstdCompressSync(Buffer.alloc(20_000_000))),
      reason: /unpacks to more/,
    },
    {
      name: 'a bomb in a bomb',
      talk: packed('gzip, gzip', gzipSync(bomb)),
      reason: /unpacks to more/,
    },
    {
      name: 'packed too often',
      talk: packed('gzip, gzip, gzip', twice),
      reason: /packed in a way that is not understood/,
    },
    {
      name: 'packed in an unknown way',
      talk: packed('lzma', Buffer.from('x')),
      reason: /packed in a way that is not understood: lzma/,
    },
    {
      name: 'not packed at all',
      talk: packed('gzip', Buffer.from('hello')),
      reason: /^the answer says that it is packed with gzip, but is not/,
    },
    {
      name: 'closed in the headers',
      talk: (socket) => socket.end(HEAD),
      reason: /closed the connection early|not in HTTP/,
    },
    {
      name: 'closed in the body',
      talk: (socket) => socket.end(`${HEAD}content-length: 99\r\n\r\nabc`),
      reason: /closed the connection early/,
    },
    {
      name: 'closed in a chunk',
      talk: (socket) => socket.end(`${HEAD}transfer-encoding: chunked\r\n\r\n9\r\nabc`),
      reason: /closed the connection early/,
    },
    {
      name: 'reset',
      talk: (socket) => socket.resetAndDestroy(),
      reason: /broke the connection off|closed the connection early/,
    },
    {
      name: 'a wrong chunk',
      talk: (socket) => socket.end(`${HEAD}transfer-encoding: chunked\r\n\r\nzz\r\nabc`),
      reason: /answers, but not in HTTP/,
    },
    {
      name: 'two lengths',
      talk: (socket) => socket.end(`${HEAD}content-length: 1\r\ncontent-length: 2\r\n\r\nabc`),
      reason: /answers, but not in HTTP|closed the connection early/,
    },
    {
      name: 'a status that is none',
      talk: (socket) => socket.end('HTTP/1.1 abc\r\n\r\n'),
      reason: /answers, but not in HTTP/,
    },
    {
      name: 'no JSON',
      talk: (socket) => socket.end(`${HEAD}\r\n<html>`),
      reason: /^the answer is no JSON; there is no body\.ok/,
    },
  ])('$name', async ({ talk, reason }) => {
    const { port } = await listening((socket) => socket.once('data', () => talk(socket)));
    const { status, reasons } = await ask(
      http,
      { url: `http://127.0.0.1:${port}/` },
      { timeout: 400, expect: ['body.ok == true'] },
    );
    expect({ status, reason: reasons.join('; ') }).toEqual({
      status: 'unhealthy',
      reason: expect.stringMatching(reason),
    });
  });

  test('a packed answer is read', async () => {
    const { url } = await serving((_, response) => {
      response.setHeader('content-encoding', 'gzip').end(gzipSync('{"ok": true}'));
    });
    expect(await ask(http, { url }, { expect: ['body.ok == true', 'bytes == 12'] })).toMatchObject({
      status: 'healthy',
    });
  });

  test('a name that is none', async () => {
    const { reasons } = await ask(http, { url: 'http://nothing.invalid/' });
    expect(reasons).toEqual([expect.stringMatching(/^nothing\.invalid has no address: DNS/)]);
  });
});
