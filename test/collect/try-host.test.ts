import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { localHost } from '../../src/collect/collectors/local-host.ts';
import type { Probe, ProbeAnswer } from '../../src/collect/remote.ts';
import { HOST_STEPS, type TriedHost, tryHost } from '../../src/collect/try-host.ts';
import type { SshAddress } from '../../src/model/target.ts';
import { testSteps } from '../../src/model/target-test.ts';
import { SECOND } from '../../src/model/time.ts';
import { within } from '../support/ssh-rounds.ts';

async function tried(host: Partial<TriedHost>) {
  const steps = testSteps(HOST_STEPS, () => {});
  const ask = async () => new Map<string, ProbeAnswer>();
  const target = { ssh: { user: 'ana' } as SshAddress };
  const all = { ask, path: null, noise: () => '', target, ...host };
  await tryHost(all, { steps, signal: within() });
  return steps.whole();
}

const GOOD = { echo: 'Connection OK\n', engine: 'docker\n27.1\n', code: 0, off: 0 };

test.each([
  { name: 'all is well', says: ['ok', 'skipped', 'ok Docker 27.1', 'ok'] },
  { name: 'Podman', engine: 'podman\n4.3\n', says: ['ok', 'skipped', 'ok Podman 4.3', 'ok'] },
  {
    name: 'no engine',
    ...{ engine: '', code: 3 },
    says: ['ok', 'skipped', 'skipped only for containers', 'ok'],
  },
  {
    name: 'no engine where one is wanted',
    ...{
      engine: '',
      code: 3,
      containers: { include: [], exclude: [], expected: [], engine: null },
    },
    says: ['ok', 'skipped', 'failed install docker.io', 'ok'],
  },
  { name: 'no interest', containers: null, says: ['ok', 'skipped', 'skipped nobody', 'ok'] },
  {
    name: 'a socket that others own',
    ...{ engine: 'docker\npermission denied while trying to connect', code: 1, off: -4 },
    says: ['ok', 'skipped', 'failed usermod -aG docker ana', 'ok'],
  },
  {
    name: 'a shell that says something else',
    echo: 'hi\nConnection OK',
    says: ['failed start-up files', 'skipped a step before', 'skipped', 'skipped'],
  },
  {
    name: 'noise before the shell',
    noise: 'welcome\nto web-1\n',
    says: ['ok start-up files print “welcome”', 'skipped', 'ok', 'ok'],
  },
  {
    name: 'a clock behind',
    off: -60,
    says: ['ok', 'skipped', 'ok', 'failed s behind of this machine: set up NTP'],
  },
  {
    name: 'a clock ahead',
    off: 60,
    says: ['ok', 'skipped', 'ok', 'failed s ahead of this machine'],
  },
])('$name', async ({ says, noise = '', containers, ...rest }) => {
  const { echo, engine, code, off } = { ...GOOD, ...rest };
  const ask = async ([probe]: readonly Probe[]) => {
    const name = probe?.name ?? '';
    const clock = String(Math.floor(Date.now() / SECOND) + off);
    const text = { echo, clock, 'container engine': engine }[name] ?? '';
    const answer: ProbeAnswer = {
      end: 'ended',
      text,
      code: name === 'container engine' ? code : 0,
    };
    return new Map([[name, answer]]);
  };
  const target = {
    ssh: { user: 'ana' } as SshAddress,
    ...(containers !== undefined && { containers }),
  };
  const steps = await tried({ ask, target, noise: () => noise });
  for (const [index, step] of steps.entries()) {
    const [state = '', ...words] = (says[index] ?? '').split(' ');
    expect(step.state).toBe(state);
    expect(step.detail).toContain(words.join(' '));
  }
});

/** A shell of somebody who may not do everything. */
const NOBODY =
  process.getuid?.() === 0
    ? ['/usr/bin/setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '/bin/sh']
    : ['/bin/sh'];

test.each([
  { at: 'app', state: 'ok', says: /app$/ },
  { at: '-a "$(id)" b', state: 'ok', says: /-a "\$\(id\)" b$/ },
  {
    at: 'app/a/b',
    state: 'failed',
    says: /app\/a\/b is not there; .* is \S+\/app: correct `path`/,
  },
  { at: 'file', state: 'failed', says: /file is no folder: write the folder/ },
  {
    at: 'closed',
    state: 'failed',
    says: /ana may not look into \S+\/closed: .*setfacl -m u:ana:rx/,
  },
  { at: 'closed/a/b', state: 'failed', says: /ana may not look into \S+\/closed: / },
])('the path $at', async ({ at, state, says }) => {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-path-'));
  chmodSync(folder, 0o755);
  for (const name of ['app', 'closed', '-a "$(id)" b']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'file'), '');
  chmodSync(join(folder, 'closed'), 0);
  const host = localHost('web-1', NOBODY);
  onTestFinished(() => {
    host.close();
    rmSync(folder, { recursive: true });
  });
  const steps = await tried({ ask: host.ask, path: join(folder, at) });
  expect(steps[1]).toMatchObject({ name: 'path', state, detail: expect.stringMatching(says) });
});
