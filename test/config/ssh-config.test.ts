import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sshAddress } from '../../src/config/ssh-address.ts';
import { parseSshConfig, readSshConfig, sshSettings } from '../../src/config/ssh-config.ts';
import { folderWith } from './folder.ts';

const HOME = '/home/ana';
const TEXT = `
# A comment
Host web-*.example.com !web-9.example.com
  User = monitor
  Port 2201
  IdentityFile ~/.ssh/%r_key
Host web-1.example.com
  Port 9
  IdentityFile "/keys/with blank"  # after it
  ProxyJump bastion
  UserKnownHostsFile ~/.ssh/known_hosts /etc/more
Host db
  HostName %h.internal.example.com
  IdentitiesOnly yes
  StrictHostKeyChecking no
  ProxyJump none
Match host *.internal.example.com user root
  Port 2022
Match exec "touch /tmp/never"
  User never
Host *
  User fallback
  IdentityAgent ~/agent.sock
`;

const asked = (host: string, user = 'root') =>
  sshSettings(parseSshConfig(TEXT), { host, user, home: HOME });

describe('ssh_config', () => {
  test('the first word counts, files of keys add up, paths are whole', () => {
    expect(asked('web-1.example.com')).toEqual({
      hostName: null,
      port: 2201,
      user: 'monitor',
      identityFiles: ['/home/ana/.ssh/monitor_key', '/keys/with blank'],
      identitiesOnly: false,
      identityAgent: '/home/ana/agent.sock',
      proxyJump: 'bastion',
      knownHosts: ['/home/ana/.ssh/known_hosts', '/etc/more'],
    });
  });

  test.each([
    { host: 'web-9.example.com', says: { user: 'fallback', port: null } },
    { host: 'WEB-2.example.com', says: { user: 'monitor', port: 2201 } },
    { host: 'db', says: { hostName: 'db.internal.example.com', proxyJump: null, port: 2022 } },
    { host: 'db', user: 'bob', says: { port: null } },
    { host: 'other', says: { user: 'fallback', hostName: null, identitiesOnly: false } },
  ])('$host', ({ host, user, says }) => {
    expect(asked(host, user)).toMatchObject(says);
  });

  test('included files hold within their block, and end none', async () => {
    const home = folderWith({});
    mkdirSync(join(home, '.ssh/more'), { recursive: true });
    writeFileSync(join(home, '.ssh/more/a.conf'), 'User one\nHost x\n  Port 1\n');
    writeFileSync(join(home, '.ssh/more/b.conf'), 'Include b.conf more/b.conf\n');
    writeFileSync(
      join(home, '.ssh/config'),
      'Host web\n  Include more/*.conf\n  HostName web.example.com\nHost other\n  Port 5\n',
    );
    const lines = await readSshConfig(home);
    const of = (host: string) => sshSettings(lines, { host, user: 'root', home });
    expect(of('web')).toMatchObject({ user: 'one', hostName: 'web.example.com' });
    expect(of('other')).toMatchObject({ user: null, port: 5 });
    expect(of('x')).toMatchObject({ user: null, port: null });
  });
});

describe('an address', () => {
  const lines = parseSshConfig(`
Host bastion
  HostName 192.0.2.1
  User jumper
  ProxyJump outer:2200
Host inner
  ProxyJump bastion,second@192.0.2.2:23
Host loop
  ProxyJump loop
`);
  const machine = {
    ...{ cwd: '/srv', userName: 'ana', home: HOME, sshAgent: null, sshConfig: lines },
  };
  const entry = (more: object) => ({
    ...{ kind: 'ssh', name: 'web-1', host: 'inner', preset: 'base', labels: {}, ...more },
  });
  const addressOf = (more: object) =>
    sshAddress(entry(more) as unknown as Parameters<typeof sshAddress>[0], machine);
  const way = ({ jumps = [] }: ReturnType<typeof addressOf>) =>
    jumps.map(({ user, host, port }) => `${user}@${host}:${port}`);

  test('has every host on the way, the nearest first', () => {
    expect(way(addressOf({}))).toEqual([
      'ana@outer:2200',
      'jumper@192.0.2.1:22',
      'second@192.0.2.2:23',
    ]);
  });

  test('what tocsin.yaml says comes first', () => {
    const address = addressOf({ user: 'root', port: 24, jump: 'x@192.0.2.7' });
    expect([address.user, address.port, way(address)]).toEqual(['root', 24, ['x@192.0.2.7:22']]);
    expect(way(addressOf({ jump: 'none' }))).toEqual([]);
  });

  test('a way in circles ends, and a password goes to its own host alone', () => {
    const address = addressOf({ host: 'loop', password: 'hunter2', key: 'k' });
    expect(address.jumps?.length).toBeLessThanOrEqual(9);
    expect(address.password).toBe('hunter2');
    expect(address.jumps?.every(({ password }) => password === null)).toBe(true);
    expect(address.jumps?.[0]?.keyFile).toBe('/srv/k');
  });
});
