import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { opening } from '../../../src/collect/shell/script.ts';
import { SHELLS } from './shells.ts';

const CHILDREN = '/proc/$$/task/$$/children';
const STAT = '/proc/self/stat';

/** Kernels and systems that tell in other ways who is whose child. */
const WAYS = [
  { name: 'lists of children', without: [] },
  { name: 'a line for each process', without: [CHILDREN] },
  { name: 'ps', without: [CHILDREN, STAT] },
];

describe.each(SHELLS)('$name ends a tree of processes', ({ program }) => {
  test.each(WAYS)('by $name', ({ without }) => {
    const text = without.reduce(
      (script, path) => script.replace(`test -r ${path}`, 'test -r /nowhere'),
      opening('mark'),
    );
    const nap = `sleep ${process.pid}9`;
    const tree = `(${nap} & (${nap}; :) & sh -c '${nap}; :') & W=$!`;
    const wait = `until test "$(ps -A -o args= | grep -c '^${nap}')" = 3; do :; done`;
    const gone = `until test "$(ps -A -o args= | grep -c '^${nap}')" = 0; do :; done`;
    const [file = '', ...args] = program;
    const input = `${text}${tree}\n${wait}\nK\n${gone}\necho gone\nexit\n`;
    const { stdout } = spawnSync(file, args, { input, encoding: 'utf8', timeout: 15_000 });
    expect(stdout).toBe('mark.\ngone\n');
  });
});
