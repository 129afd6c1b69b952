import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Target } from '../../../src/model/target.ts';
import { MINUTE } from '../../../src/model/time.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { connections, failureOf, remoteCollector, within } from '../../support/ssh-rounds.ts';
import { HAS_SSHD, makeKey, sshTarget, startSshd } from '../../support/sshd.ts';

describe.skipIf(!HAS_SSHD)(`a host that misbehaves (needs openssh-server and root)`, () => {
  test('a changed host key: no log-in is tried, and known_hosts is never rewritten', async () => {
    await using server = await startSshd();
    const knownHosts = join(server.folder, 'known_hosts');
    writeFileSync(knownHosts, `${server.knownHost}\n`);
    const pinned = sshTarget(server);
    await server.restart({ newHostKey: true });
    for (const target of [pinned, sshTarget(server, { hostKey: null })]) {
      await using remote = remoteCollector();
      const { message, retryable } = await failureOf(remote.collect(target, within()));
      expect(message).toMatch(/^host key changed: /);
      expect(message).toContain(server.fingerprint);
      expect(retryable).toBe(false);
    }
    expect(connections(server)).toBeGreaterThanOrEqual(2);
    expect(server.log()).not.toContain('userauth-request');
    expect(readFileSync(knownHosts, 'utf8')).not.toContain(server.knownHost);
  });

  test('a server that has no key of the known type any more counts as changed', async () => {
    await using server = await startSshd();
    const rsa = join(server.folder, 'rsa');
    const knownHosts = join(server.folder, 'known_hosts');
    writeFileSync(knownHosts, `[127.0.0.1]:${server.port} ${makeKey(rsa, { type: 'rsa' })}\n`);
    await using remote = remoteCollector();
    const { message } = await failureOf(
      remote.collect(sshTarget(server, { hostKey: null }), within()),
    );
    expect(message).toMatch(/^host key changed: the server has no key of the types in/);
  });

  test('a frozen server: the round ends in time, and the host is read again after the thaw', async () => {
    await using server = await startSshd();
    const clock = fakeClock();
    await using remote = remoteCollector(clock);
    const target = sshTarget(server);
    await remote.collect(target, within());
    server.freeze();
    for (let round = 0; round < 2; round += 1) {
      await expect(remote.collect(target, within(300))).rejects.toMatchObject({
        name: 'TimeoutError',
      });
    }
    server.thaw();
    // Not tried yet: the reason is told again, in the words of the round that was too long.
    expect((await failureOf(remote.collect(target, within()))).message).toBe(
      'The operation was aborted due to timeout',
    );
    await clock.advance(2 * MINUTE);
    expect(await remote.collect(target, within())).not.toEqual([]);

    // A host that answered again is no longer made to wait after its first failure.
    server.freeze();
    await remote.collect(target, within(300)).catch(() => {});
    server.thaw();
    expect(await remote.collect(target, within())).not.toEqual([]);
  });

  test('a server that starts again is read in the next round, over one shell', async () => {
    await using server = await startSshd();
    await using remote = remoteCollector();
    const target = sshTarget(server);
    const round = () =>
      remote.collect(target, within()).then(
        (readings) => readings.map(({ metric }) => metric),
        () => [],
      );
    const commands = () => server.log().match(/Starting session: command/g)?.length ?? 0;
    await round();
    await server.restart();
    await expect.poll(round, { timeout: 10_000 }).toContain('system.cpu');
    expect(commands()).toBe(1);
    expect(await round()).toContain('system.memory');
    expect(commands(), 'the shell is kept').toBe(1);
  });

  test.each([
    {
      name: 'that prints without end',
      command: 'yes',
      says: /^the host printed more than 1 MiB instead of starting sh: a start-up file/,
    },
    {
      name: 'that says something else',
      command: 'echo This account is currently not available.',
      says: /^the host lets us in but runs no sh: it says “This account is currently not available\.”\. Give the user a shell/,
    },
    {
      name: 'that is not there',
      command: '/nowhere/shell',
      says: /^there is no sh on the host: it says “.*\/nowhere\/shell: No such file or directory”$/,
    },
  ])('a shell $name is an error that says so', async ({ command, says }) => {
    await using server = await startSshd([`ForceCommand ${command}`]);
    await using remote = remoteCollector();
    expect((await failureOf(remote.collect(sshTarget(server), within()))).message).toMatch(says);
  });

  test('a host of another system is an error that says so', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tocsin-uname-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'uname'), '#!/bin/sh\necho SunOS\n', { mode: 0o755 });
    await using server = await startSshd([`SetEnv SHLVL=5 PATH=${folder}:/usr/bin:/bin`]);
    await using remote = remoteCollector();
    const { message } = await failureOf(remote.collect(sshTarget(server), within()));
    expect(message).toMatch(/^the host is no Linux and no macOS but “SunOS”/);
  });

  test('a df that hangs costs the disks, not the round, is ended there, and is left alone for a minute', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tocsin-df-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    await using server = await startSshd([`SetEnv SHLVL=5 PATH=${folder}:/usr/bin:/bin`]);
    const started = join(server.folder, 'started');
    const nap = `sleep ${10_000 + server.port}`;
    const hang = `#!/bin/sh\necho x >> ${started}\nexec ${nap}\n`;
    writeFileSync(join(folder, 'df'), hang, { mode: 0o755 });
    const clock = fakeClock();
    await using remote = remoteCollector(clock, 500);
    const runs = () => (existsSync(started) ? readFileSync(started, 'utf8').length / 2 : 0);
    for (const expected of [1, 1, 1]) {
      const names = (await remote.collect(sshTarget(server), within())).map(({ metric }) => metric);
      expect(names).toContain('system.memory');
      expect(names).not.toContain('system.disk');
      expect(runs()).toBe(expected);
    }
    await clock.advance(MINUTE);
    await remote.collect(sshTarget(server), within());
    expect(runs()).toBe(2);
    const listed = () => execFileSync('ps', ['-A', '-o', 'args'], { encoding: 'utf8' });
    await expect.poll(listed, { timeout: 10_000 }).not.toContain(nap);
  });
});

