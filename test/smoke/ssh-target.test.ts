import { expect, test } from 'vitest';
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

test.skipIf(!HAS_SSHD)(
  'a remote host has a score; when it is lost an alert says so, and clears when it is back (needs openssh-server)',
  async () => {
    await using server = await startSshd();
    await using chats = await startChats();
    using folder = workFolder(`
settings: {startup_grace: 0s}
targets:
  - {name: web-1, kind: ssh, host: 127.0.0.1, port: ${server.port}, user: root, key: ${server.userKey}, host_key: "${server.fingerprint}", interval: 1s}
rules:
  - {name: target_unreachable, when: target.reachable == false, severity: critical, message: "{target} cannot be reached"}
  - {name: disk_high, when: system.disk > 101}
  - {name: high_memory, when: system.memory > 101}
  - {name: high_cpu, when: system.cpu > 101}
  - {name: score_low, when: health.score < -1}
`);
    await using app = await readyApp(folder.path, chatEnvironment(chats));
    const { telegram } = chats;
    const health = async () =>
      (await telegram.say({ chat: CHAT, user: ana, text: '/health' }).answer()).text;
    while (!/web-1: \d+\/100/.test(await health()));
    server.freeze();
    const card = await waitFor(
      () => telegram.messages(CHAT).find(({ text }) => text.includes('web-1 cannot be reached')),
      app.output,
    );
    server.thaw();
    await waitFor(
      () =>
        telegram
          .messages(CHAT)
          .find(({ id }) => id === card.id)
          ?.text.includes('Resolved'),
      app.output,
    );
    expect(telegram.violations).toEqual([]);
  },
);
