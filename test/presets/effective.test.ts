import { describe, expect, test } from 'vitest';
import { judges } from '../../src/app/judges.ts';
import type { Rule } from '../../src/model/rule.ts';
import { presets } from '../../src/presets/all.ts';
import { BASE_LIMITS } from '../../src/presets/base.ts';
import { RULE } from '../../src/presets/rule.ts';

function rulesOf(preset: string, config: Partial<Parameters<typeof judges>[0]> = {}) {
  return judges({ limits: BASE_LIMITS, rules: [], checks: [], ...config }).rulesOf({
    preset,
    name: 'web-1',
  });
}

function names(rules: readonly Rule[], metric: string): string[] {
  return rules
    .filter(({ levels }) => levels.some(({ when }) => when.includes(metric)))
    .map(({ name }) => name);
}

describe.each(presets)('a target of $name', ({ name, rules, replaces = {} }) => {
  test('has one rule per severity of a system metric', () => {
    const levels = rulesOf(name).flatMap((rule) =>
      rule.levels.flatMap(({ severity, when }) =>
        [...when.matchAll(/\bsystem\.[\w.]+/g)].map(([metric]) => `${metric} ${severity}`),
      ),
    );
    expect([...new Set(levels)]).toEqual(levels);
    for (const metric of ['system.cpu', 'system.memory', 'system.disk']) {
      expect(levels).toContain(`${metric} warning`);
      expect(levels).toContain(`${metric} critical`);
    }
  });

  test('has every rule of its preset, and replaces what there is', () => {
    expect(rulesOf(name)).toEqual(expect.arrayContaining([...rules]));
    expect(rules.map((rule) => rule.name)).toEqual(expect.arrayContaining(Object.keys(replaces)));
    const base = rulesOf('base').map((rule) => rule.name);
    expect(base).toEqual(expect.arrayContaining(Object.values(replaces)));
  });
});

const MOVED = { ...BASE_LIMITS, cpu: { warning: 60, critical: 70 } };
const OWN: Rule = {
  ...RULE,
  name: 'high_memory',
  type: 'custom',
  levels: [{ severity: 'warning', when: 'system.memory > 50' }],
  message: 'Memory of {target}',
};

test.each([
  { of: 'sms-agent', metric: 'system.cpu', rules: ['sms_cpu'] },
  { of: 'sms-agent', metric: 'system.disk', rules: ['disk_high'] },
  { of: 'persona-bot', metric: 'system.disk', rules: ['res_disk'] },
  { of: 'trading-bot', metric: 'system.cpu', rules: ['high_cpu'] },
  { of: 'trading-platform', metric: 'system.memory', rules: ['memory_critical', 'memory_high'] },
  // What a person configured wins over the preset.
  { of: 'sms-agent', metric: 'system.cpu', limits: MOVED, rules: ['high_cpu'] },
  { of: 'sms-agent', metric: 'system.memory', limits: MOVED, rules: ['sms_memory'] },
  { of: 'sms-agent', metric: 'system.memory', own: [OWN], rules: ['high_memory'] },
  { of: 'trading-platform', metric: 'system.memory', own: [OWN], rules: ['high_memory'] },
])('$metric on $of: $rules', ({ of, metric, limits = BASE_LIMITS, own = [], rules }) => {
  expect(names(rulesOf(of, { limits, rules: own }), metric)).toEqual(rules);
});

test('limits that were moved are those of the rule that stays', () => {
  const rule = rulesOf('sms-agent', { limits: MOVED }).find(({ name }) => name === 'high_cpu');
  expect(rule?.levels.map(({ when }) => when)).toEqual(['system.cpu > 60', 'system.cpu > 70']);
});
