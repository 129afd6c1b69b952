import { userInfo } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Reply } from '../../src/chat/reply.ts';
import { type Dockerd, HAS_DOCKERD, startDockerd } from '../support/dockerd.ts';
import { HAS_SSHD, type Sshd, startSshd } from '../support/sshd.ts';
import { running } from './running.ts';

/** What a press of a button types. */
function press({ blocks }: Reply, label: string): string {
  const all = blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : []));
  const button = all.find((one) => one.label === label);
  if (!button) throw new Error(`no button ${label} in ${JSON.stringify(blocks)}`);
  return `${button.command} ${button.input}`;
}

function yamlOf(server: Sshd, engine: Dockerd): string {
  const ssh = `host: 127.0.0.1, port: ${server.port}, user: ${userInfo().username}, key: ${server.userKey}, host_key: "${server.fingerprint}"`;
  return `
targets:
  - {name: shop, kind: ssh, ${ssh}, interval: 1s, containers: {engine: "${engine.address}", expected: [worker]}, actions: [{name: again, restart: worker}]}
  - {name: engine, kind: docker, engine: "${engine.address}", interval: 1h, containers: {expected: [worker]}, actions: [{name: again, restart: worker}, {name: other, restart: web}]}
rules:
  - {name: container_down, when: "container.up == false", severity: critical}
settings: {startup_grace: 0s}
`;
}

describe.skipIf(!(HAS_SSHD && HAS_DOCKERD))(
  'real hosts (needs openssh-server, docker.io, busybox-static and root)',
  () => {
    let server: Sshd;
    let engine: Dockerd;
    beforeAll(async () => {
      [server, engine] = await Promise.all([startSshd(), startDockerd()]);
    }, 60_000);
    afterAll(async () => {
      await server[Symbol.asyncDispose]();
      await engine[Symbol.asyncDispose]();
    }, 60_000);

    test('a container that was killed is restarted from its alert, and over its engine', async () => {
      engine.run('worker', [], 'sleep', '1000');
      const startedAt = () =>
        engine.docker('inspect', '--format', '{{.State.StartedAt}}', 'worker');
      const one = await running(yamlOf(server, engine));
      await expect.poll(() => one.ask('containers shop'), { timeout: 15_000 }).toContain('worker');
      engine.docker('kill', 'worker');
      const before = startedAt();
      await one.told(/CRITICAL · .*container_down|container_down/);
      const [, id = ''] = /#(\d+)/.exec(await one.ask('alerts')) ?? [];
      const preview = await one.asked(press(await one.asked(`alert ${id}`), 'Fix: again'));
      expect(preview.data).toMatchObject({
        target: 'shop',
        deed: 'restarts the container worker',
        alert: Number(id),
      });
      expect(startedAt()).toBe(before);
      const confirm = press(preview, 'Do it');
      expect((await one.asked(confirm)).data).toMatchObject({
        state: 'done',
        exit_code: 0,
        output: 'worker',
        by: 'root',
      });
      expect(startedAt()).not.toBe(before);
      expect(await one.ask(confirm)).toContain('root has confirmed this already');
      expect(await one.ask(`alert ${id} history`)).toMatch(
        /acted by root: again: done, exit code 0/,
      );
      expect(await one.ask('fix shop')).toMatch(
        /again restarts the container worker \(at most 3 an hour\); last .* by root: done/,
      );

      const later = startedAt();
      const over = await one.asked(press(await one.asked('fix engine again'), 'Do it'));
      expect(over.data).toMatchObject({
        target: 'engine',
        action: 'again',
        state: 'done',
        exit_code: null,
      });
      expect(startedAt()).not.toBe(later);
      const missing = await one.ask('fix engine other');
      expect(missing).toMatch(/There is no container web: write one of worker/);
      expect(await one.ask('fix nowhere again')).toContain('There is no target');
      expect(await one.ask('fix shop nothing')).toContain('Actions: again.');
    }, 60_000);
  },
);
