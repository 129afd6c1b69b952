import type { Socket } from 'node:net';
import { BSON } from 'mongodb';
import { describe, expect, test } from 'vitest';
import { mongodb } from '../../../src/check/kinds/mongodb.ts';
import { ask } from '../asking.ts';
import { kindContract, listening } from '../kind-contract.ts';

kindContract({ kind: mongodb, entry: (port) => ({ url: `mongodb://127.0.0.1:${port}/` }) });

type Answers = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const HELLO = {
  ...{ ok: 1, helloOk: true, isWritablePrimary: true, ismaster: true, maxWireVersion: 21 },
  ...{ minWireVersion: 0, maxBsonObjectSize: 16_777_216, maxMessageSizeBytes: 48_000_000 },
};
const WELL: Answers = {
  ...{ ismaster: HELLO, hello: HELLO, ping: { ok: 1 }, buildInfo: { ok: 1, version: '7.0.1' } },
  ...{ serverStatus: { ok: 1, connections: { current: 3 } }, endSessions: { ok: 1 } },
};

/** Debian has no MongoDB: this speaks as much of its protocol as a check hears, https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/ */
function speaking(answers: Answers): (socket: Socket) => void {
  return (socket) => {
    let heard = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      heard = Buffer.concat([heard, chunk]);
      while (heard.length >= 4 && heard.length >= heard.readInt32LE(0)) {
        const message = heard.subarray(0, heard.readInt32LE(0));
        heard = heard.subarray(message.length);
        socket.write(answered(message, answers));
      }
    });
  };
}

const OP_REPLY = 1;
const OP_QUERY = 2_004;
const OP_MSG = 2_013;

function answered(message: Buffer, answers: Answers): Buffer {
  const isOld = message.readInt32LE(12) === OP_QUERY;
  // The old form names a collection and two numbers before the command, the new one has flags and a kind.
  const at = isOld ? message.indexOf(0, 20) + 9 : 21;
  const size = message.readInt32LE(at);
  const command = BSON.deserialize(message.subarray(at, at + size));
  const [name = ''] = Object.keys(command);
  const answer = answers[name] ?? { ok: 0, code: 59, errmsg: `no such command: ${name}` };
  const head = Buffer.alloc(isOld ? 36 : 21);
  const body = BSON.serialize(answer);
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(message.readInt32LE(4), 8);
  head.writeInt32LE(isOld ? OP_REPLY : OP_MSG, 12);
  if (isOld) head.writeInt32LE(1, 32);
  return Buffer.concat([head, body]);
}

async function asked(answers: Answers, { login = '', expect: expected = [] as string[] } = {}) {
  const { port } = await listening(speaking(answers));
  const url = `mongodb://${login}127.0.0.1:${port}/`;
  return ask(mongodb, { url }, { expect: expected, timeout: 3_000 });
}

describe('a server', () => {
  test('answers', async () => {
    const details = { primary: true };
    expect(await asked(WELL)).toMatchObject({ status: 'healthy', reasons: [], details });
  });

  test('tells of itself where that is asked for', async () => {
    const { reasons, details } = await asked(WELL, {
      expect: ["version != ''", 'connections < 9'],
    });
    expect(reasons).toEqual([]);
    expect(details).toEqual({ primary: true, version: '7.0.1', connections: 3 });
  });

  test.each([
    {
      name: 'a wrong password',
      answers: { ...WELL, saslStart: { ok: 0, code: 18, errmsg: 'Authentication failed.' } },
      login: 'ben:secret@',
      says: 'refuses the log-in',
    },
    {
      name: 'a server that starts',
      answers: { ...WELL, ping: { ok: 0, code: 13_436, errmsg: 'not primary or secondary' } },
      says: 'is starting up or recovering',
    },
    {
      name: 'some other refusal',
      answers: { ...WELL, ping: { ok: 0, code: 1, errmsg: 'no way' } },
      says: 'says “no way”',
    },
    {
      name: 'a server of long ago',
      answers: { ...WELL, ismaster: { ...HELLO, maxWireVersion: 2 } },
      says: 'at least',
    },
  ])('$name is said in words', async ({ answers, login = '', says }) => {
    const { status, reasons } = await asked(answers, { login });
    expect({ status, reasons }).toEqual({
      status: 'unhealthy',
      reasons: [expect.stringContaining(says)],
    });
  });
});

test.each([
  { name: 'without a length', size: 0 },
  { name: 'too long', size: 5_000_000 },
])('a message $name is refused', async ({ size }) => {
  const { port } = await listening((socket) => {
    const message = Buffer.alloc(64);
    message.writeInt32LE(size, 0);
    socket.write(message);
  });
  const { reasons } = await ask(mongodb, { url: `mongodb://127.0.0.1:${port}/` });
  expect(reasons).toEqual([expect.stringContaining('does not answer as MongoDB does')]);
});

test('no password is shown', () => {
  const entry = { url: 'mongodb://ben:p%40ss@192.0.2.1,192.0.2.2:5/shop?authSource=admin' };
  expect(mongodb.subject(entry)).toBe('192.0.2.1,192.0.2.2:5');
  expect(mongodb.secrets?.(entry)).toEqual(['p%40ss', 'p@ss']);
});

test('an address that means nothing is told of', async () => {
  const { status, reasons } = await ask(mongodb, { url: 'mongodb://127.0.0.1/?what=1' });
  expect({ status, reasons }).toEqual({
    status: 'error',
    reasons: [expect.stringContaining('what')],
  });
});
