import type { MetricDefinition } from '../model/metric.ts';
import { bandsIn } from '../model/metric.ts';
import { truth } from './metric.ts';

const SELF = { category: 'self' } as const;

/** What the monitor's audit finds of itself each minute. */
export const selfMetrics: readonly MetricDefinition[] = [
  {
    ...SELF,
    name: 'self.outbox_oldest_s',
    title: 'Oldest unsent message',
    unit: 'seconds',
    isKey: true,
    bands: bandsIn(
      [
        { severity: 'error', when: 'self.outbox_oldest_s > 300' },
        { severity: 'critical', when: 'self.outbox_oldest_s > 3600' },
      ],
      'self.outbox_oldest_s',
    ),
    explanation:
      'How long the oldest message has waited to be sent. It grows while a chat does not take messages: see the network and the token of that channel.',
  },
  {
    ...SELF,
    name: 'self.forward_oldest_s',
    title: 'Oldest sample not pushed',
    unit: 'seconds',
    bands: bandsIn(
      [{ severity: 'warning', when: 'self.forward_oldest_s > 900' }],
      'self.forward_oldest_s',
    ),
    explanation:
      'How long the oldest sample has waited for a destination of `exports`. It grows while one does not take samples: /about says which, and why.',
  },
  {
    ...SELF,
    name: 'self.undelivered',
    title: 'Messages given up in the last hour',
    unit: 'count',
    bands: bandsIn([{ severity: 'error', when: 'self.undelivered > 0' }], 'self.undelivered'),
    explanation:
      'Messages that no channel took and that are tried no more. /alert <id> delivery says why; often a chat was deleted or the bot was removed from it.',
  },
  {
    ...SELF,
    name: 'self.unchecked_targets',
    title: 'Targets not checked for three intervals',
    unit: 'count',
    isKey: true,
    bands: bandsIn(
      [{ severity: 'critical', when: 'self.unchecked_targets > 0' }],
      'self.unchecked_targets',
    ),
    explanation:
      'Targets that had no round for three of their intervals, good or bad. The machine that Tocsin runs on is overloaded, or Tocsin hangs: restart it.',
  },
  {
    ...SELF,
    name: 'self.rule_errors',
    title: 'Rounds and steps of time that failed',
    unit: 'count',
    bands: bandsIn([{ severity: 'error', when: 'self.rule_errors > 0' }], 'self.rule_errors'),
    explanation:
      'How often in the last minute alerts could not be followed. The log says why; mostly the database could not be written.',
  },
  {
    ...SELF,
    name: 'self.clock_jump_s',
    title: 'Jump of the clock',
    unit: 'seconds',
    bands: bandsIn(
      [
        { severity: 'warning', when: 'self.clock_jump_s > 60' },
        { severity: 'warning', when: 'self.clock_jump_s < -60' },
      ],
      'self.clock_jump_s',
    ),
    explanation:
      'By how much the wall clock jumped in the last minute, forward or (negative) back. Let a time service such as chrony keep the clock.',
  },
  {
    ...SELF,
    name: 'self.disk_free_bytes',
    title: 'Free space for the data',
    unit: 'bytes',
    isKey: true,
    bands: bandsIn(
      [
        { severity: 'warning', when: 'self.disk_free_bytes < 1000000000' },
        { severity: 'critical', when: 'self.disk_free_bytes < 200000000' },
      ],
      'self.disk_free_bytes',
    ),
    explanation:
      'Space that is free on the disk where Tocsin keeps its data. When it is low, free some or let samples be kept for a shorter time.',
  },
  {
    ...SELF,
    name: 'self.storage_bytes',
    title: 'Database, samples and backups',
    unit: 'bytes',
    explanation:
      'What is kept on the disk. It grows until the oldest samples go; /storage says by what, and what it comes to in a month.',
  },
  {
    ...SELF,
    name: 'self.storage_used',
    title: 'Room for data that is used',
    unit: 'percent',
    bands: bandsIn(
      [
        { severity: 'warning', when: 'self.storage_used > 80' },
        { severity: 'critical', when: 'self.storage_used > 95' },
      ],
      'self.storage_used',
    ),
    explanation:
      'What is kept on the disk, of the limit under storage: in tocsin.yaml. When it is high, keep samples for a shorter time or give them more room.',
  },
  {
    ...SELF,
    name: 'self.storage_days_left',
    title: 'Days until the room for data is full',
    unit: 'count',
    bands: bandsIn(
      [{ severity: 'warning', when: 'self.storage_days_left < 14' }],
      'self.storage_days_left',
    ),
    explanation:
      'When the limit under storage: is reached if every day adds as much as the last ones; 3650 stands for never. Fewer series or longer rounds make it longer.',
  },
  {
    ...SELF,
    name: 'self.written_used',
    title: 'Writing of samples, of what a day may take',
    unit: 'percent',
    bands: bandsIn([{ severity: 'warning', when: 'self.written_used > 100' }], 'self.written_used'),
    explanation:
      'What the samples wrote within the last day, of written_per_day under storage:. Fewer series or longer rounds make it less; disks of flash memory wear out by it.',
  },
  {
    ...SELF,
    name: 'self.series_refused',
    title: 'New series refused in the last minute',
    unit: 'count',
    bands: bandsIn(
      [{ severity: 'warning', when: 'self.series_refused > 0' }],
      'self.series_refused',
    ),
    explanation:
      'A target, or all of them, had as many series as are allowed, and something of a new one came. Mostly a label holds ids: /storage names target and metric.',
  },
  truth('self.online', 'Own network', {
    ...SELF,
    explanation:
      'Whether the monitor itself reaches the network. While it does not, its targets are unknown, not down: mend its own connection first.',
  }),
];
