import { randomBytes } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { attachedTo } from '../../src/chat/attachment.ts';
import { type Block, line, reply } from '../../src/chat/reply.ts';

function withFile(content: string, name = 'cpu.csv') {
  const file: Block = { kind: 'attachment', name, mediaType: 'text/csv', content, terminal: '' };
  return reply([line('here it is'), file]);
}

const whole = (files: readonly { bytes: Uint8Array }[]) =>
  Buffer.concat(files.map(({ bytes }) => bytes));

test('a reply without a file has none', async () => {
  expect(await attachedTo(reply([line('x')]), 10)).toEqual({ files: [], note: null });
});

test('a file that fits goes as it is', async () => {
  const { files, note } = await attachedTo(withFile('a,ü\r\n'), 6);
  expect(files).toMatchObject([{ name: 'cpu.csv', mediaType: 'text/csv' }]);
  expect(whole(files).toString('utf8')).toBe('a,ü\r\n');
  expect(note).toBeNull();
});

test('a larger one is packed, and says how to unpack it', async () => {
  const { files, note } = await attachedTo(withFile('a'.repeat(10_000)), 1_000);
  expect(files).toMatchObject([{ name: 'cpu.csv.gz', mediaType: 'application/gzip' }]);
  expect(gunzipSync(whole(files)).toString()).toBe('a'.repeat(10_000));
  expect(note).toContain('gunzip cpu.csv.gz');
});

test('one that is too large even so comes in parts, and nothing of it is lost', async () => {
  const content = randomBytes(5_000).toString('base64');
  const { files, note } = await attachedTo(withFile(content), 2_000);
  expect(files.map(({ name }) => name)).toEqual(
    files.map((_, index) => `cpu.csv.gz.00${index + 1}`),
  );
  expect(files.length).toBeGreaterThan(1);
  expect(files.every(({ bytes }) => bytes.length <= 2_000)).toBe(true);
  expect(gunzipSync(whole(files)).toString()).toBe(content);
  expect(note).toContain('cat cpu.csv.gz.* | gunzip > cpu.csv');
});

test.each([
  ['../../etc/passwd', '_.._etc_passwd'],
  ['a b"\n.csv', 'a_b_.csv'],
  ['…', '_'],
  ['', 'file'],
])('the name %j becomes %j', async (name, safe) => {
  const { files } = await attachedTo(withFile('x', name), 10);
  expect(files[0]?.name).toBe(safe);
});

test('an empty file is still a file', async () => {
  const { files } = await attachedTo(withFile(''), 10);
  expect(files[0]?.bytes.length).toBe(1);
});
