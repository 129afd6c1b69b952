/** For an argument that is only ever given by its name: no word looks like it. */
export const NAMED_ONLY = /(?!)/;

/** Texts whose value or label has what was typed, at most 25. */
export function fitting(
  choices: readonly { readonly value: string; readonly label: string }[],
  typed: string,
): readonly { value: string; label: string }[] {
  const wanted = typed.replace('#', '').toLowerCase();
  return choices
    .filter(({ value, label }) => `${value} ${label}`.toLowerCase().includes(wanted))
    .slice(0, 25)
    .map(({ value, label }) => ({ value, label: label.slice(0, 100) }));
}

interface RuleNames {
  readonly ruleDesk: { list(): Promise<readonly { readonly rule: { readonly name: string } }[]> };
}

/** Suggests rules whose name has what was typed. */
export async function completeRule(typed: string, { ruleDesk }: RuleNames) {
  const names = [...new Set((await ruleDesk.list()).map(({ rule }) => rule.name))].sort();
  return fitting(
    names.map((name) => ({ value: name, label: name })),
    typed,
  );
}
