import { compileRule, rulesFor } from '../alert/compile.ts';
import type { Watched } from '../alert/round.ts';
import type { Config } from '../config/config.ts';
import { indexFacts } from '../expression/evaluate.ts';
import type { MetricDefinition, Unit } from '../model/metric.ts';
import type { Preset } from '../model/preset.ts';
import type { Rule } from '../model/rule.ts';
import type { Target } from '../model/target.ts';
import { findPreset, presets } from '../presets/all.ts';
import { baseWith } from '../presets/base.ts';
import { compilePolicy } from '../score/policy.ts';
import { scoreFacts } from '../score/score.ts';

/** What judges targets: presets with the configured limits, and the configured rules. */
export interface Judges {
  readonly metrics: readonly MetricDefinition[];
  unitOf(metric: string): Unit;
  presetOf(target: Pick<Target, 'preset'>): Preset;
  rulesOf(target: Pick<Target, 'preset' | 'name'>): readonly Rule[];
  watched(target: Target): Watched;
}

/** Puts presets and configuration together. The configuration has been checked, so every name is known here. */
export function judges(config: Pick<Config, 'limits' | 'rules'>): Judges {
  const base = baseWith(config.limits);
  const presetOf = ({ preset }: Pick<Target, 'preset'>): Preset =>
    preset === base.name ? base : (findPreset(preset) ?? base);
  const metrics = new Map(presets.flatMap((one) => one.metrics).map((one) => [one.name, one]));
  // Every preset extends the base, and the configuration both.
  const rulesOf = (target: Pick<Target, 'preset' | 'name'>) =>
    [presetOf(target).rules, config.rules].reduce(
      (under, own) => rulesFor(target.name, under, own),
      base.rules,
    );
  return {
    metrics: [...metrics.values()],
    unitOf: (metric) => metrics.get(metric)?.unit ?? 'none',
    presetOf,
    rulesOf,
    watched(target) {
      const policy = compilePolicy(presetOf(target).policy);
      if (policy.kind === 'problem')
        throw new Error(`policy of ${target.preset}: ${policy.message}`);
      return {
        target,
        rules: rulesOf(target).map(compileRule),
        score: (facts) => scoreFacts(policy, indexFacts(facts)),
      };
    },
  };
}
