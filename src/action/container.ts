import type { ContainerSight } from '../model/container.ts';

/** Names that are said of all that there are. */
const MOST = 12;

export type Found =
  | { readonly kind: 'container'; readonly name: string }
  | { readonly kind: 'refused'; readonly why: string };

/** The container of a name, or the only one of a service of compose; where nobody has looked, what was written. */
export function containerNamed(
  sight: Pick<ContainerSight, 'containers'> | null,
  name: string,
): Found {
  const all = sight?.containers ?? [];
  if (all.length === 0 || all.some((one) => one.name === name)) return { kind: 'container', name };
  const [first, ...others] = all.filter(({ service }) => service === name);
  if (first && others.length === 0) return { kind: 'container', name: first.name };
  const wanted = first ? [first, ...others] : all;
  const names = wanted.slice(0, MOST).map((one) => one.name);
  const rest = wanted.length > MOST ? ` and ${wanted.length - MOST} more` : '';
  const said = first ? `several containers of the service ${name}` : `no container ${name}`;
  return {
    kind: 'refused',
    why: `There is ${said}: write one of ${names.join(', ')}${rest} as \`restart\` in tocsin.yaml.`,
  };
}
