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

/** Insertions, deletions, replacements and neighbours that changed places, between two short words. */
export function distance(a: string, b: string): number {
  const start = Array.from({ length: b.length + 1 }, (_, index) => index);
  const rows: number[][] = [start];
  const at = (i: number, j: number) => rows[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j++) {
      const cost = Number(a[i - 1] !== b[j - 1]);
      const isSwapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwapped ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + cost, swapped));
    }
  }
  return at(a.length, b.length);
}
