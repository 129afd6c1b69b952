import { describe, expect, test } from 'vitest';
import { names } from '../../src/expression/names.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { MINUTE, SECOND } from '../../src/model/time.ts';
import { findPolicy, presets } from '../../src/presets/all.ts';
import { BASE_LIMITS, base, baseWith } from '../../src/presets/base.ts';
import { compilePolicy } from '../../src/score/policy.ts';

const METRICS = new Set(presets.flatMap((preset) => preset.metrics.map(({ name }) => name)));

describe.each(presets)('$name', (preset) => {
  test('its policy compiles and is found by its name', () => {
    expect(compilePolicy(preset.policy)).toMatchObject({ kind: 'policy' });
    expect(findPolicy(preset.policy.name)).toBe(preset.policy);
  });

  test('its conditions read declared metrics only', () => {
    const conditions = [
      ...preset.policy.factors.map(({ when }) => when),
      ...preset.rules.flatMap((rule) => rule.levels.map(({ when }) => when)),
    ];
    const strange = conditions.flatMap((condition): string[] => {
      const parsed = parseExpression(condition);
      if (parsed.kind === 'problem' || parsed.gives !== 'boolean') return [condition];
      return names(parsed).filter((name) => !METRICS.has(name));
    });
    expect(strange).toEqual([]);
  });

  test('names are unique, points positive, bands fall to 0', () => {
    const { factors, bands } = preset.policy;
    expect(new Set(factors.map(({ name }) => name)).size).toBe(factors.length);
    expect(factors.filter(({ points }) => points <= 0)).toEqual([]);
    const starts = bands.map(({ from }) => from);
    expect(starts).toEqual([...starts].sort((a, b) => b - a));
    expect(starts.at(-1)).toBe(0);
  });
});

test('the rules of base', () => {
  const rules = base.rules.map((rule) => ({
    name: rule.name,
    for: rule.for,
    cooldown: rule.cooldown,
    levels: rule.levels.map(({ severity, when }) => `${severity}: ${when}`),
  }));
  const cooldown = 5 * MINUTE;
  expect(rules).toEqual([
    {
      name: 'high_cpu',
      for: 2 * MINUTE,
      cooldown,
      levels: ['warning: system.cpu > 75', 'critical: system.cpu > 90'],
    },
    {
      name: 'high_memory',
      for: 0,
      cooldown,
      levels: ['warning: system.memory > 80', 'critical: system.memory > 95'],
    },
    {
      name: 'disk_high',
      for: 0,
      cooldown,
      levels: ['warning: system.disk > 85', 'critical: system.disk > 95'],
    },
    {
      name: 'target_unreachable',
      for: 30 * SECOND,
      cooldown,
      levels: ['critical: target.reachable == false'],
    },
    { name: 'score_low', for: 0, cooldown, levels: ['warning: health.score < 60'] },
  ]);
});

test('other limits move the rules and the score together', () => {
  const moved = baseWith({ ...BASE_LIMITS, cpu: { warning: 60, critical: 70 } });
  const texts = [
    ...moved.rules.flatMap((rule) => rule.levels.map(({ when }) => when)),
    ...moved.policy.factors.map(({ when }) => when),
  ];
  expect(texts.filter((text) => text.includes('system.cpu'))).toEqual([
    'system.cpu > 60',
    'system.cpu > 70',
    'system.cpu > 70',
    'system.cpu > 60 and system.cpu <= 70',
  ]);
});
