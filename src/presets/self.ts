import type { Preset } from '../model/preset.ts';
import { MINUTE } from '../model/time.ts';
import { BANDS } from './base.ts';
import { CRITICAL_RULE, RULE } from './rule.ts';
import { selfMetrics } from './self-metrics.ts';

/** The monitor itself: what its audit finds each minute, and what is said of it. */
export const self: Preset = {
  name: 'self',
  title: 'Tocsin itself',
  metrics: selfMetrics,
  rules: [
    {
      ...CRITICAL_RULE,
      name: 'monitor_offline',
      levels: [{ severity: 'critical', when: 'self.online == false' }],
      type: 'health',
      message: 'The monitor has lost its own network; its targets are unknown, not down',
    },
    {
      ...RULE,
      name: 'messages_overdue',
      levels: [
        { severity: 'error', when: 'self.outbox_oldest_s > 300' },
        { severity: 'critical', when: 'self.outbox_oldest_s > 3600' },
      ],
      type: 'health',
      message: 'A message has waited for {value}; a channel does not take what it should',
    },
    {
      ...RULE,
      name: 'exports_overdue',
      levels: [{ severity: 'warning', when: 'self.forward_oldest_s > 900' }],
      type: 'health',
      message: 'Samples have waited for {value} to be pushed: /about says for which destination',
    },
    {
      ...RULE,
      name: 'messages_undelivered',
      levels: [{ severity: 'error', when: 'self.undelivered > 0' }],
      type: 'health',
      message: '{value} messages could not be delivered: /alert <id> delivery says why',
    },
    {
      ...CRITICAL_RULE,
      name: 'targets_unchecked',
      levels: [{ severity: 'critical', when: 'self.unchecked_targets > 0' }],
      type: 'health',
      message: '{value} targets have not been checked for three intervals',
    },
    {
      ...RULE,
      name: 'rules_failing',
      levels: [{ severity: 'error', when: 'self.rule_errors > 0' }],
      type: 'health',
      message: 'Alerts could not be followed {value} times in the last minute: the log says why',
    },
    {
      ...RULE,
      name: 'clock_jumped',
      levels: [{ severity: 'warning', when: 'abs(self.clock_jump_s) > 60' }],
      type: 'health',
      message: "The monitor's clock jumped",
    },
    {
      ...RULE,
      name: 'data_disk_low',
      levels: [
        { severity: 'warning', when: 'self.disk_free_bytes < 1000000000' },
        { severity: 'critical', when: 'self.disk_free_bytes < 200000000' },
      ],
      clearFor: MINUTE,
      type: 'resource',
      message: 'Only {value} are free where the monitor keeps its data',
    },
    {
      ...CRITICAL_RULE,
      name: 'storage_budget',
      levels: [
        { severity: 'warning', when: 'self.storage_used > 80' },
        { severity: 'critical', when: 'self.storage_used > 95' },
      ],
      clearFor: MINUTE,
      type: 'resource',
      message: 'Samples will not fit: {value} of the room for data is used; /storage says by what',
    },
    {
      ...RULE,
      name: 'storage_filling',
      levels: [{ severity: 'warning', when: 'self.storage_days_left < 14' }],
      for: 10 * MINUTE,
      type: 'resource',
      message:
        'Samples will not fit: at this rate the room for data is full in {value} days; /storage says by what',
    },
    {
      ...RULE,
      name: 'written_budget',
      levels: [{ severity: 'warning', when: 'self.written_used > 100' }],
      for: 10 * MINUTE,
      type: 'resource',
      message: 'Samples write {value} of what a day may take; /storage shows how much that is',
    },
    {
      ...RULE,
      name: 'series_refused',
      levels: [{ severity: 'warning', when: 'self.series_refused > 0' }],
      clearFor: 5 * MINUTE,
      type: 'resource',
      message:
        '{value} values of new series were refused in the last minute: /storage says on which target and of which metric',
    },
  ],
  policy: { name: 'self', factors: [], multiple: null, bands: BANDS },
};
