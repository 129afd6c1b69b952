import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  fingerprint,
  hostKeys,
  judge,
  keyType,
  knownHostLine,
  parseKnownHosts,
} from '../../src/collect/known-hosts.ts';
import { SSH_KEYGEN } from '../support/sshd.ts';

function aKey(letter: string): Buffer {
  const type = Buffer.from('\0\0\0\x0bssh-ed25519\0\0\0\x20', 'latin1');
  return Buffer.concat([type, Buffer.alloc(32, letter)]);
}
const good = aKey('a');
const other = aKey('b');
const text = (key: Buffer) => `ssh-ed25519 ${key.toString('base64')}`;

describe('what known_hosts says of a key', () => {
  test.each([
    { name: 'a known host', file: `web-1 ${text(good)}`, verdict: 'trusted' },
    { name: 'one of several names', file: `web,web-1,192.0.2.1 ${text(good)}`, verdict: 'trusted' },
    { name: 'a name in capitals', file: `WEB-1 ${text(good)}`, verdict: 'trusted' },
    { name: 'a pattern', file: `web-? ${text(good)}`, verdict: 'trusted' },
    { name: 'a comment after the key', file: `web-1 ${text(good)} root@web-1`, verdict: 'trusted' },
    {
      name: 'a second key of the host',
      file: `web-1 ${text(other)}\nweb-1 ${text(good)}`,
      verdict: 'trusted',
    },
    { name: 'another key', file: `web-1 ${text(other)}`, verdict: 'changed' },
    { name: 'another host', file: `web-2 ${text(good)}`, verdict: 'unknown' },
    { name: 'a longer name', file: `web-10 ${text(good)}`, verdict: 'unknown' },
    { name: 'a dot is no wildcard', file: `web.1 ${text(good)}`, verdict: 'unknown' },
    {
      name: 'a host excluded from a pattern',
      file: `web-*,!web-1 ${text(good)}`,
      verdict: 'unknown',
    },
    { name: 'a key of another port', file: `[web-1]:2222 ${text(good)}`, verdict: 'unknown' },
    {
      name: 'a revoked key',
      file: `web-1 ${text(good)}\n@revoked * ${text(good)}`,
      verdict: 'revoked',
    },
    {
      name: 'a certificate authority',
      file: `@cert-authority * ${text(good)}`,
      verdict: 'unknown',
    },
    { name: 'a comment line', file: `# web-1 ${text(good)}`, verdict: 'unknown' },
    { name: 'an empty file', file: '', verdict: 'unknown' },
    { name: 'no text at all', file: '\0\0\xff|1|x|y z\n@revoked\n', verdict: 'unknown' },
  ])('$name: $verdict', ({ file, verdict }) => {
    expect(judge(hostKeys(parseKnownHosts(file), 'web-1', 22), good)).toBe(verdict);
  });

  test.each([
    { name: 'its own line', file: `[web-1]:2222 ${text(good)}`, verdict: 'trusted' },
    { name: 'the bare name', file: `web-1 ${text(good)}`, verdict: 'trusted' },
    {
      name: 'its own line before the bare name',
      file: `[web-1]:2222 ${text(other)}\nweb-1 ${text(good)}`,
      verdict: 'changed',
    },
  ])('on another port: $name', ({ file, verdict }) => {
    expect(judge(hostKeys(parseKnownHosts(file), 'web-1', 2222), good)).toBe(verdict);
  });

  test('the line we write makes the key known', () => {
    for (const port of [22, 2222]) {
      const known = parseKnownHosts(knownHostLine('Web-1', port, good));
      expect(judge(hostKeys(known, 'web-1', port), good)).toBe('trusted');
    }
  });
});

test('the type of what is no key is empty', () => {
  expect([Buffer.alloc(0), Buffer.alloc(3), Buffer.alloc(40, 255)].map(keyType)).toEqual([
    '',
    '',
    '',
  ]);
  expect(keyType(good)).toBe('ssh-ed25519');
});

test.skipIf(!existsSync(SSH_KEYGEN))(
  'files and fingerprints of ssh-keygen itself are read, hashed names too (needs openssh-client)',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'tocsin-known-'));
    try {
      const file = join(folder, 'known_hosts');
      writeFileSync(file, `web-1 ${text(good)}\n[web-2]:2222 ${text(other)}\n`);
      execFileSync(SSH_KEYGEN, ['-q', '-H', '-f', file], { stdio: 'ignore' });
      const hashed = readFileSync(file, 'utf8');
      expect(hashed).not.toContain('web-');
      const known = parseKnownHosts(hashed);
      expect(judge(hostKeys(known, 'web-1', 22), good)).toBe('trusted');
      expect(judge(hostKeys(known, 'web-2', 2222), good)).toBe('changed');
      expect(judge(hostKeys(known, 'web-2', 22), good)).toBe('unknown');
      const printed = execFileSync(SSH_KEYGEN, ['-lf', `${file}.old`], { encoding: 'utf8' });
      expect(printed).toContain(fingerprint(good));
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
