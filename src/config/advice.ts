import { access } from 'node:fs/promises';
import type { Config, ConfigProblem } from './config.ts';
import type { Path } from './document.ts';
import type { FileRead } from './entries.ts';
import { problem, title } from './issues.ts';
import type { MetricNames } from './measured.ts';
import { unmeasured } from './measured.ts';
import { expressionsOf } from './rules.ts';
import { suggest } from './suggest.ts';

/** Placeholders that every message may have, and labels of the series that collectors report. */
const PLACEHOLDERS = ['value', 'limit', 'target', 'mount', 'interface'];

/** What is well formed and yet hardly meant: a rule that never holds, a key that is not there, a text with a gap. */
export async function adviceOn(
  read: FileRead,
  config: Pick<Config, 'targets'>,
  metrics: MetricNames | null,
): Promise<ConfigProblem[]> {
  return [
    ...(metrics === null ? [] : unmeasured(read, metrics).unknown),
    ...unfilled(read, config, metrics),
    ...(await missingKeys(read, config)),
  ];
}

function unfilled(
  { source, entries }: FileRead,
  { targets }: Pick<Config, 'targets'>,
  metrics: MetricNames | null,
) {
  const isSent = (path: Path) =>
    metrics !== null &&
    entries.rules
      .filter((rule) => rule.path === path)
      .flatMap(expressionsOf)
      .some(({ text }) => metrics.namesIn(text).some((name) => !metrics.known.includes(name)));
  const ofTargets = targets.flatMap(({ labels }) => Object.keys(labels));
  return entries.rules.flatMap(({ path, value }) => {
    const known = [...PLACEHOLDERS, ...Object.keys(value.labels), ...ofTargets];
    const written = [...(value.message ?? '').matchAll(/\{([\w.-]+)\}/g)].map(
      ([, name = '']) => name,
    );
    // What programs send has labels of its own.
    const mayHaveMore = isSent(path);
    return [...new Set(written)]
      .filter((name) => !known.includes(name))
      .flatMap((name) => {
        const at = [...path, 'message'];
        const near = suggest(name, known);
        if (near === null && mayHaveMore) return [];
        const hint =
          near === null ? 'write {value}, {limit}, {target} or a label' : `did you mean {${near}}?`;
        return problem(source, at, `${title(source, at)}: nothing fills {${name}} — ${hint}`);
      });
  });
}

async function missingKeys({ source, entries }: FileRead, { targets }: Pick<Config, 'targets'>) {
  const found = entries.targets.map(async ({ path, name }) => {
    const file = targets.find((target) => target.name === name)?.ssh?.keyFile ?? null;
    if (file === null || (await isThere(file))) return [];
    const at = [...path, 'key'];
    const message = `${title(source, at)}: there is no file ${file} — make it, or write the path of another`;
    return [problem(source, at, message)];
  });
  return (await Promise.all(found)).flat();
}

/** A file that is there but cannot be read is told of by whoever reads it. */
async function isThere(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}
