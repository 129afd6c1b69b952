import { parseCondition } from '../expression/parse.ts';
import type { UnitOf } from '../expression/units.ts';
import { checkUnits } from '../expression/units.ts';
import type { Rule } from '../model/rule.ts';

/** What is wrong with the text of a condition; null when nothing is. */
export function conditionProblem(text: string, unitOf: UnitOf): string | null {
  const parsed = parseCondition(text);
  const wrong = parsed.kind === 'expression' ? checkUnits(parsed, unitOf) : parsed;
  return wrong && `character ${wrong.position + 1}: ${wrong.message}`;
}

/** An expression that somebody tries, as a rule. */
export function asRule(when: string): Rule {
  return {
    name: 'tried',
    levels: [{ severity: 'warning', when }],
    for: 0,
    clear: null,
    clearFor: 0,
    cooldown: 0,
    escalate: null,
    remind: null,
    type: 'custom',
    message: '',
    labels: {},
    runbook: null,
    targets: null,
    channels: null,
  };
}
