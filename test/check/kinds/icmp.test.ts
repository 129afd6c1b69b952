import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { icmp } from '../../../src/check/kinds/icmp.ts';
import { checkKinds } from '../../../src/check/kinds.ts';
import { ask } from '../asking.ts';

test('is registered', () => {
  expect(checkKinds).toContain(icmp);
});

/** Whether pings can be sent here; not in every container. */
const HAS_PING = spawnSync('ping', ['-c', '1', '127.0.0.1']).status === 0;

describe.skipIf(!HAS_PING)('the real program (Debian package iputils-ping)', () => {
  test('reaches this machine', async () => {
    const { status, reasons, details, latency } = await ask(icmp, { host: '127.0.0.1', count: 1 });
    expect({ status, reasons }).toEqual({ status: 'healthy', reasons: [] });
    expect(details).toEqual({ loss: 0, rtt_ms: latency });
    expect(latency).toEqual(expect.any(Number));
  });

  test('tells what it counted when its time is over', async () => {
    const { status, details } = await ask(icmp, { host: '127.0.0.1', count: 5 }, { timeout: 400 });
    expect({ status, details }).toMatchObject({ status: 'healthy', details: { loss: 0 } });
  });
});

/** A program of the name `ping` that is found before all others; without a script there is none. */
function withPing(script: string | null): void {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-ping-'));
  for (const program of ['env', 'grep', 'sed', 'sort', 'tr']) {
    symlinkSync(`/usr/bin/${program}`, join(folder, program));
  }
  if (script !== null) {
    writeFileSync(join(folder, 'ping'), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, 'ping'), 0o755);
  }
  vi.stubEnv('PATH', folder);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });
}

test.each([
  { name: 'is not there', script: null, status: 'error', says: 'install it' },
  {
    name: 'may not send',
    script: 'echo "ping: socket: Operation not permitted" >&2; exit 2',
    ...{ status: 'error', says: 'ping may not send here: run setcap' },
  },
  {
    name: 'knows no such name',
    script: 'echo "ping: bad address" >&2; exit 1',
    ...{ status: 'unhealthy', says: 'shop.example.com has no address' },
  },
  {
    name: 'has no answer',
    script: 'echo "3 packets transmitted, 0 packets received, 100% packet loss"; exit 1',
    ...{ status: 'unhealthy', says: 'loss is 100, expected loss < 100' },
  },
  {
    name: 'says something else',
    script: 'echo "ping: who are you?" >&2; exit 3',
    ...{ status: 'error', says: 'says “ping: who are you?”' },
  },
  {
    name: 'says nothing and hangs',
    script: 'trap "" INT; exec /bin/sleep 20',
    ...{ status: 'unhealthy', says: 'still waiting for the pings of shop.example.com' },
  },
  {
    name: 'never ends talking',
    script: 'trap "" INT; while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done',
    ...{ status: 'unhealthy', says: 'no answer within 0.3 s' },
  },
  {
    name: 'looks at its environment',
    script:
      'env | grep -v -e ^PWD= -e ^SHLVL= -e ^_= | sed "s/PATH=.*/PATH/" | sort | tr "\\n" " " >&2',
    ...{ status: 'error', says: '“LC_ALL=C PATH”' },
  },
  {
    name: 'is asked with its options before the name',
    script: 'echo "$*" >&2',
    ...{ status: 'error', says: '“-n -q -c 3 -- shop.example.com”' },
  },
])('a ping that $name', async ({ script, status, says }) => {
  withPing(script);
  const timeout = script?.startsWith('trap') ? 300 : 10_000;
  const result = await ask(icmp, { host: 'shop.example.com' }, { timeout });
  expect(result).toMatchObject({ status, reasons: [expect.stringContaining(says)] });
});

test.each(['-f', '$(id)', 'a b', '--help', ''])('%j is no host', async (host) => {
  await expect(ask(icmp, { host })).rejects.toThrow('write a name such as');
});
