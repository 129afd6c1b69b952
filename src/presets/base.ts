import type { Preset } from '../model/preset.ts';
import type { Rule } from '../model/rule.ts';
import type { Band, FactorRule, ScorePolicy } from '../model/score.ts';
import { SECOND } from '../model/time.ts';
import { baseMetrics } from './base-metrics.ts';
import { baseCharts } from './charts.ts';
import { containerRules } from './container-rules.ts';
import { hostRules } from './host-rules.ts';
import { logRules } from './log-rules.ts';
import type { Limits } from './rule.ts';
import { above, BUSY_FOR, CRITICAL_RULE, RULE } from './rule.ts';

export const BANDS: readonly Band[] = [
  { status: 'EXCELLENT', from: 90, meaning: 'Perfect operation' },
  { status: 'GOOD', from: 75, meaning: 'Minor warnings only' },
  { status: 'WARNING', from: 60, meaning: 'Some issues need attention' },
  { status: 'DEGRADED', from: 40, meaning: 'Multiple issues, needs fixing' },
  { status: 'CRITICAL', from: 0, meaning: 'Serious problems, immediate action' },
];

/** How every preset sums up: one more deduction for two warnings at once, and the words for a score. */
export const SCALE = {
  multiple: { name: 'multiple_warnings', min: 2, points: 10 },
  bands: BANDS,
} as const satisfies Partial<ScorePolicy>;

/** What can be moved from outside: rules and score factors move together. */
export interface BaseLimits {
  readonly cpu: Limits;
  readonly memory: Limits;
  readonly disk: Limits;
}

export const BASE_LIMITS: BaseLimits = {
  cpu: { warning: 75, critical: 90 },
  memory: { warning: 80, critical: 95 },
  disk: { warning: 85, critical: 95 },
};

/** What holds for any host. */
export const base: Preset = baseWith(BASE_LIMITS);

/** The base preset with other limits; each `warning` must lie below its `critical`. */
export function baseWith(limits: BaseLimits): Preset {
  return {
    name: 'base',
    title: 'Any host',
    metrics: baseMetrics(limits),
    charts: baseCharts,
    rules: rules(limits),
    policy: { ...SCALE, name: 'base', factors: factors(limits) },
  };
}

function rules({ cpu, memory, disk }: BaseLimits): readonly Rule[] {
  return [
    {
      ...CRITICAL_RULE,
      name: 'high_cpu',
      type: 'resource',
      levels: above('system.cpu', cpu),
      for: BUSY_FOR,
      message: 'CPU at {value} on {target}',
    },
    {
      ...CRITICAL_RULE,
      name: 'high_memory',
      type: 'resource',
      levels: above('system.memory', memory),
      message: 'Memory at {value} on {target}',
    },
    {
      ...CRITICAL_RULE,
      name: 'disk_high',
      type: 'resource',
      levels: above('system.disk', disk),
      message: 'Disk {mount} at {value} on {target}',
    },
    {
      ...CRITICAL_RULE,
      name: 'target_unreachable',
      type: 'health',
      levels: [{ severity: 'critical', when: 'target.reachable == false' }],
      // At the usual interval the second missed round; one alone is no reason to wake anybody.
      for: 30 * SECOND,
      message: '{target} cannot be reached',
    },
    ...hostRules,
    ...containerRules,
    ...logRules,
    {
      ...CRITICAL_RULE,
      name: 'check_down',
      type: 'health',
      levels: [{ severity: 'critical', when: 'check.up == false' }],
      message: 'Check {name} of {target} fails',
    },
    {
      ...RULE,
      name: 'check_degraded',
      type: 'health',
      levels: [{ severity: 'warning', when: 'check.degraded == true' }],
      message: 'Check {name} of {target} is degraded',
    },
    {
      ...CRITICAL_RULE,
      name: 'certificate_expires',
      type: 'health',
      levels: [
        { severity: 'warning', when: 'check.tls_days_left < 14' },
        { severity: 'critical', when: 'check.tls_days_left < 3' },
      ],
      message: 'Certificate of check {name} of {target} ends in {value} days',
    },
    {
      ...CRITICAL_RULE,
      name: 'slo_burning',
      type: 'health',
      levels: [
        { severity: 'warning', when: 'slo.burn_6h > 6' },
        { severity: 'critical', when: 'slo.burn_1h > 14.4' },
      ],
      message:
        'Check {name} of {target} uses up its error budget {value} times as fast as it lasts',
    },
    {
      ...RULE,
      name: 'score_low',
      type: 'health',
      levels: [{ severity: 'warning', when: 'health.score < 60' }],
      message: 'Health score of {target} is {value}',
    },
  ];
}

function factors({ cpu, memory, disk }: BaseLimits): readonly FactorRule[] {
  return [
    {
      name: 'disk_critical',
      label: 'Disk is almost full',
      when: `system.disk > ${disk.critical}`,
      points: 20,
      kind: 'issue',
    },
    {
      name: 'cpu_critical',
      label: 'CPU is almost saturated',
      when: `system.cpu > ${cpu.critical}`,
      points: 15,
      kind: 'issue',
    },
    {
      name: 'memory_critical',
      label: 'Memory is almost used up',
      when: `system.memory > ${memory.critical}`,
      points: 15,
      kind: 'issue',
    },
    {
      name: 'inodes_high',
      label: 'Inodes are almost used up',
      when: 'system.disk.inodes > 90',
      points: 10,
      kind: 'issue',
    },
    {
      name: 'cpu_warning',
      label: 'CPU is busy',
      when: between('system.cpu', cpu),
      points: 5,
      kind: 'warning',
    },
    {
      name: 'memory_warning',
      label: 'Memory is filling up',
      when: between('system.memory', memory),
      points: 5,
      kind: 'warning',
    },
    {
      name: 'disk_warning',
      label: 'Disk is filling up',
      when: between('system.disk', disk),
      points: 5,
      kind: 'warning',
    },
  ];
}

function between(metric: string, { warning, critical }: Limits): string {
  return `${metric} > ${warning} and ${metric} <= ${critical}`;
}
