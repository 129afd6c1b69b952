import type { CheckKind } from '../check/kind.ts';
import type { Check } from '../model/check.ts';
import { AnyCheck } from './check-schema.ts';
import { checkOf, wrongCondition } from './checks.ts';

export type PluginCheck =
  | { readonly kind: 'check'; readonly check: Check }
  | { readonly kind: 'refused'; readonly why: string };

/** A check that code declares with the keys that every check has; `options` are what its kind needs to know. */
export function pluginCheck(
  declared: unknown,
  kind: CheckKind,
  options: Readonly<Record<string, unknown>>,
): PluginCheck {
  const read = AnyCheck.safeParse(declared);
  if (!read.success) {
    const [issue] = read.error.issues;
    return { kind: 'refused', why: `${issue?.path.join('.')}: ${issue?.message}` };
  }
  const check = checkOf({ ...read.data, ...options, kind: kind.kind }, kind);
  for (const text of [...check.expect, ...check.warn]) {
    const wrong = wrongCondition(text, kind);
    if (wrong !== null) return { kind: 'refused', why: wrong };
  }
  if (check.timeout > check.interval) {
    return { kind: 'refused', why: 'timeout: it is longer than `interval` — write a shorter one' };
  }
  return { kind: 'check', check };
}
