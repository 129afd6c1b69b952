import type { MetricDefinition } from '../model/metric.ts';
import type { Preset } from '../model/preset.ts';
import type { Rule } from '../model/rule.ts';
import type { Band, FactorRule } from '../model/score.ts';
import { MINUTE, SECOND } from '../model/time.ts';

const METRICS: readonly MetricDefinition[] = [
  { name: 'system.cpu', title: 'CPU', unit: 'percent' },
  { name: 'system.load1', title: 'Load, 1 min', unit: 'none' },
  { name: 'system.load5', title: 'Load, 5 min', unit: 'none' },
  { name: 'system.load15', title: 'Load, 15 min', unit: 'none' },
  { name: 'system.cores', title: 'CPU cores', unit: 'count' },
  { name: 'system.memory', title: 'Memory', unit: 'percent' },
  { name: 'system.memory.total_bytes', title: 'Memory, total', unit: 'bytes' },
  { name: 'system.memory.available_bytes', title: 'Memory, available', unit: 'bytes' },
  { name: 'system.swap', title: 'Swap', unit: 'percent' },
  { name: 'system.disk', title: 'Disk', unit: 'percent' },
  { name: 'system.disk.free_bytes', title: 'Disk, free', unit: 'bytes' },
  { name: 'system.disk.total_bytes', title: 'Disk, total', unit: 'bytes' },
  { name: 'system.disk.inodes', title: 'Inodes', unit: 'percent' },
  { name: 'net.received', title: 'Network in', unit: 'bytes/s' },
  { name: 'net.sent', title: 'Network out', unit: 'bytes/s' },
  { name: 'system.uptime', title: 'Uptime', unit: 'seconds' },
  { name: 'system.processes', title: 'Processes', unit: 'count' },
  { name: 'health.score', title: 'Health score', unit: 'points' },
  { name: 'target.reachable', title: 'Reachable', unit: 'none', isTruth: true },
];

export const BANDS: readonly Band[] = [
  { status: 'EXCELLENT', from: 90, meaning: 'Perfect operation' },
  { status: 'GOOD', from: 75, meaning: 'Minor warnings only' },
  { status: 'WARNING', from: 60, meaning: 'Some issues need attention' },
  { status: 'DEGRADED', from: 40, meaning: 'Multiple issues, needs fixing' },
  { status: 'CRITICAL', from: 0, meaning: 'Serious problems, immediate action' },
];

const RULE: Omit<Rule, 'name' | 'levels' | 'message'> = {
  for: 0,
  clear: null,
  cooldown: 5 * MINUTE,
  labels: {},
  runbook: null,
  targets: null,
  channels: null,
};

/** Percent above which a level holds. */
export interface Limits {
  readonly warning: number;
  readonly critical: number;
}

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
    metrics: METRICS,
    rules: rules(limits),
    policy: {
      name: 'base',
      factors: factors(limits),
      multiple: { name: 'multiple_warnings', min: 2, points: 10 },
      bands: BANDS,
    },
  };
}
function rules({ cpu, memory, disk }: BaseLimits): readonly Rule[] {
  return [
    {
      ...RULE,
      name: 'high_cpu',
      levels: [
        { severity: 'warning', when: `system.cpu > ${cpu.warning}` },
        { severity: 'critical', when: `system.cpu > ${cpu.critical}` },
      ],
      for: 2 * MINUTE,
      message: 'CPU at {value} on {target}',
    },
    {
      ...RULE,
      name: 'high_memory',
      levels: [
        { severity: 'warning', when: `system.memory > ${memory.warning}` },
        { severity: 'critical', when: `system.memory > ${memory.critical}` },
      ],
      message: 'Memory at {value} on {target}',
    },
    {
      ...RULE,
      name: 'disk_high',
      levels: [
        { severity: 'warning', when: `system.disk > ${disk.warning}` },
        { severity: 'critical', when: `system.disk > ${disk.critical}` },
      ],
      message: 'Disk {mount} at {value} on {target}',
    },
    {
      ...RULE,
      name: 'target_unreachable',
      levels: [{ severity: 'critical', when: 'target.reachable == false' }],
      // At the usual interval the second missed round; one alone is no reason to wake anybody.
      for: 30 * SECOND,
      message: '{target} cannot be reached',
    },
    {
      ...RULE,
      name: 'score_low',
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
