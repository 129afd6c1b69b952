import { membersOf } from './checks.ts';
import type { ConfigProblem } from './config.ts';
import type { FileRead } from './entries.ts';
import { problem, title } from './issues.ts';

/** Checks that are judged by themselves, or cannot work without each other; told as those of targets. */
export function checkCircles(read: FileRead): ConfigProblem[] {
  return [
    ...circlesBy(read, 'of', ({ value }) => membersOf(value)),
    ...circlesBy(read, 'depends', ({ value }) => value.depends),
  ];
}

function circlesBy(
  { source, entries, names }: FileRead,
  key: string,
  next: (entry: FileRead['entries']['checks'][number]) => readonly string[],
): ConfigProblem[] {
  // A check may have the name of a target: depending on its own name it means that one.
  const isItself = (from: string, to: string) => from === to && names.targets.includes(to);
  const edges = new Map(
    entries.checks.map((one) => [one.name, next(one).filter((to) => !isItself(one.name, to))]),
  );
  const told = new Set<string>();
  return entries.checks.flatMap(({ path, name }) => {
    const circle = told.has(name) ? null : wayBack(name, edges);
    if (circle === null) return [];
    for (const member of circle) told.add(member);
    const at = [...path, key];
    const shown = [...circle, name].join(' → ');
    const message = `${title(source, at)}: ${shown} is a circle — remove one of these steps`;
    return [problem(source, at, message)];
  });
}

/** The shortest way from `name` back to itself; null when there is none. */
export function wayBack(
  name: string,
  edges: ReadonlyMap<string, readonly string[]>,
): string[] | null {
  const seen = new Set<string>();
  const ways = [[name]];
  for (const way of ways) {
    const next = edges.get(way.at(-1) ?? '') ?? [];
    if (next.includes(name)) return way;
    for (const one of next.filter((to) => !seen.has(to))) {
      seen.add(one);
      ways.push([...way, one]);
    }
  }
  return null;
}

/** Targets that cannot be reached without each other; each circle is told once, at its first target in the file. */
export function parentCircles({ source, entries }: FileRead): ConfigProblem[] {
  const parents = new Map(entries.targets.map(({ value }) => [value.name, value.parent]));
  const told = new Set<string>();
  return entries.targets.flatMap(({ path, name }) => {
    const circle = told.has(name) ? null : circleFrom(name, parents);
    if (circle === null) return [];
    for (const member of circle) told.add(member);
    const at = [...path, 'parent'];
    const shown = [...circle, name].join(' → ');
    const message = `${title(source, at)}: ${shown} is a circle — remove \`parent\` from one of them`;
    return [problem(source, at, message)];
  });
}

/** The way from `name` over its parents back to itself; null when it does not come back. */
function circleFrom(
  name: string,
  parents: ReadonlyMap<string, string | undefined>,
): string[] | null {
  const way = [name];
  for (let next = parents.get(name); next !== undefined; next = parents.get(next)) {
    if (next === name) return way;
    if (way.includes(next)) return null;
    way.push(next);
  }
  return null;
}
