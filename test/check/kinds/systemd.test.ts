import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { systemd } from '../../../src/check/kinds/systemd.ts';
import { localHost } from '../../../src/collect/collectors/local-host.ts';
import { ask } from '../asking.ts';
import { testHosts } from '../hosts.ts';

const folder = mkdtempSync(join(tmpdir(), 'tocsin-systemd-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Says of each unit what a file of its name holds, in the words of systemd 252. */
const STAND_IN = `#!/bin/sh
while test "$1" != --; do shift; done; shift
F=
for U; do
test -z "$F" || echo
F=1; cat "${folder}/unit-$U" 2>/dev/null || echo "Id=$U.service
Type=
NRestarts=0
LoadState=not-found
ActiveState=inactive
SubState=dead
Result=success"
done
`;
writeFileSync(join(folder, 'systemctl'), STAND_IN);
chmodSync(join(folder, 'systemctl'), 0o755);

const USUAL = {
  ...{ Type: 'simple', NRestarts: '0', ExecMainCode: '0', ExecMainStatus: '0' },
  ...{ Result: 'success', LoadState: 'loaded', ActiveState: 'active', SubState: 'running' },
};

function unit(name: string, more: Readonly<Record<string, string>> = {}): void {
  const lines = Object.entries({ ...USUAL, Id: `${name}.service`, ...more });
  const text = lines.map(([key, value]) => `${key}=${value}\n`).join('');
  writeFileSync(join(folder, `unit-${name}`), text);
}

const ENDED = { ExecMainCode: '1', ExecMainStatus: '3', Result: 'exit-code' };
unit('nginx');
unit('failing', { ...ENDED, ActiveState: 'failed', SubState: 'failed' });
unit('looping', { ...ENDED, ActiveState: 'activating', SubState: 'auto-restart', NRestarts: '7' });
unit('given-up', { ActiveState: 'failed', SubState: 'failed', Result: 'start-limit-hit' });
unit('killed', {
  ...{ ActiveState: 'failed', SubState: 'failed', Result: 'signal' },
  ...{ ExecMainCode: '2', ExecMainStatus: '9' },
});
unit('stopped', { ActiveState: 'inactive', SubState: 'dead' });
unit('task', { Type: 'oneshot', ActiveState: 'inactive', SubState: 'dead' });
unit('starting', { ActiveState: 'activating', SubState: 'start' });
unit('masked', { LoadState: 'masked', ActiveState: 'inactive', SubState: 'dead' });
unit('broken', { LoadState: 'bad-setting', ActiveState: 'inactive', SubState: 'dead' });

const hosts = testHosts(folder);

describe.each(hosts.names)('%s', (name) => {
  const asked = (units: unknown, more: object = {}) =>
    ask(systemd, { units }, { host: hosts.of(name), ...more });

  test('a unit that runs is well, and one alone needs no brackets', async () => {
    expect(await asked('nginx')).toMatchObject({
      ...{ status: 'healthy', reasons: [] },
      details: {
        ...{ state: 'active', substate: 'running', result: 'success', exit_code: null },
        ...{ restarts: 0, active: 1, failed: 0 },
      },
    });
  });

  test.each([
    ['failing', 'unhealthy', 'failing has failed: it ended with exit code 3'],
    [
      'looping',
      'unhealthy',
      'looping is restarted in a loop, 7 times so far: it ended with exit code 3',
    ],
    [
      'given-up',
      'unhealthy',
      'given-up has failed: it was restarted too often, so systemd gave up',
    ],
    ['killed', 'unhealthy', 'killed has failed: it was ended by a signal (9)'],
    ['stopped', 'unhealthy', 'stopped is stopped'],
    ['starting', 'degraded', 'starting is being started'],
    [
      'masked',
      'unhealthy',
      'masked is masked, so that nothing can start it: systemctl unmask ends that',
    ],
    ['broken', 'unhealthy', 'broken cannot be loaded (bad-setting): systemctl status says why'],
    ['no-such', 'unhealthy', 'no-such is not there: no such unit is installed'],
    ['--help', 'unhealthy', '--help is not there: no such unit is installed'],
  ])('%s is %s', async (one, status, reason) => {
    const { status: is, reasons } = await asked([one]);
    expect({ is, reasons }).toEqual({ is: status, reasons: [reason] });
  });

  test('a task that is done is well', async () => {
    expect(await asked('task')).toMatchObject({ status: 'healthy', reasons: [] });
  });

  test('of several the worst is shown, and each is told of', async () => {
    expect(await asked(['nginx', 'starting', 'failing'])).toMatchObject({
      status: 'unhealthy',
      reasons: ['starting is being started; failing has failed: it ended with exit code 3'],
      details: { state: 'failed', active: 1, failed: 1, exit_code: 3 },
    });
  });

  test('whoever expects a state judges by that alone', async () => {
    const expectations = ["state == 'inactive'"];
    expect(await asked('stopped', { expect: expectations })).toMatchObject({ status: 'healthy' });
    expect(await asked('nginx', { expect: expectations })).toMatchObject({ status: 'unhealthy' });
  });
});

test.each(["it's", '$(id)', 'a b', 'a\nb', 'a*'])('%j is no name of a unit', async (name) => {
  await expect(ask(systemd, { units: [name] })).rejects.toThrow('write names of units');
});

const PLAIN = ['/bin/sh'];
const BARE = ['/usr/bin/env', `PATH=/nowhere`, '/bin/sh'];
test.skipIf(existsSync('/run/systemd/system')).each([
  { name: 'without systemd running', program: PLAIN },
  { name: 'without systemctl', program: BARE },
])('a host $name is told of', async ({ program }) => {
  const host = localHost('here', program);
  const { status, reasons } = await ask(systemd, { units: ['nginx'] }, { host });
  host.close();
  expect({ status, reasons }).toEqual({
    status: 'error',
    reasons: ['the host does not run systemd: use kind process or script there'],
  });
});
