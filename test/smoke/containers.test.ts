import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
  - {name: disk_high, when: system.disk > 101}
  - {name: high_memory, when: system.memory > 101}
  - {name: high_cpu, when: system.cpu > 101}
  - {name: score_low, when: health.score < -1}
  - {name: container_memory_high, when: container.memory > 101}
`;

describe.skipIf(!(HAS_DOCKERD && HAS_SSHD))(
  'containers over SSH (needs docker.io, busybox-static and openssh-server)',
  () => {
    let engine: Dockerd;
    beforeAll(async () => {
      engine = await startDockerd();
      engine.run('worker', [], 'sleep', '1000');
    }, 60_000);
    afterAll(async () => {
      await engine[Symbol.asyncDispose]();
    }, 60_000);

    test('one that is killed is told with the reason, ends when it is started, and a restart while nobody looked is found', async () => {
      await using server = await startSshd();
      await using chats = await startChats();
      using folder = workFolder(`
settings: {startup_grace: 0s}
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
rules: ${QUIET}`);
      const { telegram } = chats;
      const said = (words: string, more = '') =>
        telegram
          .messages(CHAT)
          .find(({ text }) => text.includes(words) && text.includes(more) && text !== words);
      const answer = async (text: string) =>
        (await telegram.say({ chat: CHAT, user: ana, text }).answer()).text;
      {
        await using app = await readyApp(folder.path, chatEnvironment(chats));
        while (!/1 of 1 containers run/.test(await answer('/containers shop')));
        engine.docker('kill', 'worker');
        const down = 'Container worker of shop is down: ended by SIGKILL, exit code 137';
        await waitFor(() => said(down), app.output);
        expect(await answer('/containers')).toContain('worker: ended by SIGKILL, exit code 137');
        expect(await answer('/health shop')).toContain('Containers not running');
        engine.docker('start', 'worker');
        await waitFor(() => said('Container worker of shop is down', 'Resolved'), app.output);
      }
      engine.docker('restart', '--time', '0', 'worker');
      await using app = await readyApp(folder.path, chatEnvironment(chats));
      await waitFor(() => said('Container worker restarted on shop'), app.output);
      expect(telegram.violations).toEqual([]);
    }, 90_000);
  },
);
