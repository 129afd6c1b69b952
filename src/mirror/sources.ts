import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { linesOf } from './lines.ts';
import { dayFile, HISTORY, SNAPSHOT } from './names.ts';
import type { ReadLine, ReadOptions } from './read-check.ts';
import { readCheck } from './read-check.ts';

/** Largest snapshot that is read, in bytes. */
const MOST = 4 * 1_024 * 1_024;
/** Folders that a refusal names. */
const NAMED = 5;

export type Sources =
  | {
      readonly kind: 'found';
      /** Names of the files to read, in this order: days first, since their checks say most. */
      readonly files: readonly string[];
      /** Summaries, which hold no single values. */
      readonly summaries: readonly string[];
    }
  /** One line that says what to write instead. */
  | { readonly kind: 'refused'; readonly why: string };

/** A check of a folder, with where it stands. */
export type Placed = ReadLine & { readonly place: string };

/** Finds the analytics files of one target in a folder. */
export async function sourcesIn(folder: string): Promise<Sources> {
  const found = await stat(folder).catch(() => null);
  if (!found) return refused(`there is no folder ${folder}`);
  if (!found.isDirectory()) return refused(`${folder} is a file: write the folder that it lies in`);
  const names = (await readdir(folder)).toSorted();
  const files = [
    ...names.filter((name) => dayFile(name)?.kind === 'metrics'),
    ...[HISTORY, SNAPSHOT].filter((name) => names.includes(name)),
  ];
  const summaries = names.filter((name) => dayFile(name)?.kind === 'summary');
  if (files.length > 0) return { kind: 'found', files, summaries };
  const inner = await foldersWithin(folder, names);
  if (inner.length > 0) return refused(`${folder} has one folder per target: write ${orOf(inner)}`);
  return refused(
    `${folder} has no analytics files: write a folder with metrics_<date>.jsonl, ${HISTORY} or ${SNAPSHOT}`,
  );
}

async function foldersWithin(folder: string, names: readonly string[]): Promise<readonly string[]> {
  const fitting: string[] = [];
  for (const name of names) {
    if (fitting.length === NAMED) break;
    const inner = await readdir(join(folder, name)).catch(() => []);
    if (inner.some((one) => dayFile(one) !== null || one === HISTORY || one === SNAPSHOT)) {
      fitting.push(join(folder, name));
    }
  }
  return fitting;
}

function orOf(names: readonly string[]): string {
  return names.join(' or ');
}

function refused(why: string): Sources {
  return { kind: 'refused', why };
}

/** Every check in files of a folder, one at a time. */
export async function* checksIn(
  folder: string,
  files: readonly string[],
  options: ReadOptions,
): AsyncGenerator<Placed> {
  for (const name of files) {
    if (name === SNAPSHOT) yield await snapshotIn(folder, options);
    else {
      for await (const { number, text } of linesOf(join(folder, name))) {
        const place = `${name}:${number}`;
        const tooLong = { kind: 'refused', why: 'the line is too long' } as const;
        yield { place, ...(text === null ? tooLong : readCheck(text, options)) };
      }
    }
  }
}

async function snapshotIn(folder: string, options: ReadOptions): Promise<Placed> {
  const path = join(folder, SNAPSHOT);
  const { size } = await stat(path);
  if (size > MOST) return { kind: 'refused', place: SNAPSHOT, why: 'the file is too large' };
  return { place: SNAPSHOT, ...readCheck(await readFile(path, 'utf8'), options) };
}
