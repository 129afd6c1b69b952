import type { Reply } from '../chat/reply.ts';
import { refuse } from '../chat/reply.ts';
import type { CheckView } from '../model/check.ts';
import { nearest } from '../model/nearest.ts';
import { fitting } from './suggestions.ts';

export type PickedCheck =
  | { readonly kind: 'check'; readonly view: CheckView }
  | { readonly kind: 'refused'; readonly reply: Reply };

/** Finds a check by name, whatever the case; says which is nearest when it is none. */
export function pickCheck(views: readonly CheckView[], name: string): PickedCheck {
  const wanted = name.toLowerCase();
  const view = views.find(({ check }) => check.name.toLowerCase() === wanted);
  if (view !== undefined) return { kind: 'check', view };
  const names = views.map(({ check }) => check.name);
  const near = nearest(name, names) ?? null;
  const hint = near === null ? '' : `; did you mean ${near}?`;
  const all = views.length === 0 ? ' No checks are configured.' : ' /check lists them.';
  const text = `There is no check “${name.slice(0, 64)}”${hint || '.'}${near === null ? all : ''}`;
  return { kind: 'refused', reply: refuse(text) };
}

/** Suggests checks whose name or kind has what was typed. */
export async function completeCheck(
  typed: string,
  { checks }: { readonly checks: { list(): readonly CheckView[] } },
): Promise<readonly { value: string; label: string }[]> {
  const all = checks
    .list()
    .map(({ check: { name, kind } }) => ({ value: name, label: `${name} (${kind})` }));
  return fitting(all, typed);
}
