import type { ConfigProblem } from './config.ts';
import type { FileRead } from './entries.ts';
import { problem } from './issues.ts';
import { expressionsOf } from './rules.ts';
import { suggest } from './suggest.ts';

/** What the metrics are called, and which of them an expression reads. */
export interface MetricNames {
  readonly known: readonly string[];
  namesIn(source: string): readonly string[];
}

/**
 * Names in conditions that nothing measures: `slips` are so near to a metric that it was meant, `unknown` may be
 * something that an application will report.
 */
export function unmeasured(
  { source, entries }: FileRead,
  { known, namesIn }: MetricNames,
): { readonly slips: readonly ConfigProblem[]; readonly unknown: readonly ConfigProblem[] } {
  const slips: ConfigProblem[] = [];
  const unknown: ConfigProblem[] = [];
  for (const { path, text } of entries.rules.flatMap(expressionsOf)) {
    for (const name of namesIn(text)) {
      if (known.includes(name)) continue;
      const near = suggest(name, known);
      const hint = near === null ? `write a metric such as ${known[0]}` : `did you mean ${near}?`;
      const found = problem(source, path, `nothing measures “${name}” — ${hint}`);
      (near === null ? unknown : slips).push(found);
    }
  }
  return { slips, unknown };
}
