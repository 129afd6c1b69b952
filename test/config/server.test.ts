import { expect, test } from 'vitest';
import { accepted, refused } from './folder.ts';

const hosts = { intervals: { 'seed-000': 300_000 }, server: 'seed-000' };
const targetsOf = async (env: string, yaml?: string) =>
  (await accepted({ env, ...(yaml !== undefined && { yaml }) }, { hosts })).config.targets;

test('the variables alone make one host over SSH', async () => {
  expect(await targetsOf('SERVER=ana@192.0.2.10\nSERVER_PATH=/opt/bot\n')).toMatchObject([
    {
      ...{ name: 'server', kind: 'ssh', preset: 'seed-000', interval: 300_000 },
      ssh: { host: '192.0.2.10', port: 22, user: 'ana' },
      declared: { path: '/opt/bot', probes: [] },
    },
  ]);
});

test.each([
  ['SERVER=ana@web-1.example.com:2222', { host: 'web-1.example.com', port: 2222, user: 'ana' }],
  ['SERVER=[2001:db8::1]:23', { host: '2001:db8::1', port: 23 }],
])('%s', async (env, ssh) => {
  const [target] = await targetsOf(`${env}\nCHECK_INTERVAL_SECONDS=180\n`);
  expect(target).toMatchObject({ interval: 180_000, ssh });
});

test('it stands beside the targets of tocsin.yaml, whose names must differ', async () => {
  const yaml = 'targets:\n  - {name: here, kind: local, preset: seed-000}\n';
  const all = await targetsOf('SERVER=ana@192.0.2.10\n', yaml);
  expect(all.map(({ name, interval }) => `${name} ${interval}`)).toEqual([
    'here 300000',
    'server 300000',
  ]);
  const env = 'SERVER=ana@192.0.2.10\n';
  expect(await refused({ env, yaml: yaml.replace('here', 'server') }, { hosts })).toEqual([
    'tocsin.yaml line 2: targets.server: the variables in .env make a target `server` already — write another name',
  ]);
});

test('what cannot be is refused, and what has no effect is said', async () => {
  expect(await refused({ env: 'SERVER=ana at web-1\nSERVER_PATH=opt/bot\n' })).toEqual([
    expect.stringContaining('write who logs in where'),
    expect.stringContaining('write the whole path'),
  ]);
  const { notices } = await accepted({ env: 'SERVER_PATH=/opt/bot\n' });
  expect(notices.map(({ message }) => message)).toEqual([
    'SERVER_PATH has no effect without SERVER — set SERVER too',
  ]);
});
