import type { DeclaredProbe, ProbeMetric } from '../model/declared-probe.ts';
import { SECOND } from '../model/time.ts';

const USUAL = {
  format: 'number',
  pattern: null,
  separator: null,
  labels: [],
  metrics: [],
  event: null,
  every: null,
  timeout: 5 * SECOND,
} as const satisfies Partial<DeclaredProbe>;

const value = (metric: string, from: string): ProbeMetric => ({ metric, from, as: 'value' });

/** Where the bot keeps its rows, from its folder. */
const DATABASE = 'data/calls.db';

/** What is asked of a calls bot; a target whose bot is laid out in another way says the probe anew. */
export const callsBotProbes: readonly DeclaredProbe[] = [
  {
    ...USUAL,
    name: 'heartbeat',
    source: { kind: 'heartbeat', heartbeat: { from: 'file', file: 'data/heartbeat' } },
  },
  {
    ...USUAL,
    name: 'stats',
    source: { kind: 'http', port: 8080, path: '/stats', headers: {} },
    format: 'json',
    labels: ['type'],
    metrics: [
      value('calls.alerts_total', 'alerts_total'),
      value('calls.tracking_count', 'tracking_count'),
      value('calls.signals_enabled', 'signals_enabled'),
      value('budget.used_pct', 'budget.used_pct'),
      value('feed.ok', 'feed.ok'),
      value('feed.cycle_ms', 'feed.cycle_ms'),
      value('feed.cycles_total', 'feed.cycles_total'),
      value('errors.count', 'errors.*'),
    ],
    event: { type: 'tracking.sample', from: 'tracking' },
  },
  {
    ...USUAL,
    name: 'database',
    source: {
      kind: 'sqlite',
      file: DATABASE,
      query:
        'select \'alerts\' as "table", count(*) as "rows" from alerts union all select \'tracking\', count(*) from tracking',
    },
    format: 'table',
    labels: ['table'],
    metrics: [value('db.rows', 'rows')],
  },
  {
    ...USUAL,
    name: 'database-size',
    source: {
      kind: 'sqlite',
      file: DATABASE,
      query: 'select page_count * page_size as bytes from pragma_page_count(), pragma_page_size()',
    },
    format: 'table',
    metrics: [value('db.size_bytes', 'bytes')],
  },
  {
    ...USUAL,
    name: 'database-write',
    source: { kind: 'heartbeat', heartbeat: { from: 'file', file: DATABASE } },
    metrics: [{ metric: 'db.last_write_age', from: '', as: 'age' }],
  },
];
