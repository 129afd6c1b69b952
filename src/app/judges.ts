import { isDeepStrictEqual } from 'node:util';
import { compileRule, expressionsOf, rulesFor } from '../alert/compile.ts';
import { recentPoints } from '../alert/recent.ts';
import type { Watched } from '../alert/round.ts';
import type { Config } from '../config/config.ts';
import { wantedOf } from '../expression/names.ts';
import type { Preset } from '../model/preset.ts';
import type { Rule } from '../model/rule.ts';
import type { ScorePolicy } from '../model/score.ts';
import type { Target } from '../model/target.ts';
import type { Instant } from '../model/time.ts';
import { presets } from '../presets/all.ts';
import { baseWith, base as usual } from '../presets/base.ts';
import { withChecks } from '../presets/check-factors.ts';
import type { Extension } from '../presets/extension.ts';
import { self } from '../presets/self.ts';
import { compilePolicy } from '../score/policy.ts';
import { scoreFacts } from '../score/score.ts';

/** What judges targets: presets with the configured limits, and the configured rules. */
export interface Judges {
  presetOf(target: Pick<Target, 'preset'>): Preset;
  /** How it is scored, its checks included. */
  policyOf(target: Pick<Target, 'preset' | 'name' | 'kind'>): ScorePolicy;
  rulesOf(target: Pick<Target, 'preset' | 'name'>): readonly Rule[];
  /**
   * `since`: since when the target is watched; `off`: names of rules that are switched off; `canonical`: the name under
   * which a metric is kept.
   */
  watched(
    target: Target,
    options: {
      since: Instant;
      off: ReadonlySet<string>;
      canonical?: (metric: string) => string;
    },
  ): Watched;
}

/** Puts presets and configuration together. The configuration has been checked, so every name is known here. */
export function judges(config: Pick<Config, 'limits' | 'rules' | 'checks'>): Judges {
  const checked = new Set(config.checks.map(({ target }) => target));
  const base = baseWith(config.limits);
  const presetOf = ({ preset }: Pick<Target, 'preset'>): Extension =>
    preset === base.name ? base : ([...presets, self].find(({ name }) => name === preset) ?? base);
  // What a person configured, a limit or a rule of that name, wins over a preset's rule that stands for the base's.
  const moved = base.rules.filter(
    ({ levels }, at) => !isDeepStrictEqual(levels, usual.rules[at]?.levels),
  );
  const configured = new Set([...moved, ...config.rules].map(({ name }) => name));
  // Every preset extends the base, and the configuration both.
  const rulesOf = (target: Pick<Target, 'preset' | 'name'>) => {
    if (target.preset === self.name)
      return rulesFor(
        target.name,
        self.rules,
        config.rules.filter(({ targets }) => targets?.includes(target.name)),
      );
    const { rules, replaces = {} } = presetOf(target);
    const own = rules.filter(({ name }) => !configured.has(replaces[name] ?? name));
    const replaced = new Set(own.map(({ name }) => replaces[name]));
    const under = base.rules.filter(({ name }) => !replaced.has(name));
    return [own, config.rules].reduce((rest, next) => rulesFor(target.name, rest, next), under);
  };
  const policyOf = (target: Pick<Target, 'preset' | 'name' | 'kind'>) => {
    const { policy } = presetOf(target);
    return checked.has(target.name) ? withChecks(policy, target.kind === 'checks') : policy;
  };
  return {
    presetOf,
    policyOf,
    rulesOf,
    watched(target, { since, off, canonical }) {
      const policy = compilePolicy(policyOf(target));
      if (policy.kind === 'problem')
        throw new Error(`policy of ${target.preset}: ${policy.message}`);
      const rules = rulesOf(target)
        .filter(({ name }) => !off.has(name))
        .map((rule) => compileRule(rule, canonical));
      const wanted = wantedOf([...expressionsOf(rules), ...policy.factors.map(({ when }) => when)]);
      return {
        target,
        rules,
        recent: wanted.size === 0 ? null : recentPoints(wanted, since),
        wanted,
        score: (facts) => scoreFacts(policy, facts),
      };
    },
  };
}
