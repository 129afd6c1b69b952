import { once } from 'node:events';
import { statSync, writeFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { FileAnswer } from '../../../src/chat/console/file-wire.ts';
import { CONSOLE } from '../../../src/chat/console/prompt.ts';
import {
  askForFile,
  askRunning,
  controlSocket,
  socketPath,
} from '../../../src/chat/console/socket.ts';
import type { Reply } from '../../../src/chat/reply.ts';
import { heading, line, reply, say, time } from '../../../src/chat/reply.ts';
import type { Desk } from '../../../src/chat/surface.ts';
import { freshFolder } from '../../store/fresh-folder.ts';
import { stubDesk, stubIdentify } from '../../support/stub-desk.ts';
import { waitFor } from '../../support/whole-app.ts';

const HEALTH = { kind: 'command', name: 'health', input: 'web-1', user: 'ana' } as const;
const DEADLINE = 10_000;

const noFile = async () => ({ kind: 'refused', reason: 'There is no such metric.' }) as const;

async function listening(
  desk: Desk = stubDesk(),
  path = join(freshFolder(), 'tocsin.sock'),
  file: (input: string) => Promise<FileAnswer> = noFile,
) {
  const stop = new AbortController();
  const identify = stubIdentify({ ana: 'admin' });
  const deps = { path, desk, identify, file, signal: stop.signal };
  const socket = await controlSocket(deps);
  onTestFinished(() => socket[Symbol.asyncDispose]());
  return { path, stop, socket };
}

/** Sends bytes as they are and gives what comes back until the end. */
async function send(path: string, bytes: string | Buffer): Promise<string> {
  const socket = createConnection(path);
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString();
  });
  socket.on('error', () => {});
  socket.write(bytes);
  await once(socket, 'close');
  return text;
}

describe('a running process', () => {
  test('answers the ping, and says when it is stopping', async () => {
    const { path, stop } = await listening();
    expect(await askRunning(path, { kind: 'ping' }, DEADLINE)).toEqual({
      kind: 'running',
      stopping: false,
    });
    stop.abort();
    expect(await askRunning(path, { kind: 'ping' }, DEADLINE)).toEqual({
      kind: 'running',
      stopping: true,
    });
  });

  test('answers a command as the system user, as the prompt would', async () => {
    const rich = reply(
      [
        heading('ü “quoted” \u2028 and \u2029 🙂', 'bad'),
        line([time(5), ' a\nb\r\nc ', { kind: 'link', text: 'x', url: 'https://example.org' }]),
        { kind: 'sparkline', label: 'x', values: [1, null, 2.5], bounds: null, caption: '' },
        {
          kind: 'table',
          columns: [{ title: 'a', align: 'left' }],
          rows: Array.from({ length: 5_000 }, (_, row) => [`row ${row} ${'x'.repeat(200)}`]),
        },
      ],
      { footer: 'small', asOf: 12, private: true },
    );
    const desk = stubDesk({ answer: () => rich });
    const { path } = await listening(desk);
    expect(await askRunning(path, HEALTH, DEADLINE)).toEqual({ kind: 'reply', reply: rich });
    expect(desk.asked[0]).toMatchObject({
      name: 'health',
      input: 'web-1',
      place: CONSOLE,
      actor: { id: 'console:ana', name: 'ana', role: 'admin' },
    });
  });

  test.skipIf(process.platform === 'win32')('can be reached by its own user only', async () => {
    const before = process.umask(0);
    onTestFinished(() => void process.umask(before));
    const { path } = await listening();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(process.umask()).toBe(0);
  });

  test('takes the place of a socket that a killed process left', async () => {
    const path = join(freshFolder(), 'tocsin.sock');
    writeFileSync(path, '');
    await listening(stubDesk(), path);
    expect(await askRunning(path, { kind: 'ping' }, DEADLINE)).toMatchObject({ kind: 'running' });
  });

  test('stops at once, whoever is still connected', async () => {
    const { path, socket } = await listening();
    const client = createConnection(path);
    client.on('error', () => {});
    await once(client, 'connect');
    await socket[Symbol.asyncDispose]();
    if (!client.closed) await once(client, 'close');
    expect(await askRunning(path, { kind: 'ping' }, DEADLINE)).toBeNull();
  });
});

describe('bad clients', () => {
  test.each([
    ['no JSON', 'hello\n'],
    ['another kind', '{"kind":"shutdown"}\n'],
    ['no kind', '{}\n'],
    ['null', 'null\n'],
    ['a name that is no text', '{"kind":"command","name":{"a":1},"input":"","user":"ana"}\n'],
    [
      'an input that is no text',
      '{"kind":"command","name":"ack","input":{"ids":"1"},"user":"ana"}\n',
    ],
    ['nobody', '{"kind":"command","name":"ack","input":"1"}\n'],
    ['an oversized line', `{"kind":"ping","x":"${'x'.repeat(70_000)}"}\n`],
    ['an endless line', 'x'.repeat(70_000)],
    ['bytes', Buffer.from([0xff, 0xfe, 0x00, 0x0a])],
  ])('who send %s get nothing, and the next one an answer', async (_, bytes) => {
    const desk = stubDesk();
    const { path } = await listening(desk);
    expect(await send(path, bytes)).toBe('');
    expect(desk.asked).toEqual([]);
    expect(await askRunning(path, HEALTH, DEADLINE)).toMatchObject({ kind: 'reply' });
  });

  test('who go away before the answer do no harm', async () => {
    let answer = (_: Reply) => {};
    const desk = stubDesk({
      answer: ({ input }) =>
        input === 'web-1'
          ? new Promise<Reply>((done) => {
              answer = done;
            })
          : say('fine'),
    });
    const { path } = await listening(desk);
    const client = createConnection(path);
    client.write(`${JSON.stringify(HEALTH)}\n`);
    await waitFor(() => desk.asked.length === 1);
    client.destroy();
    answer(say('x'.repeat(1_000_000)));
    const next = await askRunning(path, { ...HEALTH, input: '' }, DEADLINE);
    expect(next).toEqual({ kind: 'reply', reply: say('fine') });
  });

  test('a desk that fails ends the connection and nothing else', async () => {
    const desk: Desk = { ...stubDesk(), answer: async () => Promise.reject(new Error('kaput')) };
    const { path } = await listening(desk);
    expect(await askRunning(path, HEALTH, DEADLINE)).toBeNull();
    expect(await askRunning(path, { kind: 'ping' }, DEADLINE)).toMatchObject({ kind: 'running' });
  });
});

