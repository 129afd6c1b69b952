import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type TriedTarget, trySsh } from '../../../src/collect/collectors/ssh-try.ts';
import type { SshAddress } from '../../../src/model/target.ts';
import { HAS_SSHD, makeKey, startSshd } from '../../support/sshd.ts';

const signal = new AbortController().signal;

describe.skipIf(!HAS_SSHD)('the way to a host over the real sshd (needs openssh-server)', () => {
  async function open(extra: readonly string[] = []) {
    const server = await startSshd(extra);
    onTestFinished(() => server[Symbol.asyncDispose]());
    const address: SshAddress = {
      ...{ host: '127.0.0.1', port: server.port, user: 'root', keyFile: server.userKey },
      ...{ password: null, agent: null, hostKey: server.fingerprint },
      knownHosts: join(server.folder, 'none'),
    };
    const tried = async (more: Partial<SshAddress> = {}, of: Partial<TriedTarget> = {}) => {
      const target = { name: 'web-1', path: null, ...of, ssh: { ...address, ...more } };
      const { steps, unknownKey } = await trySsh(target, () => {}, signal);
      const states = Object.fromEntries(steps.map(({ name, state }) => [name, state]));
      const failed = steps.find(({ state }) => state === 'failed');
      return { steps, states, failed, unknownKey };
    };
    return { server, tried, address };
  }

  test('a key that nobody knows is shown, and the host learns nothing', async () => {
    const { server, tried } = await open();
    const { states, failed, unknownKey } = await tried({ hostKey: null });
    expect(unknownKey).toBe(server.fingerprint);
    expect(failed).toMatchObject({
      name: 'host key',
      detail: expect.stringContaining(server.fingerprint),
    });
    expect(states).toMatchObject({ 'log-in': 'skipped', echo: 'skipped', clock: 'skipped' });
    expect(server.log()).not.toContain('userauth-request');
  });

  test('a key that changed is refused with both, and never offered to be pinned', async () => {
    const { server, tried } = await open();
    const expected = server.fingerprint;
    await server.restart({ newHostKey: true });
    const { failed, unknownKey } = await tried({ hostKey: expected });
    expect(failed?.name).toBe('host key');
    expect(failed?.detail).toContain(expected);
    expect(failed?.detail).toContain(server.fingerprint);
    expect(unknownKey).toBe(null);
    expect(server.log()).not.toContain('userauth-request');
  });

  test('a refused log-in says how to be let in', async () => {
    const { server, tried } = await open();
    const other = join(server.folder, 'other');
    makeKey(other);
    const { states, failed } = await tried({ keyFile: other });
    expect(states).toMatchObject({ 'host key': 'ok', 'log-in': 'failed', echo: 'skipped' });
    expect(failed?.detail).toMatch(/refused to let root in.*ssh-copy-id/);
  });

  test('a key file that is not there, and never a secret', async () => {
    const { tried } = await open();
    const { failed, steps } = await tried({ keyFile: '/nowhere/id', passphrase: 'hunter22' });
    expect(failed).toMatchObject({
      name: 'log-in',
      detail: expect.stringContaining('/nowhere/id'),
    });
    expect(JSON.stringify(steps)).not.toContain('hunter22');
  });

  test('each step is told when it has ended', async () => {
    const { address } = await open();
    const told: string[] = [];
    const target = { name: 'web-1', path: '/', containers: null, ssh: address };
    const { steps } = await trySsh(
      target,
      (ended, now) => told.push(`${ended.length} ${now}`),
      signal,
    );
    expect(told).toEqual([
      ...['0 name', '1 TCP', '2 handshake', '5 echo', '6 path', '7 container engine', '8 clock'],
    ]);
    expect(steps.map(({ state }) => state)).toEqual([
      ...['skipped', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'skipped', 'ok'],
    ]);
  });

  const DENIED =
    'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock';

  /** A shell that finds neither engine, wherever they are on this machine. */
  const WITHOUT_ENGINE = `exec /bin/bash -c '
command() { case $2 in docker | podman) return 1;; *) builtin command "$@";; esac; }
export -f command; exec /bin/bash'`;

  /** What stands in the way, and the step that says so with its repair. */
  test.each([
    {
      name: 'a banner and noise of start-up files',
      lines: [
        'Banner /etc/hostname',
        'ForceCommand echo welcome to web-1; eval "$SSH_ORIGINAL_COMMAND"',
      ],
      says: { echo: /^ok Connection OK; start-up files print “welcome to web-1”.*case \$- in/ },
    },
    {
      name: 'a shell that says nothing else',
      lines: ['ForceCommand /bin/echo no shell here'],
      says: { echo: /^failed .*runs no sh: it says “no shell here”.*chsh -s/, path: /^skipped/ },
    },
    {
      name: 'noise without end',
      lines: ['ForceCommand yes'],
      says: { echo: /^failed .*more than 1 MiB.*\.bashrc/ },
    },
    {
      name: 'a wrong path',
      path: '/opt/nowhere/shop',
      says: {
        path: /^failed \/opt\/nowhere\/shop is not there; .* is \/opt: correct `path`/,
        clock: /^ok/,
      },
    },
    {
      name: 'a missing docker',
      programs: { sh: WITHOUT_ENGINE },
      says: { 'container engine': /^skipped neither docker nor podman is there/, clock: /^ok/ },
    },
    {
      name: 'a missing docker where it is wanted',
      programs: { sh: WITHOUT_ENGINE },
      containers: { include: [], exclude: [], expected: [], engine: null },
      says: {
        'container engine': /^failed neither docker nor podman is there.*install docker\.io/,
      },
    },
    {
      name: 'a socket of docker that refuses',
      programs: { docker: `echo '${DENIED}' >&2; exit 1` },
      says: { 'container engine': /^failed .*permission denied.*usermod -aG docker root/ },
    },
    {
      name: 'an engine that does not run',
      programs: {
        docker:
          'echo "Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?"; exit 1',
      },
      says: { 'container engine': /^failed .*does not run: .*systemctl start docker/ },
    },
  ])('$name', async ({ lines = [], programs, says, path = null, containers }) => {
    const { tried } = await open([...lines, ...(programs ? withPrograms(programs) : [])]);
    const { steps } = await tried({}, { path, ...(containers !== undefined && { containers }) });
    for (const [name, words] of Object.entries(says)) {
      const step = steps.find((one) => one.name === name);
      expect(`${step?.state} ${step?.detail}`).toMatch(words);
    }
  });

  /** Lines of a configuration with which only these programs are found, and what every test needs. */
  function withPrograms(programs: Readonly<Record<string, string>>): string[] {
    const folder = mkdtempSync(join(tmpdir(), 'tocsin-path-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const needed = { sh: 'exec /bin/sh "$@"', date: 'exec /bin/date "$@"' };
    for (const [name, script] of Object.entries({ ...needed, ...programs })) {
      writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    }
    return [`SetEnv SHLVL=5 PATH=${folder}`];
  }
});

const nowhere: SshAddress = {
  ...{ host: '127.0.0.1', port: 1, user: 'ana', keyFile: null, password: 'hunter22' },
  ...{ agent: null, hostKey: null, knownHosts: '/nowhere' },
};

const at = (ssh: SshAddress): TriedTarget => ({ name: 'web-1', path: null, ssh });

test('a closed port says that nothing listens', async () => {
  const { steps } = await trySsh(at(nowhere), () => {}, signal);
  expect(steps.map(({ name, state }) => `${name} ${state}`)).toEqual([
    ...['name skipped', 'TCP failed', 'handshake skipped', 'host key skipped', 'log-in skipped'],
    ...['echo skipped', 'path skipped', 'container engine skipped', 'clock skipped'],
  ]);
  expect(steps[1]?.detail).toContain('nothing listens on this port');
});

test('a name that nobody has', async () => {
  const { steps } = await trySsh(at({ ...nowhere, host: 'web-1.invalid' }), () => {}, signal);
  expect(steps[0]).toMatchObject({ name: 'name', state: 'failed' });
});

test('something else listens there', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
  });
  const port = 20_000 + Math.floor(Math.random() * 12_000);
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  const { steps } = await trySsh(at({ ...nowhere, port }), () => {}, signal);
  expect(steps.find(({ state }) => state === 'failed')?.name).toBe('handshake');
});
