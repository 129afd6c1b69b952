import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { trySsh } from '../../../src/collect/collectors/ssh-try.ts';
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
    const tried = async (more: Partial<SshAddress> = {}) => {
      const { steps, unknownKey } = await trySsh('web-1', { ...address, ...more }, signal);
      const states = Object.fromEntries(steps.map(({ name, state }) => [name, state]));
      const failed = steps.find(({ state }) => state === 'failed');
      return { steps, states, failed, unknownKey };
    };
    return { server, tried };
  }

  test('every step is ok, over a shell that prints noise too', async () => {
    const { tried } = await open([
      ...[
        'Banner /etc/hostname',
        'ForceCommand echo welcome to web-1; eval "$SSH_ORIGINAL_COMMAND"',
      ],
    ]);
    const { states, failed } = await tried();
    expect(failed?.name === 'container engine' ? undefined : failed).toBeUndefined();
    expect(states).toMatchObject({
      ...{ name: 'skipped', TCP: 'ok', handshake: 'ok', 'host key': 'ok', 'log-in': 'ok' },
      ...{ echo: 'ok', clock: 'ok' },
    });
  });

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

  test('a shell that says nothing else', async () => {
    const { tried } = await open(['ForceCommand /bin/echo no shell here']);
    const { failed } = await tried();
    expect(failed?.name).toBe('echo');
    expect(failed?.detail).toMatch(/no shell here|shell/);
  });
});

const nowhere: SshAddress = {
  ...{ host: '127.0.0.1', port: 1, user: 'ana', keyFile: null, password: 'hunter22' },
  ...{ agent: null, hostKey: null, knownHosts: '/nowhere' },
};

test('a closed port says that nothing listens', async () => {
  const { steps } = await trySsh('web-1', nowhere, signal);
  expect(steps.map(({ name, state }) => `${name} ${state}`)).toEqual([
    ...['name skipped', 'TCP failed', 'handshake skipped', 'host key skipped', 'log-in skipped'],
    ...['echo skipped', 'container engine skipped', 'clock skipped'],
  ]);
  expect(steps[1]?.detail).toContain('nothing listens on this port');
});

test('a name that nobody has', async () => {
  const { steps } = await trySsh('web-1', { ...nowhere, host: 'web-1.invalid' }, signal);
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
  const { steps } = await trySsh('web-1', { ...nowhere, port }, signal);
  expect(steps.find(({ state }) => state === 'failed')?.name).toBe('handshake');
});
