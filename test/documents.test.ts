import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadSettings } from '../src/app/settings.ts';
import { checkKinds } from '../src/check/kinds.ts';
import { COMMON_CHECK_KEYS } from '../src/config/check-schema.ts';
import { VARIABLES } from '../src/config/environment.ts';
import { explain } from '../src/config/explain.ts';
import type { Section } from '../src/config/schema.ts';
import { SECTIONS } from '../src/config/schema.ts';
import { channelKinds } from '../src/notify/kinds.ts';
import { base } from '../src/presets/base.ts';
import { folderWith } from './config/folder.ts';

const ROOT = resolve(import.meta.dirname, '..');
const DOCUMENTS = globSync(['*.md', 'docs/**/*.md'], { cwd: ROOT });

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

/** First cells of the tables in a text, as far as they are code. */
function cells(text: string): string[] {
  return text
    .split('\n')
    .filter((row) => row.startsWith('| `'))
    .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)])
    .map(([, name = '']) => name);
}

describe.each(DOCUMENTS)('%s', (file) => {
  const text = read(file);

  test('is short enough to be read', () => {
    // Lists of all there is are looked up, not read.
    const isList = ['docs/checks.md', 'docs/metrics.md', 'docs/presets.md'].includes(file);
    if (isList) return;
    const most = file.startsWith('docs/decisions/') ? 60 : 150;
    expect(text.split('\n').length - 1).toBeLessThanOrEqual(most);
  });

  test('refers only to what is there', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map(([, to = '']) =>
      join(dirname(file), to),
    );
    const paths = [...text.matchAll(/`((?:src|test|commands|bin|docs|drizzle)\/[\w./-]+)`/g)].map(
      ([, path = '']) => path,
    );
    const missing = [...links, ...paths].filter((path) => !exists(path));
    expect(missing).toEqual([]);
  });

  test.each(yaml(text))('example %# is a good configuration', async (example) => {
    const environment = 'DISCORD_TOKEN=0123456789\nTELEGRAM_BOT_TOKEN=1:a\n';
    const loaded = await loadSettings(folderWith({ env: environment, yaml: example }));
    expect(loaded.kind === 'refused' ? loaded.problems.map(explain) : []).toEqual([]);
  });
});

/** `src/chat/reply` stands for its file, as in the table of imports. */
function exists(path: string): boolean {
  return [path, `${path}.ts`].some((one) => existsSync(join(ROOT, one)));
}

function yaml(text: string): string[] {
  return [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, example = '']) => example);
}

describe('docs/configuration.md', () => {
  const [variables = '', file = ''] = read('docs/configuration.md').split('## `tocsin.yaml`');
  /** Sections with a guide of their own. */
  const elsewhere = [
    'docs/forwarding.md',
    'docs/checks.md',
    'docs/escalation.md',
    'docs/people.md',
    'docs/other-alerts.md',
  ]
    .map(read)
    .join('\n');

  test('lists every variable that works, and no other', () => {
    expect(cells(variables).sort()).toEqual([...VARIABLES].sort());
  });

  test.each(Object.keys(SECTIONS) as Section[])('lists every key of %s, and no other', (name) => {
    const part =
      `${file}\n${elsewhere}`.split('### `').find((one) => one.startsWith(`${name}\``)) ?? '';
    const schema = SECTIONS[name];
    if (name === 'checks') return expect(cells(part).sort()).toEqual([...COMMON_CHECK_KEYS].sort());
    const all = 'shape' in schema ? [schema.shape] : schema.options.map(({ shape }) => shape);
    // Kinds of a registry have parts of their own.
    const apart: readonly string[] =
      name === 'channels' ? channelKinds.map(({ kind }) => kind) : [];
    const shapes = all.filter((shape) => !('kind' in shape && apart.includes(kindOf(shape))));
    const keys = new Set(shapes.flatMap((shape) => Object.keys(shape)));
    expect(cells(part).sort()).toEqual([...keys].sort());
  });
});

function kindOf({ kind }: { readonly kind: unknown }): string {
  return String((kind as { value?: unknown }).value);
}

describe('docs/channels.md', () => {
  const parts = read('docs/channels.md').split('\n### `').slice(1);

  test.each(channelKinds)('lists every key of $kind, and no other', ({ kind, keys }) => {
    const part = parts.find((text) => text.startsWith(`${kind}\``)) ?? '';
    expect(cells(part).sort()).toEqual(Object.keys(keys).sort());
  });
});

describe('docs/checks.md', () => {
  const kinds = read('docs/checks.md').split('\n## Kinds\n')[1] ?? '';
  const parts = kinds.split('\n### `').slice(1);

  test('has a part for each kind', () => {
    const names = parts.map((part) => part.slice(0, part.indexOf('`')));
    expect(names.sort()).toEqual(checkKinds.map(({ kind }) => kind).sort());
  });

  test.each(checkKinds)('lists every key of $kind, and what can be expected of it', (one) => {
    const part = parts.find((text) => text.startsWith(`${one.kind}\``)) ?? '';
    const named = [...Object.keys(one.keys), ...Object.keys(one.facts)];
    expect([...new Set(cells(part))].sort()).toEqual([...new Set(named)].sort());
  });
});

test('docs/alerts-and-rules.md lists the rules and metrics of every host', () => {
  const names = cells(read('docs/alerts-and-rules.md'));
  expect(names).toEqual([
    ...base.rules.map((rule) => rule.name),
    ...names.filter((name) => base.metrics.some((metric) => metric.name === name)),
  ]);
  expect(names).toHaveLength(base.rules.length + base.metrics.length);
});

test('docs/scores.md lists the factors of the base policy with their points', () => {
  const text = read('docs/scores.md');
  const rows = base.policy.factors.map(
    ({ name, when, points }) => `| \`${name}\` | \`${when}\` | ${points} |`,
  );
  expect(rows.filter((row) => !text.includes(row))).toEqual([]);
  expect(base.policy.bands.filter(({ meaning }) => !text.includes(meaning))).toEqual([]);
});

test('docs/troubleshooting.md quotes lines that the program says', () => {
  const sources = globSync(['src/**/*.ts', 'commands/*.ts', 'bin/*.mjs'], { cwd: ROOT })
    .map(read)
    .join('\n');
  const lines = cells(read('docs/troubleshooting.md'));
  const unsaid = lines.filter((line) =>
    line.split('…').some((part) => !sources.includes(part.trim())),
  );
  expect(lines.length).toBeGreaterThan(30);
  expect(unsaid).toEqual([]);
});
