import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { Client } from 'ssh2';
import { describe, expect, test } from 'vitest';
import { ALGORITHMS } from '../../../src/collect/collectors/ssh-algorithms.ts';
import { useKeyObjects } from '../../../src/collect/collectors/ssh-keys.ts';
import { sshSocket } from '../../../src/collect/collectors/ssh-socket.ts';
import { HAS_SSHD, type Sshd, sshTarget, startSshd } from '../../support/sshd.ts';

test('what is written in one turn is sent in one piece, in its order', async () => {
  const received: string[] = [];
  const server = createServer((near) =>
    near.on('data', (chunk) => received.push(`${chunk}`)).once('end', () => near.end()),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = sshSocket({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
  await once(socket, 'connect');
  for (const piece of ['one', 'two', 'three']) socket.write(piece);
  expect(socket.writableLength).toBe('onetwothree'.length);
  socket.end('four');
  await once(socket, 'close');
  expect(received.join('')).toBe('onetwothreefour');
  server.close();
});

/** Logs in with one cipher only. */
async function loggedIn(server: Sshd, cipher: (typeof ALGORITHMS.cipher)[number]): Promise<Client> {
  const client = new Client();
  client.connect({
    ...{ sock: sshSocket({ host: '127.0.0.1', port: server.port }) },
    ...{ username: sshTarget(server).ssh?.user ?? '', privateKey: readFileSync(server.userKey) },
    algorithms: { ...ALGORITHMS, cipher: [cipher] },
  });
  await once(client, 'ready');
  return client;
}

function keysOf(client: Client): unknown[] {
  const protocol: unknown = Reflect.get(client, '_protocol');
  return [Reflect.get(protocol as object, '_cipher'), Reflect.get(protocol as object, '_decipher')]
    .flatMap((one: object) =>
      ['_encKey', '_decipherKey', '_macKey'].map((name) => Reflect.get(one, name)),
    )
    .filter((key) => key !== undefined && key !== null);
}

async function echoed(client: Client, text: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  client.exec('cat', (error, channel) => {
    if (error) return reject(error);
    let heard = '';
    channel.on('data', (chunk: Buffer) => {
      heard += chunk.toString();
    });
    channel.once('close', () => resolve(heard));
    channel.end(text);
  });
  return promise;
}

describe.skipIf(!HAS_SSHD)('a real sshd (needs openssh-server and root)', () => {
  test.each(['aes128-gcm@openssh.com', 'aes256-ctr', 'chacha20-poly1305@openssh.com'] as const)(
    '%s works on with keys as objects',
    async (cipher) => {
      await using server = await startSshd();
      const client = await loggedIn(server, cipher);
      useKeyObjects(client);
      const hasKeys = cipher !== 'chacha20-poly1305@openssh.com';
      expect(keysOf(client)).toHaveLength(hasKeys ? 2 : 0);
      expect(keysOf(client).every((key) => !Buffer.isBuffer(key))).toBe(true);
      const text = 'x'.repeat(100_000);
      expect(await echoed(client, text)).toBe(text);
      client.destroy();
    },
  );
});
