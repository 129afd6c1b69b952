import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { localCollector } from '../../../src/collect/collectors/local.ts';
import type { Reading } from '../../../src/model/sample.ts';
import { MINUTE } from '../../../src/model/time.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { connections, failureOf, remoteCollector, within } from '../../support/ssh-rounds.ts';
import { HAS_SSHD, makeKey, type Sshd, sshTarget, startSshd } from '../../support/sshd.ts';

/** Of openssh-client, which openssh-server brings. */
const SSH_AGENT = '/usr/bin/ssh-agent';
const SSH_ADD = '/usr/bin/ssh-add';

describe.skipIf(!HAS_SSHD)(
  `a host with a real OpenSSH server (needs openssh-server and root)`,
  () => {
    let server: Sshd;
    beforeAll(async () => {
      server = await startSshd(['MaxAuthTries 3']);
    });
    afterAll(() => server[Symbol.asyncDispose]());

    test('gives the same metrics as the machine itself, over one connection', async () => {
      await using remote = remoteCollector();
      await using local = localCollector();
      const target = sshTarget(server);
      const before = connections(server);
      const names = (readings: readonly Reading[]) =>
        readings
          // What is asked of hosts that have a clock of their own, and of systemd and Debian.
          .filter(
            ({ metric }) => !/^(system\.(clock_offset_s|reboot_pending)$|systemd)/.test(metric),
          )
          .map(({ metric, labels }) => metric + JSON.stringify(labels))
          .sort();
      const here = await local.collect({ ...target, kind: 'local', ssh: null }, within());
      const first = await remote.collect(target, within());
      expect(names(first)).toEqual(names(here));
      // Within one tick of the host's clock nothing has a rate.
      const lasting = (all: string[]) => all.filter((name) => !/^(net\.|system\.cpu\{)/.test(name));
      for (let round = 0; round < 3; round += 1) {
        const next = names(await remote.collect(target, within()));
        expect(lasting(next)).toEqual(lasting(names(here)));
      }
      const total = (readings: readonly Reading[]) =>
        readings.find(({ metric }) => metric === 'system.memory.total_bytes')?.value;
      expect(total(first)).toBe(total(here));
      expect(connections(server) - before).toBe(1);
      expect(server.log()).toContain('userauth-request');
    });

    test('is known by its line in known_hosts too', async () => {
      const knownHosts = join(server.folder, 'known_good');
      writeFileSync(knownHosts, `${server.knownHost}\n`);
      await using remote = remoteCollector();
      expect(
        await remote.collect(sshTarget(server, { hostKey: null, knownHosts }), within()),
      ).not.toEqual([]);
    });

    test('an unknown host key: what to add is said, and no log-in is tried', async () => {
      await using remote = remoteCollector();
      const logged = server.log().length;
      const target = sshTarget(server, { hostKey: null, knownHosts: join(server.folder, 'none') });
      const { message, retryable } = await failureOf(remote.collect(target, within()));
      expect(message).toContain(`host_key: ${server.fingerprint}`);
      expect(message).toContain(server.knownHost);
      expect(message).toContain(`ssh-keyscan -p ${server.port} 127.0.0.1`);
      expect(retryable).toBe(false);
      expect(server.log().slice(logged)).not.toContain('userauth-request');
    });

    const missing = (folder: string) => join(folder, 'nothing');
    test.each([
      {
        name: 'a key file that is not there',
        address: (folder: string) => ({ keyFile: missing(folder) }),
        says: /key file .*nothing does not exist/,
      },
      {
        name: 'a public key',
        address: (folder: string) => ({ keyFile: join(folder, 'user_key.pub') }),
        says: /holds a public key, not the private one/,
      },
      {
        name: 'a file that is no key',
        address: (folder: string) => ({ keyFile: join(folder, 'config') }),
        says: /config holds no private key/,
      },
      {
        name: 'an encrypted key',
        address: (folder: string) => ({ keyFile: join(folder, 'locked') }),
        says: /locked is encrypted: write its passphrase as `passphrase: \$\{NAME\}`, or add the key to an SSH agent/,
      },
      {
        name: 'an agent that is not there',
        address: (folder: string) => ({ keyFile: null, agent: missing(folder) }),
        says: /agent socket .*nothing does not exist/,
      },
      {
        name: 'no way to log in',
        address: () => ({ keyFile: null }),
        says: /no key file, agent or password/,
      },
    ])('$name is said before anything is sent', async ({ address, says }) => {
      makeKey(join(server.folder, 'locked'), { passphrase: 'correct horse' });
      await using remote = remoteCollector();
      const before = connections(server);
      const { message, retryable } = await failureOf(
        remote.collect(sshTarget(server, address(server.folder)), within()),
      );
      expect(message).toMatch(says);
      expect(retryable).toBe(false);
      expect(connections(server)).toBe(before);
    });

    test('a key the server does not know: a clear error, then longer and longer waits', async () => {
      const keyFile = join(server.folder, 'stranger');
      makeKey(keyFile);
      const clock = fakeClock();
      await using remote = remoteCollector(clock);
      const target = sshTarget(server, { keyFile });
      const before = connections(server);
      const refused = await failureOf(remote.collect(target, within()));
      expect(refused.message).toMatch(
        /^127\.0\.0\.1:\d+ refused to let \w+ in by publickey: put the key there with "ssh-copy-id -i \S+stranger\.pub -p \d+ \w+@127\.0\.0\.1"/,
      );
      const waiting = await failureOf(remote.collect(target, within()));
      expect(waiting.message).toBe(refused.message);
      expect(connections(server) - before).toBe(1);

      for (const minutes of [1, 2, 4, 8, 15, 15]) {
        const tries = connections(server);
        expect(remote.host(target)?.waits()).toBe(minutes * MINUTE);
        await clock.advance(minutes * MINUTE - 1);
        await failureOf(remote.collect(target, within()));
        expect(connections(server), `before ${minutes} min have passed`).toBe(tries);
        await clock.advance(1);
        expect(remote.host(target)?.waits()).toBe(null);
        await failureOf(remote.collect(target, within()));
        expect(connections(server), `after ${minutes} min`).toBe(tries + 1);
      }
    });

    test('an agent logs in with the keys it holds', async () => {
      const socket = join(server.folder, 'agent');
      const agent = spawn(SSH_AGENT, ['-D', '-a', socket], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      try {
        await once(agent.stdout, 'data');
        const add = spawn(SSH_ADD, ['-q', server.userKey], {
          env: { ...process.env, SSH_AUTH_SOCK: socket },
          stdio: 'ignore',
        });
        await once(add, 'exit');
        await using remote = remoteCollector();
        const target = sshTarget(server, { keyFile: null, agent: socket });
        expect(await remote.collect(target, within())).not.toEqual([]);
      } finally {
        agent.kill();
      }
    });

    test('rounds that are stopped in the middle leave nothing behind', async () => {
      await using remote = remoteCollector();
      const stop = new AbortController();
      const round = remote.collect(sshTarget(server), stop.signal);
      stop.abort(new Error('shutting down'));
      await expect(round).rejects.toThrow('shutting down');
    });
  },
);
