import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { VARIABLES } from '../../src/config/environment.ts';
import { accepted, folderWith, load } from './folder.ts';

const TEXT = readFileSync(resolve(import.meta.dirname, '../../.env.example'), 'utf8');
const LISTED = [...TEXT.matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);

test('.env.example lists every variable that works, and no other', () => {
  expect([...LISTED].sort()).toEqual([...VARIABLES].sort());
});

test('every variable of .env.example stands under a comment', () => {
  const lines = TEXT.split('\n');
  const bare = lines.filter((line, index) => {
    const before = lines.slice(0, index).findLast((one) => !/^[A-Z_]+=/.test(one));
    return /^[A-Z_]+=/.test(line) && !before?.startsWith('# ');
  });
  expect(bare).toEqual([]);
});

test('.env.example as it stands changes nothing: its values are the defaults', async () => {
  const cwd = folderWith({ env: TEXT });
  const { config } = await accepted({});
  const expected = {
    ...config,
    dataDir: join(cwd, 'data'),
    databaseFile: join(cwd, 'data/tocsin.db'),
    samplesFile: join(cwd, 'data/samples.db'),
  };
  expect(await load(cwd)).toEqual({ kind: 'config', config: expected, notices: [] });
});
