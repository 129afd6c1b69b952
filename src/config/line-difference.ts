/** Lines around a change that are shown. */
const AROUND = 1;

/** Lines of two texts that differ, `-` gone and `+` come, each piece with the line before and behind it. */
export function lineDifference(before: string, after: string): readonly string[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  const first = commonStart(old, now);
  const last = commonStart(old.slice(first).toReversed(), now.slice(first).toReversed());
  return [
    ...old.slice(Math.max(0, first - AROUND), first).map((line) => `  ${line}`),
    ...old.slice(first, old.length - last).map((line) => `- ${line}`),
    ...now.slice(first, now.length - last).map((line) => `+ ${line}`),
    ...now
      .slice(now.length - last)
      .slice(0, AROUND)
      .map((line) => `  ${line}`),
  ];
}

function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

function commonStart(a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((line, index) => line !== b[index]);
  return at === -1 ? Math.min(a.length, b.length) : at;
}
