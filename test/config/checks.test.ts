import { expect, test } from 'vitest';
import { loadSettings } from '../../src/app/settings.ts';
import { explain } from '../../src/config/explain.ts';
import { folderWith } from './folder.ts';

/** What is wrong with a list of checks that begins on line 5. */
async function wrong(...checks: readonly string[]): Promise<readonly string[]> {
  const lines = checks.map((check) => `  - {${check}}`).join('\n');
  const targets =
    'targets:\n  - {name: here, kind: local}\n  - {name: b, kind: local, parent: here}\n';
  const loaded = await loadSettings(folderWith({ yaml: `${targets}checks:\n${lines}\n` }));
  return loaded.kind === 'refused' ? loaded.problems.map(explain) : [];
}

const door = (name: string, depends: string) =>
  `name: ${name}, kind: tcp, host: 192.0.2.1, port: 1, depends: [${depends}]`;
const group = (name: string, of: string) => `name: ${name}, kind: group, of: [${of}]`;
const push = (more: string, name = 'job') => `name: ${name}, kind: push${more}`;
const KEY = '0123456789abcdef';

test.each<[string, readonly string[], readonly RegExp[]]>([
  ['groups of groups', [group('g', 'h, a'), group('h', 'a'), door('a', 'here')], []],
  ['an objective', [`${door('a', 'here')}, slo: {target: 99.9}`], []],
  [
    'an objective that is none',
    [`${door('a', 'here')}, slo: {target: 0.999}`, `${door('c', 'here')}, slo: 99.9`],
    [/line 5: .*slo.*percent from 50 to 99.999/, /line 6: .*slo.*{target: 99.9, window: 30d}/],
  ],
  ['its own name for a target', [door('b', 'b, here')], []],
  ['a group of itself', [group('g', 'g')], [/line 5: .*of: g → g is a circle — remove/]],
  ['groups in a circle', [group('g', 'h'), group('h', 'g')], [/line 5: .*g → h → g is a circle/]],
  [
    'dependencies in a circle',
    [door('a', 'c'), door('c', 'd'), door('d', 'c, here')],
    [/line 6: .*depends: c → d → c is a circle/],
  ],
  ['a dependency on itself', [door('a', 'a')], [/line 5: .*depends: a → a is a circle/]],
  [
    'an unknown member',
    [group('g', 'doo'), door('door', 'here')],
    [/line 5: .*no check `doo` — did you mean `door`/],
  ],
  ['a target as a member', [group('g', 'here')], [/line 5: .*no check `here`/]],
  [
    'more than there are',
    [`${group('g', 'a')}, need: 2`, door('a', 'here')],
    [/line 5: .*need: there are only 1/],
  ],
  ['no time of a ping', [push('')], [/line 5: .*period: 1h/]],
  [
    'two times of a ping',
    [push(', period: 1h, cron: "0 3 * * *"')],
    [/line 5: .*cron: there is a `period` already/],
  ],
  ['a short key', [push(', period: 1h, key: short')], [/line 5: .*key.*16 to 64/]],
  [
    'one key twice',
    [push(`, period: 1h, key: ${KEY}`), push(`, period: 1h, key: ${KEY}`, 'other')],
    [/line 6: .*key: line 5 has this key already/],
  ],
])('%s', async (_, checks, says) => {
  const found = await wrong(...checks);
  expect(found).toEqual(says.map((text) => expect.stringMatching(text)));
});
