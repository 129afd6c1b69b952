/** The name that was most likely meant: fewer edits first, then one that begins alike. */
export function nearest(typed: string, names: readonly string[]): string | undefined {
  const most = typed.length < 5 ? 1 : 2;
  const [best] = names
    .map((name) => ({ name, edits: distance(name, typed) }))
    .filter(({ edits }) => edits <= most)
    .toSorted((a, b) => a.edits - b.edits);
  if (best) return best.name;
  const start = typed.slice(0, 3);
  return start.length < 2 ? undefined : names.find((name) => name.startsWith(start));
}

/** Insertions, deletions and replacements between two short words. */
export function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + cost));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
