import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { lstat, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { decodedPart } from '../check/http/keys.ts';
import type { PluginRun } from '../check/plugin.ts';
import { saidBy } from '../check/plugin.ts';
import { SECOND } from '../model/time.ts';

/** Bytes of one file. */
const MOST_BYTES = 1_048_576;
/** Characters of what an error says. */
const MOST_SAID = 300;
/** That loading one file may take. */
const DEADLINE = 5 * SECOND;

/** A check as a plug-in exports it: the keys of every check, and what it runs. */
export interface Exported {
  readonly declared: Readonly<Record<string, unknown>>;
  readonly run: PluginRun;
}

export type PluginFile =
  /** `digest`: of what the file holds. */
  | { readonly kind: 'loaded'; readonly digest: string; readonly exported: readonly Exported[] }
  | { readonly kind: 'same' }
  /** With file and line, and what to do. */
  | { readonly kind: 'refused'; readonly why: string };

/** Runs the code of a plug-in and takes what it exports; `digest` is of what is loaded already. */
export async function loadPlugin(path: string, digest: string | null): Promise<PluginFile> {
  const name = basename(path);
  const refused = (why: string): PluginFile => ({ kind: 'refused', why: `${name}: ${why}` });
  try {
    const open = openTo(await lstat(path), path);
    if (open !== null) return refused(open);
    const bytes = await readFile(path);
    if (bytes.length > MOST_BYTES) return refused('it is larger than 1 MiB');
    const now = createHash('sha256').update(bytes).digest('hex');
    if (now === digest) return { kind: 'same' };
    const module = await inTime(import(/* @vite-ignore */ urlOf(path, now)));
    const exported = exportsOf(module);
    if (exported.length === 0) {
      return refused(
        'it exports no check — write export default {name: "gold", interval: "1m", async run() {...}}',
      );
    }
    return { kind: 'loaded', digest: now, exported };
  } catch (error) {
    const syntax = await syntaxProblem(path);
    const why = saidBy(error);
    const line = `${placeIn(error) ?? name}: ${why.split('\n')[0]?.slice(0, MOST_SAID)}`;
    return { kind: 'refused', why: syntax ?? line };
  }
}

/** What is wrong with the syntax of a file, and where: errors of an import do not say it, but a check by Node does. */
async function syntaxProblem(path: string): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const options = { timeout: DEADLINE, maxBuffer: MOST_BYTES };
  execFile(process.execPath, ['--check', path], options, (_, __, stderr) => resolve(stderr));
  const told = await promise;
  const [, line] = /\.mjs:(\d+)\s/.exec(told) ?? [];
  const [, why] = /^(SyntaxError: .*)$/m.exec(told) ?? [];
  if (line === undefined || why === undefined) return null;
  return `${basename(path)}:${line}: ${why.slice(0, MOST_SAID)}`;
}

/** Another address for every text, since a module is loaded once for each. */
function urlOf(path: string, digest: string): string {
  return `${pathToFileURL(path).href}?v=${digest.slice(0, 16)}`;
}

/** What is wrong with who may change a file or folder whose code we run, and the repair; null when nothing is. */
export function openTo(stats: Stats, path: string): string | null {
  if (stats.isSymbolicLink()) return 'it is a link — put the file itself there';
  const own = process.getuid?.();
  if (own === undefined) return null;
  if (stats.uid !== own && stats.uid !== 0) {
    return `it belongs to another user — run: chown ${own} ${path}`;
  }
  const isOpen = (stats.mode & 0o022) !== 0;
  return isOpen ? `others may write it — run: chmod go-w ${path}` : null;
}

async function inTime<T>(loading: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error(`it was not loaded within ${DEADLINE / SECOND} s`)),
    DEADLINE,
  );
  try {
    return await Promise.race([loading, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** `default`, `check` and `checks`, alone or in lists. */
function exportsOf(module: Readonly<Record<string, unknown>>): Exported[] {
  const all = [module['default'], module['check'], module['checks']].flat();
  return [...new Set(all)].flatMap((one) => {
    if (typeof one !== 'object' || one === null || !('run' in one)) return [];
    const { run } = one;
    if (typeof run !== 'function') return [];
    return [{ declared: { ...one }, run: (context) => run.call(one, context) }];
  });
}

/** `gold.mjs:12`, the place of ours that an error comes from; null where none is known. */
export function placeIn(error: unknown): string | null {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const [, file, line] = /^ +at .*?([^/\s]+\.mjs)(?:\?v=[\da-f]+)?:(\d+)/m.exec(stack) ?? [];
  return file === undefined ? null : `${decodedPart(file)}:${line}`;
}