describe('a file from a running process', () => {
  const file = (text: (signal: AbortSignal) => AsyncIterable<string>) => async (input: string) =>
    ({ kind: 'file', name: `${input}.csv`, mediaType: 'text/csv', text }) as const;
  const readAll = async (answer: FileAnswer | null) => {
    if (answer?.kind !== 'file') throw new Error('no file');
    const parts: string[] = [];
    for await (const part of answer.text(new AbortController().signal)) parts.push(part);
    return parts;
  };

  test('comes whole, in parts of at most 64 Ki characters', async () => {
    const long = 'ü\n\u2028"🙂'.repeat(100_000);
    const { path } = await listening(
      stubDesk(),
      undefined,
      file(async function* () {
        yield 'first\n';
        yield long;
      }),
    );
    const answer = await askForFile(path, 'csv all');
    expect(answer).toMatchObject({ kind: 'file', name: 'csv all.csv', mediaType: 'text/csv' });
    const parts = await readAll(answer);
    expect(parts.join('') === `first\n${long}`).toBe(true);
    expect(Math.max(...parts.map(({ length }) => length))).toBeLessThanOrEqual(65_536);
  });

  test('that is refused says why', async () => {
    const { path } = await listening();
    expect(await askForFile(path, 'csv x')).toEqual(await noFile());
  });

  test('that fails on the way is not taken for a whole one', async () => {
    const { path } = await listening(
      stubDesk(),
      undefined,
      file(async function* () {
        yield 'half';
        throw new Error('the disk is gone');
      }),
    );
    await expect(readAll(await askForFile(path, ''))).rejects.toThrow('the disk is gone');
  });

  test('is made no further when nobody reads it any more', async () => {
    const made = Promise.withResolvers<void>();
    const { path } = await listening(
      stubDesk(),
      undefined,
      file(async function* (signal) {
        signal.addEventListener('abort', () => made.resolve());
        for (;;) yield 'x'.repeat(100_000);
      }),
    );
    const answer = await askForFile(path, '');
    if (answer?.kind !== 'file') throw new Error('no file');
    for await (const _ of answer.text(new AbortController().signal)) break;
    await made.promise;
  });

  test('nothing listens', async () => {
    expect(await askForFile(join(freshFolder(), 'tocsin.sock'), '')).toBeNull();
  });
});

describe('asking where nothing answers', () => {
  test('no such file, and no socket', async () => {
    const folder = freshFolder();
    expect(await askRunning(join(folder, 'tocsin.sock'), HEALTH, DEADLINE)).toBeNull();
    writeFileSync(join(folder, 'file'), '');
    expect(await askRunning(join(folder, 'file'), HEALTH, DEADLINE)).toBeNull();
  });

  test.each([
    ['no JSON', 'what?\n'],
    ['half an answer', '{"kind":"reply"'],
    ['nothing', ''],
  ])('something else listens and says %s', async (_, bytes) => {
    const path = join(freshFolder(), 'other.sock');
    const server = createServer((socket) => socket.end(bytes)).listen(path);
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    expect(await askRunning(path, { kind: 'ping' }, DEADLINE)).toBeNull();
  });

  test('it never answers: the deadline ends the wait', async () => {
    const path = join(freshFolder(), 'mute.sock');
    const server = createServer(() => {}).listen(path);
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    expect(await askRunning(path, { kind: 'ping' }, 50)).toBeNull();
  });
});

describe('where it listens', () => {
  test('beside the data', () => {
    expect(socketPath('/srv/tocsin/data', 'linux')).toBe('/srv/tocsin/data/tocsin.sock');
  });

  test('a folder too deep for a socket has its own place', async () => {
    const deep = `/srv/${'deep/'.repeat(30)}`;
    const path = socketPath(deep, 'linux');
    expect(path.length).toBeLessThan(104);
    expect(path).not.toBe(socketPath(`${deep}er`, 'linux'));
    await listening(stubDesk(), path);
    expect(await askRunning(path, { kind: 'ping' }, DEADLINE)).toMatchObject({ kind: 'running' });
  });

  test('a named pipe on Windows', () => {
    expect(socketPath('C:\\tocsin\\data', 'win32')).toMatch(/^\\\\\.\\pipe\\tocsin-[0-9a-f]{16}$/);
  });
});
