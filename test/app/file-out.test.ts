import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeOut } from '../../src/app/file-out.ts';
import { freshFolder } from '../store/fresh-folder.ts';

function file(text: () => AsyncIterable<string>) {
  return { kind: 'file', name: 'cpu.csv', mediaType: 'text/csv', text } as const;
}

const two = file(async function* () {
  yield 'a,"ü"\r\n';
  yield '1,2\r\n';
});

describe('--out', () => {
  test('writes the file whole, in the place of what was there, and nothing beside it', async () => {
    const folder = freshFolder();
    const out = join(folder, 'cpu.csv');
    writeFileSync(out, 'old');
    await writeOut(two, { out });
    expect(readFileSync(out, 'utf8')).toBe('a,"ü"\r\n1,2\r\n');
    expect(readdirSync(folder)).toEqual(['cpu.csv']);
  });

  test('into a folder that is not there says so', async () => {
    const out = join(freshFolder(), 'nowhere', 'cpu.csv');
    await expect(writeOut(two, { out })).rejects.toThrow(
      `${out} cannot be written: its folder does not exist`,
    );
  });

  test('that fails on the way leaves what was there', async () => {
    const folder = freshFolder();
    const out = join(folder, 'cpu.csv');
    writeFileSync(out, 'old');
    const broken = file(async function* () {
      yield 'half';
      throw new Error('Tocsin went away');
    });
    await expect(writeOut(broken, { out })).rejects.toThrow('Tocsin went away');
    expect(readFileSync(out, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['cpu.csv']);
  });

  test('with --json is one JSON document with the text in it', async () => {
    const out = join(freshFolder(), 'cpu.json');
    await writeOut(two, { out, json: true });
    expect(JSON.parse(readFileSync(out, 'utf8'))).toEqual({
      ...{ name: 'cpu.csv', media_type: 'text/csv', content: 'a,"ü"\r\n1,2\r\n' },
    });
  });

  test('with --json leaves a file that is JSON as it is', async () => {
    const out = join(freshFolder(), 'all.json');
    const json = {
      ...file(async function* () {
        yield '{"a":1}';
      }),
      mediaType: 'application/json',
    };
    await writeOut(json, { out, json: true });
    expect(readFileSync(out, 'utf8')).toBe('{"a":1}');
  });
});
