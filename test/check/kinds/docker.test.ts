import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { docker } from '../../../src/check/kinds/docker.ts';
import { localHost } from '../../../src/collect/collectors/local-host.ts';
import { type Dockerd, HAS_DOCKERD, startDockerd } from '../../support/dockerd.ts';
import { ask } from '../asking.ts';
import { testHosts } from '../hosts.ts';

const hosts = testHosts();

describe.skipIf(!HAS_DOCKERD)(
  'a real engine (Debian packages docker.io and busybox-static)',
  () => {
    let engine: Dockerd;
    beforeAll(async () => {
      engine = await startDockerd();
      engine.run('well', [], 'sleep', '1000');
      engine.run('failed', [], 'sh', '-c', 'exit 3');
      const ill = ['--health-cmd', 'false', '--health-interval', '100ms', '--health-retries', '1'];
      engine.run('ill', ill, 'sleep', '1000');
      const inspect = ['inspect', '--format', '{{.State.Health.Status}}', 'ill'];
      await vi.waitFor(() => expect(engine.docker(...inspect)).toBe('unhealthy'), 20_000);
      engine.docker('wait', 'failed');
    }, 60_000);
    afterAll(() => engine?.[Symbol.asyncDispose]());

    describe.each(hosts.names)('%s', (name) => {
      const asked = (container: string, more: object = {}) =>
        ask(docker, { container, engine: engine.address }, { host: hosts.of(name), ...more });

      test('a container that runs is well', async () => {
        expect(await asked('well')).toMatchObject({
          ...{ status: 'healthy', reasons: [] },
          details: { running: true, healthy: null, restarts: 0, exit_code: null },
        });
      });

      test.each([
        ['failed', 'exit code 3'],
        ['ill', 'its own health check fails: docker inspect ill shows it'],
        ['no-such', 'there is no container no-such'],
      ])('%s has a reason', async (one, reason) => {
        const { status, reasons } = await asked(one);
        expect({ status, reasons }).toEqual({
          status: 'unhealthy',
          reasons: [expect.stringContaining(reason)],
        });
      });

      test('whoever expects it to have ended judges by that alone', async () => {
        const expectations = ['running == false', 'exit_code == 3'];
        expect(await asked('failed', { expect: expectations })).toMatchObject({
          status: 'healthy',
        });
      });

      test('an engine that does not run says so', async () => {
        const entry = { container: 'well', engine: 'unix:///nowhere/docker.sock' };
        const { status, reasons } = await ask(docker, entry, { host: hosts.of(name) });
        expect({ status, reasons }).toEqual({
          status: 'error',
          reasons: [expect.stringContaining('the container engine does not run')],
        });
      });
    });
  },
);

test('a host without an engine says so', async () => {
  const host = localHost('here', ['/usr/bin/env', 'PATH=/nowhere', '/bin/sh']);
  const { status } = await ask(docker, { container: 'x' }, { host });
  host.close();
  expect(status).toBe('error');
});

test.each(['--help', "it's", '$(id)', 'a b', 'a\nb'])(
  '%j is no name of a container',
  async (container) => {
    await expect(ask(docker, { container })).rejects.toThrow('write the name of a container');
  },
);
