import { MINUTE } from '../model/time.ts';
import { SERVICE_UNHEALTHY } from './application.ts';
import { SCALE } from './base.ts';
import { tradingPlatformEvents } from './event-mappings.ts';
import type { Extension } from './extension.ts';
import { BUSY_FOR, CRITICAL_RULE, excess, RULE } from './rule.ts';
import { platformFactors } from './trading-platform-factors.ts';
import { tradingPlatformLogs } from './trading-platform-logs.ts';
import { tradingPlatformMetrics } from './trading-platform-metrics.ts';
import { tradingPlatformRecorders } from './trading-platform-recorders.ts';

/** A platform that trades on market data of its own. */
export const tradingPlatform: Extension = {
  name: 'trading-platform',
  title: 'Trading platform',
  metrics: tradingPlatformMetrics,
  replaces: { cpu_high: 'high_cpu', memory_high: 'high_memory', memory_critical: 'high_memory' },
  recorders: tradingPlatformRecorders,
  events: tradingPlatformEvents,
  logPatterns: tradingPlatformLogs,
  sources: [
    {
      ...{ metric: 'data.last_update', label: 'symbol', as: 'age' },
      ...{ latency: 'data.latency', gaps: 'data.gaps', rows: 'data.rows' },
      ...{ live: 10 * MINUTE, stale: 60 * MINUTE },
    },
  ],
  rules: [
    {
      ...RULE,
      name: 'high_error_rate',
      type: 'performance',
      levels: [{ severity: 'warning', when: 'errors.rate > 5' }],
      message: 'High error rate detected on {target}: {value} a minute',
    },
    {
      ...RULE,
      name: 'low_success_rate',
      type: 'trading',
      levels: [{ severity: 'warning', when: 'orders.success_rate < 0.8' }],
      message: 'Low order success rate on {target}: {value}',
    },
    {
      ...RULE,
      name: 'high_latency',
      type: 'performance',
      levels: [{ severity: 'error', when: 'trades.latency > 1000' }],
      message: 'High trade execution latency on {target}: {value}',
    },
    {
      ...CRITICAL_RULE,
      name: 'memory_critical',
      type: 'resource',
      levels: [{ severity: 'critical', when: 'system.memory > 90' }],
      message: 'Critical memory usage on {target}: {value}',
    },
    {
      ...RULE,
      name: 'data_stale',
      type: 'health',
      levels: [{ severity: 'error', when: 'data.last_update > 300' }],
      message: 'Market data is stale on {target}: {value} old',
    },
    {
      ...CRITICAL_RULE,
      name: 'data_latency',
      type: 'performance',
      levels: excess('data.latency', 100, 'other'),
      message: 'Market data of {target} comes {value} late',
    },
    {
      ...CRITICAL_RULE,
      name: 'data_gaps',
      type: 'health',
      levels: excess('data.gaps', 10, 'other'),
      message: '{value} gaps in the market data of {target} within an hour',
    },
    {
      ...CRITICAL_RULE,
      name: 'cpu_high',
      type: 'resource',
      levels: excess('system.cpu', 90, 'percent'),
      for: BUSY_FOR,
      message: 'CPU at {value} on {target}',
    },
    {
      ...CRITICAL_RULE,
      name: 'ws_disconnects',
      type: 'health',
      levels: [
        { severity: 'warning', when: 'websocket.disconnects > 3' },
        // A quarter above 3 is 3.75: every excess would be critical at once.
        { severity: 'critical', when: 'websocket.disconnects >= 5' },
      ],
      message: '{value} WebSocket disconnects of {target} within an hour',
    },
    {
      ...RULE,
      name: 'memory_high',
      type: 'resource',
      // `memory_critical` is its stronger level.
      levels: [{ severity: 'warning', when: 'system.memory > 80' }],
      message: 'Memory at {value} on {target}',
    },
    SERVICE_UNHEALTHY,
  ],
  policy: { ...SCALE, name: 'trading-platform', factors: platformFactors },
};
