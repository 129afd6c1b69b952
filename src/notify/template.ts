/** What a subject may be made of. */
export const TEMPLATE_FIELDS = ['title', 'severity', 'state', 'target', 'rule', 'id'] as const;

type Values = Readonly<Partial<Record<(typeof TEMPLATE_FIELDS)[number], string>>>;

/** A text with each `{field}` replaced by its value; null when it names a field that does not exist. */
export function filled(template: string, values: Values): string | null {
  const named = [...template.matchAll(/\{(\w*)\}/g)].map(([, name]) => name);
  if (named.some((name) => !TEMPLATE_FIELDS.some((one) => one === name))) return null;
  return template.replaceAll(/\{(\w+)\}/g, (_, name: keyof Values) => values[name] ?? '');
}
