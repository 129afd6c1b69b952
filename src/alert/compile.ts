import type { Expression, ParseOptions } from '../expression/parse.ts';
import { parseCondition } from '../expression/parse.ts';
import type { Rule } from '../model/rule.ts';
import type { CompiledRule } from './judge.ts';

/** Own rules beside a preset's; an own rule replaces one of the same name. */
export function rulesFor(
  target: string,
  preset: readonly Rule[],
  own: readonly Rule[],
): readonly Rule[] {
  const replaced = new Set(own.map((rule) => rule.name));
  return [...preset.filter((rule) => !replaced.has(rule.name)), ...own].filter(
    (rule) => rule.targets === null || rule.targets.includes(target),
  );
}

/**
 * Parses a rule's expressions once; `canonical` gives the name under which a metric is kept.
 *
 * @throws Error naming the rule when an expression cannot be understood; the configuration is checked before.
 */
export function compileRule(rule: Rule, canonical?: (metric: string) => string): CompiledRule {
  const options = canonical ? { canonical } : {};
  return {
    rule,
    levels: rule.levels.map(({ severity, when }) => ({
      severity,
      when: parsed(rule, when, options),
    })),
    clear: rule.clear === null ? null : parsed(rule, rule.clear, options),
  };
}

function parsed(rule: Rule, source: string, options: ParseOptions): Expression {
  const expression = parseCondition(source, options);
  if (expression.kind === 'expression') return expression;
  throw new Error(
    `rule ${rule.name}: ${expression.message} (character ${expression.position + 1} of “${source}”)`,
  );
}

/** Every expression that rules evaluate. */
export function expressionsOf(rules: readonly CompiledRule[]): readonly Expression[] {
  return rules.flatMap(({ levels, clear }) => [
    ...levels.map(({ when }) => when),
    ...(clear === null ? [] : [clear]),
  ]);
}
