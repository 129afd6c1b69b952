import type { Panel, PanelField } from '../model/panel.ts';
import { DAY, HOUR } from '../model/time.ts';

const now = (title: string, metric: string): PanelField => ({ title, metric, show: 'now' });
const CYCLE = 'feed.cycle_ms';

export const callsBotPanels: readonly Panel[] = [
  {
    name: 'containers',
    title: 'Containers',
    fields: [now('Not running', 'containers.down'), now('Restarted', 'containers.restarted')],
    table: {
      label: 'name',
      columns: [
        { title: 'Runs', metric: 'container.up' },
        { title: 'Restarts', metric: 'container.restarts' },
        { title: 'CPU', metric: 'container.cpu' },
        { title: 'Memory', metric: 'container.memory_bytes' },
      ],
    },
  },
  {
    name: 'budget',
    title: 'Budget',
    fields: [
      now('Used', 'budget.used_pct'),
      { title: 'Goes on like this', metric: 'budget.used_pct', show: 'until', limit: 100 },
      {
        title: 'Alerts for 1 % of it',
        metric: 'calls.alerts_total',
        show: 'per',
        other: 'budget.used_pct',
      },
    ],
    trend: 'budget.used_pct',
  },
  {
    name: 'feed',
    title: 'Feed',
    fields: [
      now('Works', 'feed.ok'),
      now('Newest cycle', CYCLE),
      { title: 'Usual cycle', metric: CYCLE, show: 'over', fn: 'p50', window: DAY },
      { title: 'Slow cycle (p95)', metric: CYCLE, show: 'over', fn: 'p95', window: DAY },
      {
        title: 'Cycles of the last hour',
        metric: 'feed.cycles_total',
        show: 'over',
        fn: 'increase',
        window: HOUR,
      },
    ],
    trend: CYCLE,
  },
  {
    name: 'signals',
    title: 'Signals',
    fields: [
      now('Enabled', 'calls.signals_enabled'),
      now('Alerts posted', 'calls.alerts_total'),
      {
        title: 'Alerts of the last day',
        metric: 'calls.alerts_total',
        show: 'over',
        fn: 'increase',
        window: DAY,
      },
      now('Tracked', 'calls.tracking_count'),
      {
        title: 'Alerts for each tracked',
        metric: 'calls.alerts_total',
        show: 'per',
        other: 'calls.tracking_count',
      },
    ],
  },
  {
    name: 'tracking',
    title: 'Tracking',
    fields: [now('Tracked', 'calls.tracking_count')],
    trend: 'calls.tracking_count',
    event: 'tracking.sample',
  },
  {
    name: 'database',
    title: 'Database',
    fields: [now('Size', 'db.size_bytes'), now('Last write', 'db.last_write_age')],
    table: { label: 'table', columns: [{ title: 'Rows', metric: 'db.rows' }] },
    trend: 'db.size_bytes',
  },
  {
    name: 'heartbeat',
    title: 'Heartbeat',
    fields: [
      now('Age', 'heartbeat.age_s'),
      {
        title: 'Oldest of the last day',
        metric: 'heartbeat.age_s',
        show: 'over',
        fn: 'max',
        window: DAY,
      },
    ],
    trend: 'heartbeat.age_s',
  },
];
