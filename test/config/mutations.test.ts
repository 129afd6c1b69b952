import { describe, expect, test } from 'vitest';
import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { loadSettings } from '../../src/app/settings.ts';
import type { ConfigProblem, Loaded } from '../../src/config/config.ts';
import { folderWith } from './folder.ts';
import { FULL_ENV, FULL_YAML } from './full.ts';

const SEEDS = 100;

/** Numbers from 0 to below `most`, the same for the same seed: https://en.wikipedia.org/wiki/Lehmer_random_number_generator */
function dice(seed: number): (most: number) => number {
  let state = (seed * 7_919 + 1) % 2_147_483_647;
  return (most) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % most;
  };
}

const SIGNS = [
  '{',
  '}',
  '[',
  ']',
  ':',
  '"',
  "'",
  '*x',
  '&a ',
  '#',
  '|',
  '\t',
  `\${NO}`,
  '- ',
  ', ',
  '\u0000',
  '!!set ',
  '%',
  '>>',
  '°',
];
const VALUES: readonly unknown[] = [
  null,
  '',
  0,
  -1,
  1e21,
  0.5,
  true,
  'x',
  'ops',
  '30s',
  '999999999d',
  [],
  {},
  ['x', 1],
  { a: 1 },
  [[]],
  Number.NaN,
  '{value}',
  '__proto__',
  'constructor',
  'system.cpu > ',
  'x'.repeat(2_000),
];

type Mutate = (text: string, roll: (most: number) => number) => string;

const MUTATIONS: Readonly<Record<string, Mutate>> = {
  'a character is gone': (text, roll) => {
    const at = roll(text.length);
    return text.slice(0, at) + text.slice(at + 1);
  },
  'a sign is put in': (text, roll) => {
    const at = roll(text.length);
    return text.slice(0, at) + SIGNS[roll(SIGNS.length)] + text.slice(at);
  },
  'the end is gone': (text, roll) => text.slice(0, roll(text.length)),
  'two lines are swapped': (text, roll) => {
    const lines = text.split('\n');
    const [a, b] = [roll(lines.length), roll(lines.length)];
    return lines
      .map(
        (line, at) =>
          lines[
            new Map([
              [a, b],
              [b, a],
            ]).get(at) ?? at
          ] ?? line,
      )
      .join('\n');
  },
  'a line stands twice': (text, roll) => {
    const lines = text.split('\n');
    const at = roll(lines.length);
    return lines.toSpliced(at, 0, lines[at] ?? '').join('\n');
  },
  'a value is another': (text, roll) =>
    changeNode(text, roll, (pair) => {
      pair.value = VALUES[roll(VALUES.length)];
    }),
  'a key is another': (text, roll) =>
    changeNode(text, roll, (pair) => {
      if (isScalar(pair.key)) pair.key.value = ['nam', 'labels', 7, '__proto__', ''][roll(5)];
    }),
  'a key is gone': (text, roll) =>
    changeNode(text, roll, (pair, pairs) => {
      pairs.splice(pairs.indexOf(pair), 1);
    }),
};

interface Place {
  key: unknown;
  value: unknown;
}

/** Changes one of the keys of a file, however deep it stands. */
function changeNode(
  text: string,
  roll: (most: number) => number,
  change: (pair: Place, pairs: Place[]) => void,
): string {
  const document = parseDocument(text);
  const places: (() => void)[] = [];
  const walk = (node: unknown): void => {
    if (isSeq(node)) node.items.forEach(walk);
    if (!isMap(node)) return;
    for (const pair of node.items) {
      places.push(() => change(pair, node.items));
      walk(pair.value);
    }
  };
  walk(document.contents);
  places[roll(places.length)]?.();
  return document.toString();
}

const names = Object.keys(MUTATIONS);
const mutants = Array.from({ length: SEEDS }, (_, seed) => {
  const name = names[seed % names.length] ?? '';
  return { seed, name, yaml: MUTATIONS[name]?.(FULL_YAML, dice(seed)) ?? '' };
});

describe('a full configuration', () => {
  test('loads as it is', async () => {
    const loaded = await loadSettings(folderWith({ yaml: FULL_YAML, env: FULL_ENV }));
    expect(loaded.kind === 'refused' ? loaded.problems : []).toEqual([]);
  });

  test.each(mutants)(
    'either loads or is refused with place and reason: $seed, $name',
    async ({ yaml }) => {
      const loaded = await loadSettings(folderWith({ yaml, env: FULL_ENV }));
      for (const problem of problemsOf(loaded)) {
        expect(problem.file).toBe('tocsin.yaml');
        expect(problem.line).toBeGreaterThan(0);
        expect(problem.line).toBeLessThanOrEqual(yaml.split('\n').length);
        expect(problem.message).toMatch(/\S.*(—|:).*\S/s);
        expect(problem.message).not.toContain('correct horse');
      }
      expect(loaded.kind === 'config' || loaded.problems.length > 0).toBe(true);
    },
  );

  test('is refused often enough for this to tell anything', async () => {
    const all = await Promise.all(
      mutants.map(({ yaml }) => loadSettings(folderWith({ yaml, env: FULL_ENV }))),
    );
    const refused = all.filter(({ kind }) => kind === 'refused').length;
    expect(refused).toBeGreaterThan(SEEDS / 3);
    expect(refused).toBeLessThan(SEEDS);
  });
});

function problemsOf(loaded: Loaded): readonly ConfigProblem[] {
  return loaded.kind === 'refused' ? loaded.problems : [];
}
