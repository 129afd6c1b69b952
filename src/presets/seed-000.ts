import type { Preset } from '../model/preset.ts';
import { SCALE } from './base.ts';
import { seed000Metrics } from './seed-000-metrics.ts';

/** A bot in containers that posts calls on a budget: its facts and how its health is scored. */
export const seed000: Preset = {
  name: 'seed-000',
  title: 'Calls bot',
  metrics: seed000Metrics,
  rules: [],
  policy: {
    ...SCALE,
    name: 'seed-000',
    factors: [
      {
        name: 'containers_down',
        label: 'Containers not running',
        when: 'containers.down != 0',
        points: 30,
        kind: 'issue',
      },
      {
        name: 'heartbeat_missing',
        label: 'No heartbeat found',
        when: "absent('heartbeat.age_s')",
        points: 30,
        kind: 'issue',
      },
      {
        name: 'heartbeat_stale',
        label: 'Heartbeat is stale',
        when: 'heartbeat.age_s > 300',
        points: 25,
        kind: 'issue',
      },
      {
        name: 'budget_critical',
        label: 'Budget is almost used up',
        when: 'budget.used_pct > 90',
        points: 20,
        kind: 'issue',
      },
      {
        name: 'disk_critical',
        label: 'Disk is almost full',
        when: 'system.disk > 90',
        points: 20,
        kind: 'issue',
      },
      {
        name: 'containers_restarted',
        label: 'Containers restarted',
        when: 'containers.restarted != 0',
        points: 20,
        kind: 'issue',
      },
      {
        name: 'memory_critical',
        label: 'Memory is almost used up',
        when: 'system.memory > 90',
        points: 15,
        kind: 'issue',
      },
      {
        name: 'heartbeat_aging',
        label: 'Heartbeat is ageing',
        when: 'heartbeat.age_s >= 120 and heartbeat.age_s <= 300',
        points: 10,
        kind: 'warning',
      },
      {
        name: 'budget_warning',
        label: 'Budget is running low',
        when: 'budget.used_pct >= 80 and budget.used_pct <= 90',
        points: 5,
        kind: 'warning',
      },
      {
        name: 'disk_warning',
        label: 'Disk is filling up',
        when: 'system.disk >= 80 and system.disk <= 90',
        points: 5,
        kind: 'warning',
      },
      {
        name: 'memory_warning',
        label: 'Memory is filling up',
        when: 'system.memory >= 80 and system.memory <= 90',
        points: 5,
        kind: 'warning',
      },
      {
        name: 'signals_disabled',
        label: 'Signals are disabled',
        when: 'calls.signals_enabled == false',
        points: 5,
        kind: 'warning',
      },
    ],
  },
};
