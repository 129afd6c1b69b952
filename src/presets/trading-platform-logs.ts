import type { LogPattern } from '../model/log.ts';

/** What the seed's log parser counts, by its names. */
export const tradingPlatformLogs: readonly LogPattern[] = [
  { name: 'errors', match: 'ERROR|CRITICAL', severity: null },
  { name: 'warnings', match: 'WARNING', severity: null },
  { name: 'trades', match: 'Trade executed|Order filled', severity: null },
  { name: 'connections', match: 'Connected|Disconnected', severity: null },
  { name: 'performance', match: 'Latency|Slow|Timeout', severity: null },
];
