import type { ReportSection } from '../model/report-section.ts';

/** Parts of a report in the order in which seed 000 has them: its parts 2, 3 and 5. */
export const callsBotReport: readonly ReportSection[] = [
  {
    title: 'Signal quality',
    place: 'before resources',
    rows: [
      { title: 'Alerts posted', metric: 'calls.alerts_total', fn: 'increase' },
      { title: 'Signals enabled', metric: 'calls.signals_enabled', fn: 'min' },
    ],
  },
  {
    title: 'Budget efficiency',
    place: 'before resources',
    rows: [
      { title: 'Used at most', metric: 'budget.used_pct', fn: 'max' },
      { title: 'Used on average', metric: 'budget.used_pct', fn: 'avg' },
    ],
  },
  {
    title: 'Feed performance',
    place: 'after resources',
    rows: [
      { title: 'Cycles', metric: 'feed.cycles_total', fn: 'increase' },
      { title: 'Usual cycle', metric: 'feed.cycle_ms', fn: 'p50' },
      { title: 'Slow cycle (p95)', metric: 'feed.cycle_ms', fn: 'p95' },
    ],
  },
];
