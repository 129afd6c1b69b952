import type { Evidence } from '../model/alert.ts';
import { CHECKS } from '../model/check.ts';
import { formatEvidence } from '../model/format.ts';
import type { Unit } from '../model/metric.ts';
import type { Labels } from '../model/sample.ts';

/** Unit of a metric, `none` for one that nobody declared. */
export type UnitOf = (metric: string) => Unit;

/** Says nothing where the target only stands for checks that have none of their own. */
const WHERE = / (?:of|on) \{target\}/g;

/** Fills `{value}`, `{limit}`, `{target}` and `{<label>}`; a name that is not known stays as it was written. */
export function fillMessage(
  template: string,
  facts: { evidence: Evidence; target: string; labels: Labels; unitOf: UnitOf },
): string {
  const { evidence, target, labels } = facts;
  const unit = evidence.metric === null ? 'none' : facts.unitOf(evidence.metric);
  const known: Record<string, string> = {
    ...labels,
    target,
    ...formatEvidence(evidence, unit),
  };
  const shown = target === CHECKS ? template.replaceAll(WHERE, '') : template;
  return shown.replaceAll(/\{([\w.-]+)\}/g, (whole, name: string) =>
    Object.hasOwn(known, name) ? (known[name] ?? whole) : whole,
  );
}
