import { names } from '../expression/names.ts';
import { expressionsOf } from './compile.ts';
import type { CompiledRule } from './judge.ts';

/** By the rules of a target, which stay the same for long: those that read each set of metrics. */
const FOUND = new WeakMap<readonly CompiledRule[], Map<string, readonly CompiledRule[]>>();

/** Of these rules those that read one of `metrics`: whatever these are now, the others say what they said before. */
export function rulesAbout(
  rules: readonly CompiledRule[],
  metrics: ReadonlySet<string>,
): readonly CompiledRule[] {
  const found = FOUND.get(rules) ?? new Map<string, readonly CompiledRule[]>();
  FOUND.set(rules, found);
  const key = [...metrics].join(' ');
  const known = found.get(key);
  if (known !== undefined) return known;
  const about = rules.filter((rule) =>
    expressionsOf([rule]).some((expression) => names(expression).some((name) => metrics.has(name))),
  );
  found.set(key, about);
  return about;
}
