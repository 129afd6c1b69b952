import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');

/**
 * Who may import whom, beside `model` and the folder itself. A name with a slash is one file or subfolder. Every entry
 * has its reason in ARCHITECTURE.md.
 */
const MAY_IMPORT: Record<string, readonly string[]> = {
  'src/model': [],
  'src/expression': ['src/score/anomaly'],
  'src/event': ['src/expression'],
  'src/score': ['src/expression'],
  'src/action': [],
  'src/alert': ['src/expression'],
  'src/check': [
    'src/expression',
    'src/collect/collector',
    'src/collect/containers',
    'src/collect/remote',
    'src/collect/sleep',
    'src/config/fields',
    'src/schedule/windows',
  ],
  'src/collect': ['src/expression'],
  'src/config': [
    'src/expression',
    'src/check/kind',
    'src/check/kinds',
    'src/notify/kinds',
    'src/oncall',
    'src/check/address-policy',
    'src/check/kind',
    'src/check/kinds',
    'src/notify/kinds',
  ],
  'src/import': ['src/config/written', 'src/config/duration', 'src/check/http/keys'],
  'src/notify': [
    'src/chat/reply',
    'src/check/address-policy',
    'src/check/dial',
    'src/check/http/undici',
    'src/check/lookup',
    'src/check/reach',
    'src/check/repair',
    'src/config/fields',
  ],
  'src/chat': ['src/notify/channel'],
  'src/forward': ['src/notify/pace', 'src/report/export'],
  'src/demo': [],
  'src/doctor': ['src/check/reach', 'src/check/repair'],
  'src/init': ['src/doctor'],
  'src/log': [],
  'src/picture': [],
  'src/report': ['src/score', 'src/chat/reply', 'src/chat/picture', 'src/chat/visible'],
  'src/store': [],
  'src/schedule': [],
  'src/oncall': [],
  'src/cluster': [],
  'src/mirror': ['src/report/day'],
  'src/web': ['src/report', 'src/chat/reply'],
  'src/presets': ['src/config/schema'],
  'src/client': ['src/presets/recorders'],
  commands: ['src/chat/command', 'src/chat/reply', 'src/report'],
};

/** Adapters stand side by side; none may import another. */
const ADAPTERS = /^src\/(chat\/(discord|telegram|console)|collect\/collectors|store\/[a-z]+|web)\//;

/** Cores without I/O, clock or driver. */
const PURE = [
  'src/model',
  'src/expression',
  'src/event',
  'src/action',
  'src/score',
  'src/oncall',
  'src/report',
  'commands',
];
const IMPURE =
  /^(node:(?!url$|path$)|better-sqlite3|drizzle-orm|discord\.js|grammy|ssh2|fastify|systeminformation|pino|node-cron)/;

interface Import {
  readonly from: string;
  readonly to: string;
  readonly outside: boolean;
}

function imports(): Import[] {
  const files = globSync(['src/**/*.ts', 'commands/**/*.ts'], { cwd: ROOT });
  return files.flatMap((file) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    const found = text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g);
    return [...found].map(([, specifier = '']) => {
      const outside = !specifier.startsWith('.');
      const to = outside ? specifier : relative(ROOT, resolve(ROOT, dirname(file), specifier));
      return { from: file, to, outside };
    });
  });
}

function folderOf(file: string): string {
  return file.startsWith('commands/') ? 'commands' : file.split('/').slice(0, 2).join('/');
}

const ALL = imports();
/** The composition root and its parts may name everything. */
const COMPOSER = /^src\/(app|main|cli)\.ts$|^src\/app\//;

describe('imports follow the table', () => {
  const inside = ALL.filter((one) => !one.outside && !COMPOSER.test(one.from));
  test.each(inside)('$from imports $to', ({ from, to }) => {
    const folder = folderOf(from);
    const allowed = [folder, 'src/model', ...(MAY_IMPORT[folder] ?? [])];
    const fits = allowed.some(
      (entry) => to === `${entry}.ts` || to.startsWith(`${entry}/`) || to === entry,
    );
    expect(
      fits,
      `${from} may not import ${to}: ${folder} may import ${allowed.join(', ')}. Declare a port where you need it and let src/app.ts pass it in.`,
    ).toBe(true);
  });

  test('every folder of src stands in the table', () => {
    const folders = new Set(
      ALL.map((one) => folderOf(one.from)).filter((one) => one !== 'src/app'),
    );
    const unknown = [...folders].filter((name) => !name.endsWith('.ts') && !(name in MAY_IMPORT));
    expect(unknown).toEqual([]);
  });
});

test('no adapter imports another', () => {
  const wrong = ALL.filter(({ from, to, outside }) => {
    const mine = ADAPTERS.exec(from)?.[0];
    const other = ADAPTERS.exec(to)?.[0];
    return !outside && mine !== undefined && other !== undefined && mine !== other;
  });
  expect(wrong, 'move what both need to the folder above').toEqual([]);
});

test('the pure cores touch no I/O, clock or driver', () => {
  const wrong = ALL.filter(
    ({ from, to, outside }) => outside && PURE.includes(folderOf(from)) && IMPURE.test(to),
  );
  expect(wrong, 'take it as an argument instead').toEqual([]);
});

test('only main, cli and the composition root itself import app', () => {
  const wrong = ALL.filter(({ from, to }) => /^src\/app(\.ts|\/)/.test(to) && !COMPOSER.test(from));
  expect(wrong).toEqual([]);
});

test('domain words stand only in presets', () => {
  const words = /\b(trade|trading|persona|banter|sms[- ]agent|budget|signals)\b/i;
  const wrong = globSync(['src/**/*.ts', 'commands/**/*.ts'], { cwd: ROOT })
    .filter((file) => !file.startsWith('src/presets/'))
    .filter((file) => words.test(readFileSync(join(ROOT, file), 'utf8')));
  expect(wrong, 'presets are data: move the word to src/presets').toEqual([]);
});

test('every command file is in the registry', () => {
  const registry = readFileSync(join(ROOT, 'commands/index.ts'), 'utf8');
  const missing = globSync('commands/*.ts', { cwd: ROOT })
    .filter((file) => file !== 'commands/index.ts')
    .filter((file) => !registry.includes(`'./${file.slice('commands/'.length)}'`));
  expect(missing, 'add one line to commands/index.ts').toEqual([]);
});

test('ARCHITECTURE.md mentions every folder of src', () => {
  const text = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8');
  const missing = [...Object.keys(MAY_IMPORT), 'src/app'].filter(
    (folder) => !text.includes(`\`${folder}\``),
  );
  expect(missing).toEqual([]);
});
