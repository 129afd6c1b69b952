import { wayBack } from '../config/circles.ts';
import type { Config } from '../config/config.ts';
import { explain } from '../config/explain.ts';
import type { Check } from '../model/check.ts';

/** A check that is made of code, with the file that makes it. */
export interface CodeCheck {
  readonly file: string;
  readonly check: Check;
}

export interface Placed {
  readonly checks: readonly Check[];
  /** What is wrong, a line each with its place. */
  readonly wrong: readonly string[];
}

/**
 * What only shows when checks of the configuration and those of code are there: names that nothing carries, which leave
 * their checks running, and checks that cannot work without each other, of which the one of code is left out.
 */
export function placeAmong(
  made: readonly CodeCheck[],
  { checks: configured, targets, awaited }: Pick<Config, 'checks' | 'targets' | 'awaited'>,
): Placed {
  const targetNames = new Set(targets.map(({ name }) => name));
  const edges = new Map(
    [...configured, ...made.map(({ check }) => check)].map(({ name, depends }) => [
      name,
      // A check may have the name of the target that it means.
      depends.filter((to) => to !== name || !targetNames.has(to)),
    ]),
  );
  const wrong: string[] = [];
  const placed = made.filter(({ file, check: { name } }) => {
    const circle = wayBack(name, edges);
    if (circle === null) return true;
    edges.delete(name);
    const shown = [...circle, name].join(' → ');
    wrong.push(`${file}: depends: ${shown} is a circle — remove one of these steps`);
    return false;
  });
  const known = new Set([...edges.keys(), ...targetNames]);
  for (const { file, check } of placed) {
    for (const to of check.depends.filter((name) => !known.has(name))) {
      wrong.push(`${file}: ${check.name}: depends: there is no check or target \`${to}\``);
    }
  }
  for (const { name, problem } of awaited) {
    if (placed.some(({ check }) => check.name === name)) continue;
    wrong.push(`that makes ${name} is missing: ${explain(problem)}`);
  }
  return { checks: placed.map(({ check }) => check), wrong };
}
