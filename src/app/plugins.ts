import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckKind } from '../check/kind.ts';
import type { PluginRun } from '../check/plugin.ts';
import { pluginKind } from '../check/plugin.ts';
import { quoted } from '../check/refusal.ts';
import type { Config } from '../config/config.ts';
import { pluginCheck } from '../config/plugin-check.ts';
import { fileTrouble } from '../config/replace-file.ts';
import type { Log } from '../log/log.ts';
import type { Check } from '../model/check.ts';
import { maskerOf } from './masking.ts';
import type { Exported } from './plugin-file.ts';
import { loadPlugin, openTo, placeIn } from './plugin-file.ts';
import type { CodeCheck } from './plugin-references.ts';
import { placeAmong } from './plugin-references.ts';

/** Checks that one folder may hold. */
const MOST_FILES = 200;

/** Checks that are made of code in a folder. */
export interface Plugins {
  readonly kind: CheckKind;
  /** Those that can be run, by the newest `refresh`. */
  checks(): readonly Check[];
  /** What is wrong, a line each with file and what to do. */
  troubles(): readonly string[];
  /** Looks at the folder anew. A file that cannot be loaded leaves all others alone, and its former checks running. */
  refresh(): Promise<void>;
}

interface Loaded {
  readonly digest: string;
  readonly exported: readonly Exported[];
}

export async function openPlugins(deps: {
  config(): Pick<Config, 'plugins' | 'checks' | 'targets' | 'secrets' | 'awaited'>;
  readonly log: Pick<Log, 'error'>;
}): Promise<Plugins> {
  const files = new Map<string, Loaded>();
  const runs = new Map<string, PluginRun>();
  let checks: readonly Check[] = [];
  let troubles: readonly string[] = [];
  const mask = (text: string) => maskerOf(deps.config())(text);
  const keyOf = (file: string, name: string) => `${file}\n${name}`;
  const kind = pluginKind({
    find: (file, name) => runs.get(keyOf(file, name)) ?? null,
    placeOf: placeIn,
    mask,
  });

  async function refresh(): Promise<void> {
    const { plugins: folder } = deps.config();
    const wrong: string[] = [];
    const found = folder === null ? [] : await filesIn(folder, wrong);
    for (const file of files.keys()) if (!found.includes(file)) files.delete(file);
    for (const file of found) wrong.push(...(await load(join(folder ?? '', file), file)));
    const placed = placeAmong(declaredChecks(wrong), deps.config());
    checks = placed.checks;
    const all = [...wrong, ...placed.wrong];
    const fresh = all.filter((line) => !troubles.includes(line));
    for (const line of fresh) deps.log.error(`plug-in ${line}`);
    troubles = all;
  }

  /** What is wrong with one file. */
  async function load(path: string, file: string): Promise<readonly string[]> {
    const known = files.get(file);
    const read = await loadPlugin(path, known?.digest ?? null);
    if (read.kind === 'loaded') files.set(file, read);
    if (read.kind !== 'refused') return [];
    return [mask(`${read.why}${known === undefined ? '' : ' (its former checks go on)'}`)];
  }

  function declaredChecks(wrong: string[]): CodeCheck[] {
    const { checks: configured, targets } = deps.config();
    const taken = new Map(configured.map(({ name }) => [name, 'tocsin.yaml']));
    const known = new Set(targets.map(({ name }) => name));
    runs.clear();
    const all = [...files].flatMap(([file, { digest, exported }]) =>
      exported.map((one) => ({ file, digest, ...one })),
    );
    return all.flatMap(({ file, digest, declared, run }): CodeCheck[] => {
      const read = pluginCheck(declared, kind, { file, check: declared['name'], digest });
      const why =
        read.kind === 'refused'
          ? `check ${quoted(nameOf(declared))}: ${read.why}`
          : misplaced(read.check, { taken, known });
      if (read.kind === 'refused' || why !== null) {
        wrong.push(`${file}: ${why}`);
        return [];
      }
      taken.set(read.check.name, file);
      runs.set(keyOf(file, read.check.name), run);
      return [{ file, check: read.check }];
    });
  }

  await refresh();
  return { kind, checks: () => checks, troubles: () => troubles, refresh };
}

async function filesIn(folder: string, wrong: string[]): Promise<readonly string[]> {
  try {
    const open = openTo(await lstat(folder), folder);
    if (open !== null) {
      wrong.push(`${folder}: ${open}`);
      return [];
    }
    const names = await readdir(folder);
    const files = names.filter((name) => name.endsWith('.mjs')).sort();
    if (files.length > MOST_FILES)
      wrong.push(`${folder}: only the first ${MOST_FILES} files count`);
    return files.slice(0, MOST_FILES);
  } catch (cause) {
    wrong.push(`${folder}: it cannot be read: ${fileTrouble(cause)}`);
    return [];
  }
}

function nameOf({ name }: Exported['declared']): string {
  return typeof name === 'string' ? name : 'without a name';
}

/** What is wrong with a check among others; null when nothing is. */
function misplaced(
  { name, target }: Check,
  {
    taken,
    known,
  }: { readonly taken: ReadonlyMap<string, string>; readonly known: ReadonlySet<string> },
): string | null {
  const other = taken.get(name);
  if (other !== undefined) return `there is a check ${name} in ${other} — give it another name`;
  return known.has(target) ? null : `${name} is for the target ${target}, which is not configured`;
}
