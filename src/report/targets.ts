import type { Reply } from '../chat/reply.ts';
import { refuse } from '../chat/reply.ts';
import type { Target } from '../model/target.ts';

export type Picked =
  | { readonly kind: 'target'; readonly target: Target }
  | { readonly kind: 'refused'; readonly reply: Reply };

/** Finds a target by name, whatever the case; says which there are when it is none of them. */
export function pickTarget(targets: readonly Target[], name: string): Picked {
  const wanted = name.toLowerCase();
  const target = targets.find((one) => one.name.toLowerCase() === wanted);
  if (target) return { kind: 'target', target };
  const names = targets.slice(0, 20).map((one) => one.name);
  const known = names.length === 0 ? 'No targets are watched.' : `Targets: ${names.join(', ')}.`;
  return { kind: 'refused', reply: refuse(`There is no target “${name.slice(0, 64)}”. ${known}`) };
}

/** The target of a name; without one the only target there is. */
export function pickOnly(targets: readonly Target[], name: string | undefined): Picked {
  const [only] = targets;
  if (name !== undefined || !only) return pickTarget(targets, name ?? '');
  if (targets.length === 1) return { kind: 'target', target: only };
  const names = targets.slice(0, 20).map((one) => one.name);
  return { kind: 'refused', reply: refuse(`Which target? ${names.join(', ')}.`) };
}

/** Suggests targets whose name has what was typed. */
export async function completeTarget(
  typed: string,
  context: { readonly targets: { list(): Promise<readonly Target[]> } },
): Promise<readonly { value: string; label: string }[]> {
  const wanted = typed.toLowerCase();
  const targets = await context.targets.list();
  return targets
    .filter((one) => one.name.toLowerCase().includes(wanted))
    .slice(0, 25)
    .map((one) => ({ value: one.name, label: `${one.name} (${one.kind})` }));
}
