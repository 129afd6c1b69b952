import { glob } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { CheckFailure } from './kind.ts';
import { openRegular } from './regular-file.ts';

/** A program that exposes metrics, as a file names it. */
export interface FileTarget {
  readonly url: string;
  /** `instance`, and those of its group. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Bytes of one file, files of one pattern, and programs of one check. */
const MOST_BYTES = 1_048_576;
const MOST_FILES = 100;
const MOST_TARGETS = 500;

/** https://prometheus.io/docs/prometheus/latest/configuration/configuration/#file_sd_config */
const Groups = z
  .array(
    z.object({
      targets: z.array(z.string().regex(/^[^\s/?#@]{1,300}$/)).max(MOST_TARGETS),
      labels: z.record(z.string(), z.string()).nullish(),
    }),
  )
  .max(MOST_TARGETS);

interface Known {
  /** Time and size of the file as it was read. */
  readonly stamp: string;
  readonly targets: readonly FileTarget[];
}

interface Reading {
  readonly known: KnownFiles;
  readonly signal: AbortSignal;
}

/** What files said, so that they are read again only when they change. */
export type KnownFiles = Map<string, Known>;

/**
 * All programs that these files name, each once; the last part of a path may hold `*`.
 *
 * @throws CheckFailure naming the file that is not there, is none or cannot be understood.
 * @throws the signal's reason when `signal` aborts first.
 */
export async function readFileTargets(
  files: readonly string[],
  reading: Reading,
): Promise<readonly FileTarget[]> {
  const all = new Map<string, FileTarget>();
  for (const pattern of files) {
    for (const path of await pathsOf(pattern, reading.signal)) {
      for (const target of await targetsIn(path, reading)) all.set(target.url, target);
    }
  }
  if (all.size <= MOST_TARGETS) return [...all.values()];
  throw wrong(files.join(', '), `name ${all.size} targets: write at most ${MOST_TARGETS} of them`);
}

async function pathsOf(pattern: string, signal: AbortSignal): Promise<readonly string[]> {
  if (!pattern.includes('*')) return [pattern];
  const paths: string[] = [];
  for await (const path of glob(pattern)) {
    signal.throwIfAborted();
    if (paths.push(path) > MOST_FILES) {
      throw wrong(pattern, `fits more than ${MOST_FILES} files: write a narrower one`);
    }
  }
  return paths.sort();
}

async function targetsIn(path: string, { known, signal }: Reading): Promise<readonly FileTarget[]> {
  await using file = await openRegular(path, { what: path, most: MOST_BYTES, signal });
  const before = known.get(path);
  if (before?.stamp === file.stamp) return before.targets;
  const targets = toTargets(path, (await file.read()).toString('utf8'));
  known.set(path, { stamp: file.stamp, targets });
  return targets;
}

function toTargets(path: string, text: string): readonly FileTarget[] {
  const groups = Groups.safeParse(readText(path, text));
  if (!groups.success) {
    const [place] = groups.error.issues[0]?.path ?? [];
    const where = typeof place === 'number' ? ` at group ${place + 1}` : '';
    throw wrong(path, `is wrong${where}: write [{targets: ["192.0.2.10:9100"], labels: {a: b}}]`);
  }
  return groups.data.flatMap(({ targets, labels }) =>
    targets.map((address) => toTarget(path, address, labels ?? {})),
  );
}

function readText(path: string, text: string): unknown {
  try {
    return path.endsWith('.json') ? JSON.parse(text) : parse(text, { maxAliasCount: 100 });
  } catch (cause) {
    const [first = ''] = String((cause as Error).message).split('\n', 1);
    throw wrong(path, `is neither JSON nor YAML: ${first.slice(0, 160)}`);
  }
}

/** Labels that begin with two underscores say how it is asked, and are not kept. */
function toTarget(
  path: string,
  address: string,
  labels: Readonly<Record<string, string>>,
): FileTarget {
  const { __scheme__: scheme = 'http', __metrics_path__: page = '/metrics' } = labels;
  const isUsual = scheme === 'http' || scheme === 'https';
  if (!isUsual || !page.startsWith('/') || !URL.canParse(`${scheme}://${address}${page}`)) {
    throw wrong(path, `names ${JSON.stringify(address)}, which makes no address`);
  }
  const url = new URL(`${scheme}://${address}${page}`);
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(labels)) {
    if (name.startsWith('__param_')) url.searchParams.set(name.slice('__param_'.length), value);
    else if (!name.startsWith('__')) kept[name] = value;
  }
  return { url: url.href, labels: { instance: address, ...kept } };
}

function wrong(path: string, why: string): CheckFailure {
  return new CheckFailure(`${path} ${why}`, { status: 'error' });
}
