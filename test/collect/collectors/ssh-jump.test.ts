import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { sshHost } from '../../../src/collect/collectors/ssh-host.ts';
import { systemClock } from '../../../src/model/time.ts';
import { failureOf, remoteCollector, within } from '../../support/ssh-rounds.ts';
import { HAS_SSHD, type Sshd, sshTarget, startSshd } from '../../support/sshd.ts';

function addressOf(server: Sshd) {
  const { ssh } = sshTarget(server);
  if (ssh === null) throw new Error('no address');
  return ssh;
}

describe.skipIf(!HAS_SSHD)('a host behind others (needs openssh-server and root)', () => {
  test('is reached over two jump hosts, each with its own key checked', async () => {
    await using outer = await startSshd();
    await using inner = await startSshd();
    await using server = await startSshd();
    const jumps = [addressOf(outer), addressOf(inner)];
    await using remote = remoteCollector();
    expect(await remote.collect(sshTarget(server, { jumps }), within())).not.toEqual([]);
    expect(inner.log()).toContain('direct-tcpip');
  });

  test('a jump host with another key is never logged in to, and is named', async () => {
    await using jump = await startSshd();
    await using server = await startSshd();
    const jumps = [{ ...addressOf(jump), hostKey: server.fingerprint }];
    await using remote = remoteCollector();
    const { message } = await failureOf(remote.collect(sshTarget(server, { jumps }), within()));
    expect(message).toMatch(/^jump host 127\.0\.0\.1: host key changed: /);
    expect(jump.log()).not.toContain('userauth-request');
    expect(server.log()).not.toContain('Connection from');
  });
});

describe.skipIf(!HAS_SSHD)('a host over SSH (needs openssh-server and root)', () => {
  test('gives streams to its loopback, one after the other, beside its shell', async () => {
    await using server = await startSshd(['MaxSessions 1']);
    const web = createServer((_, response) => response.end('fine'));
    await new Promise<void>((done) => web.listen(0, '127.0.0.1', done));
    const { port } = web.address() as { port: number };
    const host = sshHost('web-1', addressOf(server), { clock: systemClock, random: () => 0 });
    try {
      const get = async () => {
        const stream = await host.connect(port, within());
        stream.end('GET / HTTP/1.0\r\n\r\n');
        return text(stream);
      };
      const probe = { name: 'echo', script: 'echo "$1"', args: ['hello'], patience: 5_000 };
      const [one, two, answers] = await Promise.all([get(), get(), host.ask([probe], within())]);
      expect(one).toMatch(/fine$/);
      expect(two).toMatch(/fine$/);
      expect(answers.get('echo')?.text).toBe('hello\n');
      await expect(host.connect(1, within())).rejects.toMatchObject({
        message: 'nothing listens on port 1 of the host',
      });
    } finally {
      host.close();
      web.close();
    }
  });

  test('without forwarding says what to allow', async () => {
    await using server = await startSshd(['AllowTcpForwarding no']);
    const host = sshHost('web-1', addressOf(server), { clock: systemClock, random: () => 0 });
    await expect(host.connect(1, within())).rejects.toMatchObject({
      message: expect.stringMatching(/^the server forwards no connection to port 1: set Allow/),
    });
    host.close();
  });

  test.each([
    {
      name: 'a shell that cannot be kept',
      extra: 'ForceCommand sh -c "$SSH_ORIGINAL_COMMAND" </dev/null',
    },
    {
      name: 'noise before everything',
      extra: `ForceCommand echo Welcome; yes noise | head -n 5000; eval "$SSH_ORIGINAL_COMMAND"`,
    },
  ])('$name costs nothing of a round', async ({ extra }) => {
    await using server = await startSshd([extra]);
    await using remote = remoteCollector();
    for (let round = 0; round < 2; round += 1) {
      const names = (await remote.collect(sshTarget(server), within())).map(({ metric }) => metric);
      expect(names).toEqual(expect.arrayContaining(['system.memory', 'system.disk']));
    }
  });

  test('where no shell is kept, what hangs is ended there too, and the others answer', async () => {
    await using server = await startSshd(['ForceCommand sh -c "$SSH_ORIGINAL_COMMAND" </dev/null']);
    const host = sshHost('web-1', addressOf(server), { clock: systemClock, random: () => 0 });
    const nap = `sleep ${60_000 + server.port}`;
    const probe = (name: string, script: string) => ({ name, script, patience: 1_000 });
    const count = { name: 'count', script: `ps -A -o args= | grep -c '^${nap}'`, patience: 9_000 };
    const answers = await host.ask(
      [probe('one', 'echo 1'), probe('hang', nap), probe('two', 'echo 2')],
      within(),
    );
    expect([...answers.values()].map(({ end, text: said }) => [end, said])).toEqual([
      ['ended', '1\n'],
      ['late', ''],
      ['ended', '2\n'],
    ]);
    const left = async () => (await host.ask([count], within())).get('count')?.text;
    await expect.poll(left, { timeout: 5_000 }).toBe('0\n');
    host.close();
  });

  test('a key that changed is not tried again until another one is expected', async () => {
    await using server = await startSshd();
    const knownHosts = join(server.folder, 'known');
    writeFileSync(knownHosts, `${server.knownHost}\n`);
    await server.restart({ newHostKey: true });
    const target = sshTarget(server, { hostKey: null, knownHosts });
    await using remote = remoteCollector();
    const tries = () => server.log().match(/^Connection from/gm)?.length ?? 0;
    const first = await failureOf(remote.collect(target, within()));
    expect(first).toMatchObject({ reason: 'host key changed' });
    for (let round = 0; round < 3; round += 1) {
      expect((await failureOf(remote.collect(target, within()))).message).toBe(first.message);
    }
    expect(tries()).toBe(1);
    writeFileSync(knownHosts, `${server.knownHost}\n`);
    expect(await remote.collect(target, within())).not.toEqual([]);
  });
});
