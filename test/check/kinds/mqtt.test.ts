import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';
import { connectAsync } from 'mqtt';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { mqtt } from '../../../src/check/kinds/mqtt.ts';
import { freePort } from '../../support/whole-app.ts';
import { ask } from '../asking.ts';
import { kindContract, listening } from '../kind-contract.ts';
import { HAS_MOSQUITTO, startMosquitto } from '../servers/mosquitto.ts';

const LOGIN = { host: '127.0.0.1', user: 'tocsin', password: 'correct horse' };

kindContract({ kind: mqtt, entry: (port) => ({ ...LOGIN, port }) });

describe.skipIf(!HAS_MOSQUITTO)('a real broker (Debian package mosquitto)', () => {
  let server: Awaited<ReturnType<typeof startMosquitto>>;
  beforeAll(async () => {
    server = await startMosquitto();
    const client = await connectAsync(`mqtt://127.0.0.1:${server.port}`, {
      ...{ username: LOGIN.user, password: LOGIN.password, reconnectPeriod: 0 },
    });
    await client.publishAsync('plant/1', 'warm', { retain: true });
    await client.endAsync();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const asked = (more: object, timeout = 5_000) =>
    ask(mqtt, { ...LOGIN, port: server.port, ...more }, { timeout });

  test('lets us in', async () => {
    expect(await asked({})).toMatchObject({ status: 'healthy', reasons: [], details: {} });
  });

  test('gives the message that it kept, over TLS too', async () => {
    const details = { message: 'warm', retained: true };
    expect(await asked({ topic: 'plant/+' })).toMatchObject({ reasons: [], details });
    const safe = { topic: 'plant/1', port: server.tlsPort, ca: server.ca };
    expect(await asked(safe)).toMatchObject({ reasons: [], details });
  });

  test.each([
    { name: 'a wrong password', more: { password: 'x' }, says: 'refuses the user tocsin' },
    { name: 'no log-in', more: { user: undefined, password: undefined }, says: 'write `user`' },
    { name: 'no message', more: { topic: 'plant/2' }, says: 'waiting for a message of plant/2' },
  ])('$name is said in words', async ({ more, says }) => {
    const { status, reasons } = await asked(more, 500);
    expect({ status, reasons }).toEqual({
      status: 'unhealthy',
      reasons: [expect.stringContaining(says)],
    });
  });
});

/** CONNACK: http://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html#_Toc398718033 */
const welcome = (code: number) => Buffer.from([0x20, 2, 0, code]);

test.each([
  { name: 'is not ready', talk: [welcome(3)], entry: {}, says: 'is not available yet' },
  { name: 'knows no such user', talk: [welcome(4)], entry: {}, says: 'the password is wrong' },
  {
    name: 'keeps a topic to itself',
    talk: [welcome(0), Buffer.from([0x90, 3, 0, 1, 0x80])],
    entry: { topic: 'secret' },
    says: 'does not let us read the topic secret',
  },
])('a broker that $name is understood', async ({ talk, entry, says }) => {
  const { port } = await listening((socket) => {
    const answers = [...talk];
    socket.on('data', (chunk: Buffer) => {
      const answer = answers.shift() ?? Buffer.alloc(0);
      // The answer to a subscription names its number.
      if (chunk[0] === 0x82) chunk.copy(answer, 2, 2, 4);
      socket.write(answer);
    });
  });
  const { status, reasons } = await ask(mqtt, { ...LOGIN, port, ...entry });
  expect({ status, reasons }).toEqual({
    status: 'unhealthy',
    reasons: [expect.stringContaining(says)],
  });
});

test('a broker that never hangs up has heard our good-bye, and the check is well', async () => {
  const heard: Buffer[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket);
    socket.on('error', () => {}).once('data', () => socket.write(welcome(0)));
    socket.on('data', (chunk) => heard.push(chunk));
  });
  const sockets: Socket[] = [];
  server.listen(await freePort(), '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const { status, reasons } = await ask(mqtt, { ...LOGIN, port }, { timeout: 2_000 });
  expect({ status, reasons }).toEqual({ status: 'healthy', reasons: [] });
  // DISCONNECT: http://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html#_Toc398718090
  await expect.poll(() => Buffer.concat(heard).subarray(-2)).toEqual(Buffer.from([0xe0, 0]));
});
