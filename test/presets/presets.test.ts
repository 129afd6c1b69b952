import { describe, expect, test } from 'vitest';
import { names } from '../../src/expression/names.ts';
import { visit } from '../../src/expression/node.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { MINUTE, SECOND } from '../../src/model/time.ts';
import { findPolicy, presets } from '../../src/presets/all.ts';
import { BASE_LIMITS, base, baseWith } from '../../src/presets/base.ts';
import { compilePolicy } from '../../src/score/policy.ts';

/** Constants that a condition compares such metrics with. */
function limitsOf(condition: string, isSuch: (metric: string) => boolean): unknown[] {
  const parsed = parseExpression(condition);
  const limits: unknown[] = [];
  if (parsed.kind === 'problem') return limits;
  visit(parsed.root, (node) => {
    if (node.kind !== 'compare' || node.right.kind !== 'literal') return;
    if ('name' in node.left && isSuch(node.left.name)) limits.push(node.right.value);
  });
  return limits;
}

describe.each(presets)('$name', (preset) => {
  const metrics = new Map([...base.metrics, ...preset.metrics].map((one) => [one.name, one]));
  const conditions = [
    ...preset.policy.factors.map(({ when }) => when),
    ...preset.rules.flatMap((rule) => rule.levels.map(({ when }) => when)),
  ];

  test('its policy compiles and is found by its name', () => {
    expect(compilePolicy(preset.policy)).toMatchObject({ kind: 'policy' });
    expect(findPolicy(preset.policy.name)).toBe(preset.policy);
  });

  test('its conditions read metrics of its own and of the base only', () => {
    const strange = conditions.flatMap((condition): string[] => {
      const parsed = parseExpression(condition);
      if (parsed.kind === 'problem' || parsed.gives !== 'boolean') return [condition];
      return names(parsed).filter((name) => !metrics.has(name));
    });
    expect(strange).toEqual([]);
  });

  test('it declares no metric that nothing reads or measures, and none twice', () => {
    const probes = (preset.probes ?? []).flatMap((probe) => probe.metrics);
    const sources = (preset.sources ?? []).flatMap(({ rows = '', gaps = '' }) => [rows, gaps]);
    const text = [...conditions, ...probes.map(({ metric }) => metric), ...sources].join('\n');
    const own = preset === base ? [] : preset.metrics.map(({ name }) => name);
    expect(own.filter((name) => !text.includes(name))).toEqual([]);
    expect(new Set(own).size).toBe(own.length);
  });

  test('a ratio is never compared with more than 1', () => {
    const isRatio = (name: string) => metrics.get(name)?.unit === 'ratio';
    const limits = conditions.flatMap((condition) => limitsOf(condition, isRatio));
    expect(limits.filter((limit) => typeof limit !== 'number' || limit > 1)).toEqual([]);
  });

  test('names are unique, points positive, bands fall to 0', () => {
    const { factors, bands } = preset.policy;
    expect(new Set(preset.rules.map(({ name }) => name)).size).toBe(preset.rules.length);
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
    {
      name: 'host_key_changed',
      for: 0,
      cooldown,
      levels: ['critical: target.host_key == false'],
    },
    {
      name: 'clock_off',
      for: MINUTE,
      cooldown,
      levels: ['warning: abs(system.clock_offset_s) > 5', 'error: abs(system.clock_offset_s) > 30'],
    },
    {
      name: 'memory_stalled',
      for: 5 * MINUTE,
      cooldown,
      levels: [
        'warning: system.pressure.memory.full.avg60 > 10',
        'critical: system.pressure.memory.full.avg60 > 40',
      ],
    },
    {
      name: 'disk_stalled',
      for: 5 * MINUTE,
      cooldown,
      levels: [
        'warning: system.pressure.io.full.avg60 > 40',
        'critical: system.pressure.io.full.avg60 > 80',
      ],
    },
    {
      name: 'cgroup_memory_high',
      for: 0,
      cooldown,
      levels: ['warning: system.cgroup.memory > 90', 'critical: system.cgroup.memory > 97'],
    },
    {
      name: 'too_hot',
      for: 5 * MINUTE,
      cooldown,
      levels: ['warning: system.temperature > 85', 'critical: system.temperature > 95'],
    },
    {
      name: 'probe_failing',
      for: 5 * MINUTE,
      cooldown,
      levels: ['warning: probe.ok == false'],
    },
    { name: 'units_failed', for: MINUTE, cooldown, levels: ['warning: systemd.failed > 0'] },
    { name: 'reboot_pending', for: 0, cooldown, levels: ['info: system.reboot_pending > 0'] },
    { name: 'container_down', for: 0, cooldown, levels: ['critical: container.up == false'] },
    {
      name: 'container_unhealthy',
      for: 0,
      cooldown,
      levels: ['error: container.healthy == false'],
    },
    {
      name: 'container_restart_loop',
      for: 0,
      cooldown,
      levels: ["error: increase('container.restarts', '10m') >= 3"],
    },
    {
      name: 'container_oom',
      for: 0,
      cooldown,
      levels: ["error: sum('container.new_oom_kills', '15m') > 0"],
    },
    {
      name: 'container_memory_high',
      for: 5 * MINUTE,
      cooldown,
      levels: ['warning: container.memory > 90', 'critical: container.memory > 97'],
    },
    {
      name: 'container_engine_down',
      for: 0,
      cooldown,
      levels: ['error: containers.engine == false'],
    },
    {
      name: 'log_error_burst',
      for: 0,
      cooldown,
      levels: [
        "warning: sum('log.new_errors', '5m') >= 20",
        "critical: sum('log.new_errors', '5m') >= 200",
      ],
    },
    {
      name: 'log_unreadable',
      for: 10 * MINUTE,
      cooldown,
      levels: ['warning: log.readable == false'],
    },
    { name: 'check_down', for: 0, cooldown, levels: ['critical: check.up == false'] },
    { name: 'check_degraded', for: 0, cooldown, levels: ['warning: check.degraded == true'] },
    {
      ...{ name: 'certificate_expires', for: 0, cooldown },
      levels: ['warning: check.tls_days_left < 14', 'critical: check.tls_days_left < 3'],
    },
    {
      ...{ name: 'slo_burning', for: 0, cooldown },
      levels: ['warning: slo.burn_6h > 6', 'critical: slo.burn_1h > 14.4'],
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
