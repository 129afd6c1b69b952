import { expect, test } from 'vitest';
import type { TargetConfig } from '../../src/config/config.ts';
import { difference } from '../../src/config/difference.ts';
import { folderWith, load } from './folder.ts';

async function loaded(yaml: string) {
  const cwd = folderWith({ yaml });
  const read = await load(cwd);
  if (read.kind !== 'config') throw new Error(JSON.stringify(read.problems));
  return { cwd, config: read.config };
}

test('which containers matter, and where an engine is', async () => {
  const { cwd, config } = await loaded(`
targets:
  - {name: all, kind: local}
  - {name: none, kind: local, containers: false}
  - {name: some, kind: ssh, host: 192.0.2.1, containers: {include: shop-*, expected: [shop-web], engine: "unix:///run/user/1/docker.sock"}}
  - {name: here, kind: docker}
  - {name: far, kind: docker, engine: "tcp://[2001:db8::1]:2376", ca: ca.pem, cert: cert.pem, key: /keys/key.pem, containers: {exclude: [scratch]}}
`);
  const [all, none, some, here, far] = config.targets as readonly [
    ...[TargetConfig, TargetConfig, TargetConfig, TargetConfig, TargetConfig],
  ];
  expect(all).not.toHaveProperty('containers');
  expect(none.containers).toBeNull();
  expect(some.containers).toEqual({
    ...{ include: ['shop-*'], exclude: [], expected: ['shop-web'] },
    engine: 'unix:///run/user/1/docker.sock',
  });
  expect(here.docker).toEqual({ kind: 'socket', path: '/var/run/docker.sock' });
  expect(far.docker).toEqual({
    ...{ kind: 'tcp', host: '2001:db8::1', port: 2376 },
    tls: { ca: `${cwd}/ca.pem`, cert: `${cwd}/cert.pem`, key: '/keys/key.pem' },
  });
  expect(far.containers).toMatchObject({ exclude: ['scratch'], engine: null });
});

test('a reload tells what of it changes', async () => {
  const before = await loaded('targets:\n  - {name: here, kind: docker}\n');
  const after = await loaded(
    'targets:\n  - {name: here, kind: docker, engine: "tcp://192.0.2.9:2375", containers: {expected: [web]}}\n',
  );
  const text = JSON.stringify(difference(before.config, after.config).changes);
  expect(text).toContain('tcp://192.0.2.9:2375');
  expect(text).toContain('expected');
});
