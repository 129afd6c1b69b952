import type { Rule, RuleLevel } from '../model/rule.ts';
import { ANY } from '../model/silence.ts';
import { MINUTE } from '../model/time.ts';
import { above, CRITICAL_RULE, RULE } from './rule.ts';

/** Seconds that a host's clock may differ: logs and log-ins by time go wrong beyond. */
const CLOCK = { warning: 5, error: 30 } as const;
/** Percent of time in which all work waited: nothing gets done in it. */
const STALLED = { warning: 10, critical: 40 } as const;
const WAITS_FOR_DISK = { warning: 40, critical: 80 } as const;
const CGROUP_MEMORY = { warning: 90, critical: 97 } as const;
/** Degrees Celsius; most processors slow themselves down from 95 to 105. */
const TEMPERATURE = { warning: 85, critical: 95 } as const;

const CLOCK_LEVELS: readonly [RuleLevel, ...RuleLevel[]] = [
  { severity: 'warning', when: `abs(system.clock_offset_s) > ${CLOCK.warning}` },
  { severity: 'error', when: `abs(system.clock_offset_s) > ${CLOCK.error}` },
];
export const MEMORY_STALL_LEVELS = above('system.pressure.memory.full.avg60', STALLED);
export const DISK_STALL_LEVELS = above('system.pressure.io.full.avg60', WAITS_FOR_DISK);
export const CGROUP_MEMORY_LEVELS = above('system.cgroup.memory', CGROUP_MEMORY);
export const TEMPERATURE_LEVELS = above('system.temperature', TEMPERATURE);

/** What else is wrong with a host than that it is full or busy. */
export const hostRules: readonly Rule[] = [
  {
    ...CRITICAL_RULE,
    name: 'host_key_changed',
    type: 'security',
    levels: [{ severity: 'critical', when: 'target.host_key == false' }],
    message: '{target} shows another SSH host key and is not read any more; /targets says which',
  },
  {
    ...RULE,
    name: 'clock_off',
    type: 'health',
    levels: CLOCK_LEVELS,
    for: MINUTE,
    message: 'The clock of {target} is off by {value}',
  },
  {
    ...CRITICAL_RULE,
    name: 'memory_stalled',
    type: 'resource',
    levels: MEMORY_STALL_LEVELS,
    for: 5 * MINUTE,
    message: 'All work on {target} waits for memory {value} of the time',
  },
  {
    ...CRITICAL_RULE,
    name: 'disk_stalled',
    type: 'resource',
    levels: DISK_STALL_LEVELS,
    for: 5 * MINUTE,
    message: 'All work on {target} waits for disks {value} of the time',
  },
  {
    ...CRITICAL_RULE,
    name: 'cgroup_memory_high',
    type: 'resource',
    levels: CGROUP_MEMORY_LEVELS,
    message: '{target} uses {value} of the memory that its container may have',
  },
  {
    ...CRITICAL_RULE,
    name: 'too_hot',
    type: 'resource',
    levels: TEMPERATURE_LEVELS,
    for: 5 * MINUTE,
    message: '{sensor} of {target} is at {value} °C',
  },
  {
    ...RULE,
    name: 'probe_failing',
    type: 'health',
    levels: [{ severity: 'warning', when: 'probe.ok == false' }],
    for: 5 * MINUTE,
    message: 'Probe {name} of {target} does not work; /targets says why',
  },
  {
    ...RULE,
    name: 'units_failed',
    type: 'health',
    levels: [{ severity: 'warning', when: 'systemd.failed > 0' }],
    for: MINUTE,
    message: 'systemd units that failed on {target}: {value}',
  },
  {
    ...RULE,
    name: 'reboot_pending',
    type: 'health',
    levels: [{ severity: 'info', when: 'system.reboot_pending > 0' }],
    message: '{target} waits for a reboot',
  },
];

/** Whose key has changed is not read any more: that it is not reached is told already. */
export const hostInhibitions = [
  {
    when: { ...ANY, rule: 'host_key_changed' },
    mute: { ...ANY, rule: 'target_unreachable' },
    same: ['target'],
  },
] as const;
