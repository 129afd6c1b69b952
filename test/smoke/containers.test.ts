import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MINUTE } from '../../src/model/time.ts';
import { type Dockerd, HAS_DOCKERD, startDockerd } from '../support/dockerd.ts';
import { HAS_SSHD, startSshd } from '../support/sshd.ts';
import {
  ANA,
  CHAT,
  chatEnvironment,
  readyApp,
  startChats,
  waitFor,
  workFolder,
} from '../support/whole-app.ts';

const ana = { id: ANA, first_name: 'Ana', is_bot: false };
const QUIET = `
  - {name: target_unreachable, when: target.reachable == false, severity: critical, message: "{target} cannot be reached"}
  - {name: disk_high, when: system.disk > 101}
  - {name: high_memory, when: system.memory > 101}
  - {name: high_cpu, when: system.cpu > 101}
  - {name: score_low, when: health.score < -1}
  - {name: container_memory_high, when: container.memory > 101}
`;

describe.skipIf(!(HAS_DOCKERD && HAS_SSHD))(
  'a host over SSH (needs docker.io, busybox-static and openssh-server)',
  () => {
    let engine: Dockerd;
    beforeAll(async () => {
      engine = await startDockerd();
      engine.run('worker', [], 'sleep', '1000');
      engine.run('helper', [], 'sleep', '1000');
    }, 60_000);
    afterAll(async () => {
      await engine[Symbol.asyncDispose]();
    }, 60_000);

    test('a container that is killed is told with the reason; what happens while nobody looks is found, and told with its own time', async () => {
      await using server = await startSshd();
      await using chats = await startChats();
      const log = join(server.folder, 'app.log');
      writeFileSync(log, '');
      using folder = workFolder(`
settings: {startup_grace: 0s, group_wait: 0s}
targets:
  - name: shop
    kind: ssh
    host: 127.0.0.1
    port: ${server.port}
    user: root
    key: ${server.userKey}
    host_key: "${server.fingerprint}"
    interval: 2s
    preset: calls-bot
    containers: {expected: [worker], engine: "${engine.address}"}
    logs: [{name: app, path: ${log}}]
    patterns: [{name: oom, match: out of memory, severity: critical}]
rules: ${QUIET}`);
      const { telegram } = chats;
      const said = (words: string, more = '') =>
        telegram
          .messages(CHAT)
          .find(({ text }) => text.includes(words) && text.includes(more) && text !== words);
      const answer = async (text: string) =>
        (await telegram.say({ chat: CHAT, user: ana, text }).answer()).text;
      /** Asks until the answer says so. */
      const asked = async (text: string, wanted: RegExp) => {
        for (;;) {
          const given = await answer(text);
          if (wanted.test(given)) return given;
        }
      };
      {
        await using app = await readyApp(folder.path, chatEnvironment(chats));
        await asked('/containers shop', /2 of 2 containers run/);
        engine.docker('kill', 'worker');
        const down = 'Container worker of shop is down: ended by SIGKILL, exit code 137';
        await waitFor(() => said(down), app.output);
        expect(await answer('/containers')).toContain('worker: ended by SIGKILL, exit code 137');
        expect(await answer('/health shop')).toContain('Containers not running');
        engine.docker('start', 'worker');
        await waitFor(() => said('Container worker of shop is down', 'Resolved'), app.output);

        await server.stop();
        const lost = await asked('/health shop', /shop: unreachable.*Unreachable since/s);
        expect(lost).not.toContain('/100');
        await waitFor(() => said('shop cannot be reached'), app.output);
        const halfAnHourAgo = new Date(Date.now() - 30 * MINUTE).toISOString();
        appendFileSync(log, `${halfAnHourAgo} ERROR out of memory\n`);
        engine.docker('restart', '--time', '0', 'worker');
        await server.start();
        await waitFor(() => said('shop cannot be reached', 'Resolved'), app.output);
        await waitFor(() => said('Container worker restarted on shop: it runs since'), app.output);
        const written = `${halfAnHourAgo.slice(0, 16).replace('T', ' ')} UTC`;
        await waitFor(() => said(`oom in app of shop, written ${written}: `), app.output);
        expect(await answer('/logs tail')).toContain('ERROR out of memory');
        expect(await answer('/report today')).toMatch(/Gaps\W+[1-9]/);
      }
      engine.docker('restart', '--time', '0', 'helper');
      await using app = await readyApp(folder.path, chatEnvironment(chats));
      await waitFor(() => said('Container helper restarted on shop'), app.output);
      expect(telegram.violations).toEqual([]);
    }, 90_000);
  },
);