test('a host that takes the connection and says nothing ends with the round', async () => {
  const silent = createServer();
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as { port: number };
  await using remote = remoteCollector();
  const target: Target = {
    ...{ id: 1, name: 'web-1', kind: 'ssh', interval: 5_000, labels: {}, preset: 'base' },
    parent: null,
    ssh: {
      ...{ host: '127.0.0.1', port, user: 'monitor', keyFile: null, password: 'hunter2' },
      ...{ agent: null, hostKey: null, knownHosts: '/nowhere/known_hosts' },
    },
  };
  await expect(remote.collect(target, within(200))).rejects.toMatchObject({ name: 'TimeoutError' });
  silent.close();
});

test('a host that refuses the connection is an error without the password', async () => {
  const taken = createServer();
  taken.listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as { port: number };
  await new Promise((done) => taken.close(done));
  const clock = fakeClock();
  await using remote = remoteCollector(clock);
  const target: Target = {
    ...{ id: 1, name: 'web-1', kind: 'ssh', interval: 5_000, labels: {}, preset: 'base' },
    parent: null,
    ssh: {
      ...{ host: '127.0.0.1', port, user: 'monitor', keyFile: null, password: 'hunter2' },
      ...{ agent: null, hostKey: null, knownHosts: '/nowhere/known_hosts' },
    },
  };
  const { message, retryable } = await failureOf(remote.collect(target, within()));
  expect(message).toMatch(
    `cannot connect to 127.0.0.1:${port}: the connection was refused: nothing listens on this port`,
  );
  expect(message).not.toContain('hunter2');
  expect(retryable).toBe(true);

  // Tried or waited for, each round tells the same, so that it is news once.
  for (let round = 0; round < 12; round += 1) {
    await clock.advance(5_000);
    expect((await failureOf(remote.collect(target, within()))).message).toBe(message);
  }
});
