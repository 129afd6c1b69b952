import { expect, test } from 'vitest';
// @ts-expect-error plain JavaScript, so that an old Node can run it
import { askVersion, findNode, isFit, packagedNode, tooOld } from '../../bin/runtime.mjs';

test.each([
  { version: 'v14.21.3', fit: false },
  { version: 'v20.20.2', fit: false },
  { version: 'v22.18.9', fit: false },
  { version: 'v22.19.0', fit: true },
  { version: '24.0.0', fit: true },
  { version: 'v100.0.0', fit: true },
])('Node $version is fit: $fit', ({ version, fit }) => {
  expect(isFit(version)).toBe(fit);
});

const PACKAGED: string = packagedNode('/app', 'linux');

test.each([
  { name: 'this one when it fits', current: 'v24.0.0', packaged: null, found: '/usr/bin/node' },
  {
    name: 'the packaged one beside an old one',
    current: 'v20.0.0',
    packaged: 'v24.1.0',
    found: PACKAGED,
  },
  { name: 'none when there is only an old one', current: 'v20.0.0', packaged: null, found: null },
  { name: 'none when both are old', current: 'v20.0.0', packaged: 'v18.0.0', found: null },
])('the Node to run with is $name', ({ current, packaged, found }) => {
  const here = { version: current, path: '/usr/bin/node' };
  expect(findNode('/app', here, () => packaged)).toBe(found);
});

test('the packaged Node lies in node_modules, as a program of the system', () => {
  expect(PACKAGED).toBe('/app/node_modules/node/bin/node');
  expect(packagedNode('/app', 'win32')).toMatch(/node\.exe$/);
});

test('a program is asked for its version; one that is not there has none', () => {
  expect(askVersion(process.execPath)).toBe(process.version);
  expect(askVersion('/nowhere/node')).toBeNull();
});

test('an old Node is refused in one line that says what to install', () => {
  const line: string = tooOld('v20.1.0');
  expect(line).toContain('Node 22.19 or newer');
  expect(line).toContain('v20.1.0');
  expect(line).not.toContain('\n');
});
