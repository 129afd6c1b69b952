import type { ConfigProblem } from './config.ts';
import type { FileRead } from './entries.ts';
import { problem, title } from './issues.ts';

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
