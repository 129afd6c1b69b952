import { expect, test } from 'vitest';
import { networkTrouble, refusedLogin } from '../../../src/collect/collectors/ssh-trouble.ts';
import type { SshAddress } from '../../../src/model/target.ts';

const address = { host: '192.0.2.10', port: 22, user: 'ana' } as SshAddress;

test.each([
  { user: 'ana', keyFile: '/k/id', command: 'ssh-copy-id -i /k/id.pub ana@192.0.2.10' },
  { user: '$(id)', keyFile: '/k/id', command: "ssh-copy-id -i /k/id.pub '$(id)@192.0.2.10'" },
  { user: 'ana', keyFile: '/my k/id', command: "ssh-copy-id -i '/my k/id.pub' ana@192.0.2.10" },
])('$user with $keyFile is told a command that can be copied', ({ user, keyFile, command }) => {
  const told = refusedLogin({ ...address, user }, { by: 'publickey', keyFile });
  expect(told).toContain(`"${command}"`);
});

test('what listens and is no SSH server is said in plain words', () => {
  const said = networkTrouble(address, new Error('Connection lost before handshake'));
  expect(said).toContain('look whether sshd is what listens on this port');
});
