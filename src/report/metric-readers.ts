import type { Block } from '../chat/reply.ts';
import { line } from '../chat/reply.ts';
import type { Rule } from '../model/rule.ts';
import type { FactorRule } from '../model/score.ts';
import type { Target } from '../model/target.ts';
import { mentions } from './measured.ts';
import type { MetricWorld } from './metric-values.ts';
import { counted, grouped, shortened } from './state-text.ts';

/** Rows of each table. */
const SHOWN = 10;

/** A rule, whom it judges and whether it is off. */
export interface RuleLine {
  readonly rule: Rule;
  readonly targets: readonly string[];
  readonly off: unknown;
}

/** Rules and score factors that read a metric. */
export interface MetricReaders {
  readonly rules: readonly RuleLine[];
  readonly factors: readonly (FactorRule & { readonly policy: string })[];
}

/** Who reads a metric, of these targets; without one of them named, rules of the monitor itself too. */
export async function readersOf(
  world: MetricWorld & { readonly ruleDesk: { list(): Promise<readonly RuleLine[]> } },
  metric: string,
  { targets, target }: { readonly targets: readonly Target[]; readonly target: Target | null },
): Promise<MetricReaders> {
  const rules = (await world.ruleDesk.list())
    .filter((one) => target === null || one.targets.includes(target.name))
    .filter(({ rule }) => conditionsOf(rule).some((text) => mentions(text, metric)));
  const policies = new Map(targets.map((one) => world.policy(one)).map((one) => [one.name, one]));
  const factors = [...policies.values()].flatMap((policy) =>
    policy.factors
      .filter(({ when }) => mentions(when, metric))
      .map((factor) => ({ ...factor, policy: policy.name })),
  );
  return { rules, factors };
}

function conditionsOf({ levels, clear }: Rule): readonly string[] {
  return [...levels.map(({ when }) => when), ...(clear === null ? [] : [clear])];
}

/** Both as tables; says so when nothing reads it. */
export function readerBlocks({ rules, factors }: MetricReaders): Block[] {
  if (rules.length === 0 && factors.length === 0) {
    return [line('No rule and no score reads it.', 'muted')];
  }
  return [...ruleTable(rules), ...factorTable(factors)];
}

function ruleTable(rules: MetricReaders['rules']): Block[] {
  const rows = rules.flatMap(({ rule, targets, off }) =>
    rule.levels.map(({ severity, when }) => [
      shortened(rule.name, 40),
      off === null ? severity : `${severity} (off)`,
      shortened(when, 80),
      counted(targets.length, 'target'),
    ]),
  );
  return table(['Rule', 'Severity', 'When', 'Judges'], rows);
}

function factorTable(factors: MetricReaders['factors']): Block[] {
  const rows = factors.map(({ policy, label, points, when }) => [
    shortened(label, 60),
    points === 0 ? '0' : `-${points}`,
    shortened(when, 80),
    shortened(policy, 40),
  ]);
  return table(['Score factor', 'Points', 'When', 'Policy'], rows);
}

function table(titles: readonly string[], all: readonly string[][]): Block[] {
  if (all.length === 0) return [];
  const rows = all.slice(0, SHOWN);
  const columns = titles.map((title) => ({ title, align: 'left' as const }));
  const rest = all.length - rows.length;
  const more = rest > 0 ? [line(`${grouped(rest)} more rows.`, 'muted')] : [];
  return [{ kind: 'table', columns, rows }, ...more];
}
