/** `["200-299", "301"]` as an expectation; null: it says nothing else than what a check expects by itself. */
export function statusExpectation(codes: readonly string[]): string | null {
  const ranges = codes.flatMap((code) => {
    const [, from, to = from] = /^(\d{3})(?:-(\d{3}))?$/.exec(code.trim()) ?? [];
    return from === undefined ? [] : [[Number(from), Number(to)] as const];
  });
  if (ranges.length === 0) return null;
  const isAlone = ranges.length === 1;
  const tests = ranges.map(([from, to]) => {
    if (from === to) return `status == ${from}`;
    const both = `status >= ${from} && status <= ${to}`;
    return isAlone ? both : `(${both})`;
  });
  return tests.join(' || ');
}
