import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { perform, type Wanted } from '../../../src/collect/actions/perform.ts';
import { restartTrouble } from '../../../src/collect/actions/trouble.ts';
import { localHost } from '../../../src/collect/collectors/local-host.ts';
import { sshHost } from '../../../src/collect/collectors/ssh-host.ts';
import type { Host } from '../../../src/collect/remote.ts';
import { systemClock } from '../../../src/model/time.ts';
import { freshFolder } from '../../store/fresh-folder.ts';
import { within } from '../../support/ssh-rounds.ts';
import { HAS_SSHD, sshTarget, startSshd } from '../../support/sshd.ts';

const here = localHost('here');
afterAll(() => here.close());

const at = (host: Host, more: { folder?: string; engine?: string } = {}) =>
  ({ kind: 'host', host, folder: null, engine: null, user: null, ...more }) as const;
const run = (command: string): Wanted => ({ kind: 'run', command });

test.each([
  {
    name: 'what it prints on both sides',
    command: 'echo a; echo b >&2',
    state: 'done',
    code: 0,
    output: 'a\nb\n',
  },
  { name: 'its exit code', command: 'echo no; exit 7', state: 'failed', code: 7, output: 'no\n' },
  {
    name: 'the exit code of its own that we have for a folder',
    command: 'echo no; exit 121',
    folder: '/usr',
    state: 'failed',
    code: 121,
    output: 'no\n',
    detail: /^$/,
  },
  { name: 'a fault of syntax', command: 'if then', state: 'failed', code: 2 },
  {
    name: 'a program that is not there',
    command: 'no-such-program',
    state: 'failed',
    code: 127,
    detail: /write its whole path/,
  },
  {
    name: 'a program that may not be run',
    command: '/etc/passwd',
    state: 'failed',
    code: 126,
    detail: /chmod \+x/,
  },
  {
    name: 'a folder that is not there',
    command: 'pwd',
    folder: '/no/such',
    state: 'not run',
    code: null,
    detail: /mend `path`/,
  },
  { name: 'its folder', command: 'pwd', folder: '/usr', state: 'done', code: 0, output: '/usr\n' },
  { name: 'input that nobody gives', command: 'cat', state: 'done', code: 0, output: '' },
  {
    name: 'what hangs',
    command: 'echo begun; sleep 1000',
    timeout: 1_000,
    state: 'late',
    code: null,
    output: 'begun\n',
    detail: /raise its timeout/,
  },
  { name: 'what floods', command: 'yes', state: 'too long', code: null, detail: /more than 1 MiB/ },
])('$name is told', async ({ command, folder, timeout = 10_000, state, code, output, detail }) => {
  const workshop = at(here, folder === undefined ? {} : { folder });
  const result = await perform({ timeout }, run(command), workshop, within());
  expect(result).toMatchObject({ state, code });
  expect(result.output.length).toBeLessThanOrEqual(1_024 * 1_024);
  if (output !== undefined) expect(result.output).toBe(output);
  expect(result.detail).toMatch(detail ?? /^/);
});

describe('names of people and of hosts are never part of a command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-action-'));
  const evil = join(folder, 'evil');
  /** Prints every word that it is given, each on a line. */
  const engine = join(folder, 'docker');
  writeFileSync(engine, '#!/bin/sh\nprintf "%s|" "$DOCKER_HOST" "$@"\n');
  chmodSync(engine, 0o700);
  const path = localHost('here', ['/usr/bin/env', `PATH=${folder}:/usr/bin:/bin`, '/bin/sh']);
  afterAll(() => {
    path.close();
    rmSync(folder, { recursive: true });
  });

  test.each([
    `$(touch ${evil})`,
    `'; touch ${evil}; '`,
    `a\ntouch ${evil}`,
    `\`touch ${evil}\``,
    '--time=0',
    '-rf',
  ])('%j', async (name) => {
    const wanted = { kind: 'restart', container: name } as const;
    const workshop = at(path, { engine: name });
    const result = await perform({ timeout: 5_000 }, wanted, workshop, within());
    expect(result).toMatchObject({ state: 'done', output: `${name}|restart|--|${name}|` });
    const inFolder = await perform(
      { timeout: 5_000 },
      run('pwd'),
      at(path, { folder: name }),
      within(),
    );
    expect(inFolder.state).toBe('not run');
    expect(existsSync(evil)).toBe(false);
  });
});

test.each([
  { said: '', code: 123, says: /install docker.io/ },
  {
    said: 'permission denied while trying to connect to /run/docker.sock',
    code: 1,
    says: /usermod -aG docker mon/,
  },
  {
    said: 'Cannot connect to the Docker daemon at unix:///x.',
    code: 1,
    says: /systemctl start docker/,
  },
  {
    said: 'Error response from daemon: No such container: web',
    code: 1,
    says: /\/containers shows/,
  },
  { said: 'no container with name or ID "web" found', code: 125, says: /\/containers shows/ },
  { said: 'something else', code: 1, says: /says “something else”/ },
])('an engine that says “$said” is told with what to do', ({ said, code, says }) => {
  expect(restartTrouble(said, code, 'mon')).toMatch(says);
});

describe.skipIf(!HAS_SSHD)('over SSH (needs openssh-server)', () => {
  test('what hangs disturbs no round, is ended there, and pages wait meanwhile', async () => {
    await using server = await startSshd();
    const { ssh } = sshTarget(server);
    if (ssh === null) throw new Error('no address');
    const host = sshHost('web-1', ssh, { clock: systemClock, random: () => 0 });
    const round = async () =>
      (await host.ask([{ name: 'a', script: 'echo here', patience: 2_000 }], within())).get('a');
    await round();
    const file = join(freshFolder(), 'pid');
    const hanging = perform(
      { timeout: 1_500 },
      run(`echo $$ >${file}; sleep 1000`),
      at(host),
      within(),
    );
    for (let count = 0; count < 20; count += 1) expect((await round())?.text).toBe('here\n');
    await expect(host.connect(server.port, within())).rejects.toMatchObject({ reason: 'busy' });
    expect(await hanging).toMatchObject({ state: 'late' });
    const gone = `for N in $(seq 50); do kill -0 $(cat ${file}) || exit 0; sleep 0.1; done; exit 1`;
    expect(await perform({ timeout: 5_000 }, run(gone), at(host), within())).toMatchObject({
      state: 'done',
    });
    (await host.connect(server.port, within())).destroy();
    expect(server.log().match(/Accepted publickey/g)).toHaveLength(1);
    host.close();
  });

  test('a connection that breaks, and a host that is not there, are told with what to do', async () => {
    const server = await startSshd();
    const { ssh } = sshTarget(server);
    if (ssh === null) throw new Error('no address');
    const host = sshHost('web-1', ssh, { clock: systemClock, random: () => 0 });
    const begun = join(freshFolder(), 'begun');
    const running = perform(
      { timeout: 20_000 },
      run(`touch ${begun}; sleep 1000`),
      at(host),
      within(),
    );
    await expect.poll(() => existsSync(begun)).toBe(true);
    await server[Symbol.asyncDispose]();
    expect(await running).toMatchObject({
      state: 'broken off',
      detail: expect.stringMatching(/look on the host how far/),
    });
    const result = await perform({ timeout: 5_000 }, run('echo a'), at(host), within());
    expect(result).toMatchObject({
      state: 'not run',
      detail: expect.stringMatching(/Nothing was run/),
    });
    host.close();
  });
});
