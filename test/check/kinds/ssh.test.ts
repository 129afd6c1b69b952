import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ssh } from '../../../src/check/kinds/ssh.ts';
import { HAS_SSHD, type Sshd, startSshd } from '../../support/sshd.ts';
import { ask } from '../asking.ts';
import { kindContract, listening } from '../kind-contract.ts';

const HOST = { host: '127.0.0.1' };

kindContract({ kind: ssh, entry: (port) => ({ ...HOST, port }) });

describe.skipIf(!HAS_SSHD)('a real server (Debian package openssh-server)', () => {
  let server: Sshd;
  beforeAll(async () => {
    server = await startSshd();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test('says what it is', async () => {
    const { status, reasons, details } = await ask(ssh, { ...HOST, port: server.port });
    expect({ status, reasons }).toEqual({ status: 'healthy', reasons: [] });
    expect(details).toMatchObject({
      protocol: '2.0',
      software: expect.stringMatching(/^OpenSSH_/),
    });
  });
});

test.each([
  { said: 'hello\r\nSSH-2.0-dropbear\r\n', facts: { software: 'dropbear', comment: null } },
  { said: 'SSH-1.99-Cisco-1.25\n', facts: { software: 'Cisco-1.25', protocol: '1.99' } },
  { said: 'SSH-2.0-a b c\r\n', facts: { software: 'a', comment: 'b c' } },
])('a server that says $said is understood', async ({ said, facts }) => {
  const { port } = await listening((socket) => socket.write(said));
  const result = await ask(ssh, { ...HOST, port });
  expect(result).toMatchObject({ status: 'healthy', details: facts });
});

test.each([
  { said: 'SSH-1.5-old\r\n', says: /^protocol is “1.5”/ },
  { said: 'SSH-2.0-half', says: /still waiting for the version of 127/ },
  { said: 'Exceeded MaxStartups\r\n', says: /takes no more log-ins now/ },
  { said: '220 mail.example.com ESMTP\r\n', says: /not as SSH does: “220 mail/ },
  { said: 'x'.repeat(3_000), says: /says a line that does not end/ },
  { said: 'x\r\n'.repeat(60), says: /answers, but not as SSH does$/ },
  { said: 'x\r\n'.repeat(40_000), says: /more than it is asked for|not as SSH does$/ },
])('a server that says $said has a reason', async ({ said, says }) => {
  const { port } = await listening((socket) => socket.write(said));
  const { status, reasons } = await ask(ssh, { ...HOST, port }, { timeout: 300 });
  expect({ status, reasons }).toEqual({
    status: 'unhealthy',
    reasons: [expect.stringMatching(says)],
  });
});

test('a server that hangs up within a line has a reason', async () => {
  const { port } = await listening((socket) => socket.end('SSH-2.0-half'));
  const { reasons } = await ask(ssh, { ...HOST, port });
  expect(reasons).toEqual([expect.stringContaining('closed the connection in mid-line')]);
});
