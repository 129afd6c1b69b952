import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { processes } from '../../../src/check/kinds/process.ts';
import { parseProcessList } from '../../../src/check/process-list.ts';
import { localHost } from '../../../src/collect/collectors/local-host.ts';
import { sshTarget } from '../../support/sshd.ts';
import { freePort } from '../../support/whole-app.ts';
import { ask } from '../asking.ts';
import { over, testHosts } from '../hosts.ts';

const hosts = testHosts();
const folder = mkdtempSync(join(tmpdir(), 'tocsin-processes-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Something that waits until the test ends, under any name and with any words. */
async function running(program: string, ...words: readonly string[]): Promise<void> {
  const file = join(folder, program);
  if (!existsSync(file)) symlinkSync('/bin/sh', file);
  const child = spawn(file, ['-c', 'read x', ...words], {
    argv0: `/opt/x/${program}`,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  await once(child, 'spawn');
  onTestFinished(() => void child.kill('SIGKILL'));
}

const HOSTILE = [
  ['quotes', `it's "so"`],
  ['a substitution', '$(touch /tmp/tocsin-owned) `id`'],
  ['a leading dash', '--version'],
  ['a new line', 'one\ntwo'],
] as const;

describe.each(hosts.names)('%s', (name) => {
  const asked = (entry: object, more: object = {}) =>
    ask(processes, { ...entry }, { host: hosts.of(name), ...more });

  test('a program that runs is counted with what it takes', async () => {
    await running('tocsin-one');
    await running('tocsin-one');
    const { status, details, metrics } = await asked({ process: 'tocsin-one' });
    expect({ status, details }).toEqual({
      status: 'healthy',
      details: { count: 2, rss_bytes: expect.any(Number), cpu: 0, age_s: expect.any(Number) },
    });
    expect(details['rss_bytes']).toBeGreaterThan(100_000);
    expect(details['age_s']).toBeLessThan(60);
    expect(metrics).toContainEqual({ metric: 'check.value', value: 2, labels: { label: 'count' } });
  });

  test('one that does not run is missed', async () => {
    expect(await asked({ process: 'tocsin-none' })).toMatchObject({
      status: 'unhealthy',
      reasons: ['count is 0, expected count >= 1'],
      details: { age_s: null },
    });
  });

  test.each(HOSTILE)('a name with %s reaches no shell', async (_, text) => {
    expect(await asked({ process: text.replaceAll('/', '') })).toMatchObject({
      details: { count: 0 },
    });
    expect(existsSync('/tmp/tocsin-owned')).toBe(false);
  });

  test('a pattern is looked for in the whole command, whatever that holds', async () => {
    await running('tocsin-two', 'a\nb', '$(id)', '"');
    expect(await asked({ pattern: 'tocsin-two .*\\$\\(id\\) "$' })).toMatchObject({
      details: { count: 1 },
    });
  });
});

test.skipIf(!existsSync('/usr/bin/busybox'))(
  'BusyBox (Debian package busybox-static) knows no times, so files say them',
  async () => {
    const bin = mkdtempSync(join(tmpdir(), 'tocsin-busybox-'));
    onTestFinished(() => rmSync(bin, { recursive: true }));
    for (const one of ['sh', 'ps', 'cat', 'getconf'])
      symlinkSync('/usr/bin/busybox', join(bin, one));
    const host = localHost('here', ['/usr/bin/env', `PATH=${bin}`, join(bin, 'sh')]);
    onTestFinished(() => host.close());
    await running('tocsin-six', 'words');
    const { details } = await ask(
      processes,
      { pattern: '^/opt/x/tocsin-six -c read x words$' },
      { host },
    );
    expect(details).toEqual({
      count: 1,
      rss_bytes: expect.any(Number),
      cpu: 0,
      age_s: expect.any(Number),
    });
    expect(details['rss_bytes']).toBeGreaterThan(100_000);
    expect(details['age_s']).toBeLessThan(60);
  },
);

test.each([
  { says: 'exit 1', reason: 'install procps there' },
  { says: 'sleep 100', reason: 'had not listed its processes within 0.6 s' },
  { says: 'head -c 2000000 /dev/zero', reason: 'more than 1 MiB of processes' },
])('a host whose ps does “$says” tells nothing', async ({ says, reason }) => {
  const bin = mkdtempSync(join(tmpdir(), 'tocsin-ps-'));
  onTestFinished(() => rmSync(bin, { recursive: true }));
  writeFileSync(join(bin, 'ps'), `#!/bin/sh\n${says}\n`);
  chmodSync(join(bin, 'ps'), 0o755);
  const host = localHost('here', ['/usr/bin/env', `PATH=${bin}:/usr/bin:/bin`, '/bin/sh']);
  onTestFinished(() => host.close());
  const timeout = says.startsWith('sleep') ? 600 : 5_000;
  const { status, reasons } = await ask(processes, { process: 'x' }, { host, timeout });
  expect({ status, reasons }).toEqual({
    status: 'unknown',
    reasons: [expect.stringContaining(reason)],
  });
});

describe('a host that cannot be asked tells nothing', () => {
  test('since nobody watches it', async () => {
    const { status, reasons } = await ask(processes, { process: 'x' });
    expect({ status, reasons }).toEqual({
      status: 'unknown',
      reasons: [expect.stringContaining('nobody watches its target')],
    });
  });

  test.skipIf(hosts.names.length < 2)('since nothing listens there', async () => {
    const host = over(sshTarget(hosts.sshd(), { port: await freePort() }));
    onTestFinished(() => host.close());
    const { status, reasons } = await ask(processes, { process: 'x' }, { host });
    expect({ status, reasons }).toEqual({
      status: 'unknown',
      reasons: [expect.stringMatching(/refuse|listens/)],
    });
  });

  test.skipIf(hosts.names.length < 2)('since it does not answer', async () => {
    const sshd = hosts.sshd();
    sshd.freeze();
    onTestFinished(() => sshd.thaw());
    const host = over(sshTarget(sshd));
    onTestFinished(() => host.close());
    const { status, reasons } = await ask(processes, { process: 'x' }, { host, timeout: 500 });
    expect({ status, reasons }).toEqual({
      status: 'unknown',
      reasons: [expect.stringContaining('had no answer within 0.5 s')],
    });
  });
});

test.each([
  { name: 'minutes', line: ' 12    01:05  2048  1.5 /bin/a -b', age: 65 },
  { name: 'hours', line: ' 12 02:01:05  2048  1.5 /bin/a -b', age: 7_265 },
  { name: 'days', line: ' 12 3-02:01:05  2048  1.5 /bin/a -b', age: 266_465 },
])('ages in $name are read', ({ line, age }) => {
  expect(parseProcessList(line)).toEqual([{ command: '/bin/a -b', age, rss: 2_097_152, cpu: 1.5 }]);
});

test('what has ended and damaged lines are left out', () => {
  const text = ' 1 00:05 0 0.0 [nginx] <defunct>\nps: no\n 2 x y\n';
  expect(parseProcessList(text)).toEqual([]);
});
