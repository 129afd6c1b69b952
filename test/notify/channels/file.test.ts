import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { heading, line, reply, say } from '../../../src/chat/reply.ts';
import { file } from '../../../src/notify/channels/file.ts';
import { freshFolder } from '../../store/fresh-folder.ts';
import type { Service } from '../../support/channels/service.ts';
import { tools } from './alerts.ts';
import { channelContract, outgoing } from './contract.ts';

const never = new AbortController().signal;

function openFile(more: object = {}) {
  const path = join(freshFolder(), 'logs', 'alerts.log');
  const parsed = z.strictObject(file.keys).parse({ path, ...more });
  return { path, channel: file.open('log', parsed, tools()) };
}

function linesOf(path: string): string[] {
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
}

describe('a file', () => {
  const open = async () => {
    const { path, channel } = openFile();
    const service: Service = {
      violations: [],
      taken: () => linesOf(path).map((text) => ({ key: null, text })),
      trouble: () => {},
      holds: () => false,
      down: async () => {},
      up: async () => {},
      async [Symbol.asyncDispose]() {},
    };
    return { channel, service };
  };
  channelContract(open, { hasKeys: false, hasTroubles: false });
});

test('a message is one line, whatever it holds', async () => {
  const { path, channel } = openFile();
  const message = reply([heading('disk /var\r\n94 %', 'bad'), line('Now 94 %\u0000, limit 90 %.')]);
  await channel.post(outgoing({ reply: message }), never);
  await channel.post(outgoing({ key: 'k2', reply: say('Plain.'), about: null }), never);
  expect(linesOf(path)).toEqual([
    expect.stringMatching(
      /^\d{4}-\d\d-\d\dT[\d:.]+Z ■ disk \/var 94 % - #12 · warning · firing · web-1 · Now 94 %, limit 90 %\.$/,
    ),
    expect.stringMatching(/^\S+Z Plain\.$/),
  ]);
});

test.skipIf(process.platform === 'win32')('a pipe that nobody reads is no file', async () => {
  const path = join(freshFolder(), 'pipe.log');
  execFileSync('mkfifo', [path]);
  const channel = file.open('log', z.strictObject(file.keys).parse({ path }), tools());
  expect(await channel.post(outgoing(), never)).toMatchObject({
    kind: 'retry',
    reason: `${path} cannot be written (it is no regular file)`,
  });
});

test('a file that is full is turned, and only so many are kept', async () => {
  const { path, channel } = openFile({ max_size: '10kB', keep: 2 });
  const long = 'x'.repeat(3_000);
  for (let n = 1; n <= 13; n++) {
    const message = reply([line(`number ${n}`), line(long)]);
    await channel.post(outgoing({ key: `k${n}`, reply: message }), never);
  }
  const numbers = (name: string) => linesOf(name).map((one) => /number (\d+)/.exec(one)?.[1]);
  expect([path, `${path}.1`, `${path}.2`].map(numbers)).toEqual([
    ['13'],
    ['10', '11', '12'],
    ['7', '8', '9'],
  ]);
  expect(existsSync(`${path}.3`)).toBe(false);
});

test('a folder that cannot be is said, and tried again', async () => {
  const path = join(freshFolder(), 'file', 'alerts.log');
  writeFileSync(join(path, '..'), '');
  const channel = file.open('log', z.strictObject(file.keys).parse({ path }), tools());
  expect(await channel.post(outgoing(), never)).toMatchObject({
    kind: 'retry',
    reason: expect.stringMatching(/alerts\.log cannot be written \(E(EXIST|NOTDIR)\)/),
  });
});

test('a folder in the place of the file is said, and tried again', async () => {
  const { path, channel } = openFile();
  mkdirSync(path, { recursive: true });
  expect(await channel.post(outgoing(), never)).toMatchObject({
    kind: 'retry',
    reason: expect.stringMatching(/cannot be written \(it is no regular file\)/),
  });
});
