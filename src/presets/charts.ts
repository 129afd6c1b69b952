import type { ChartPreset } from '../model/panel.ts';

const CPU = { metric: 'system.cpu', title: 'CPU', colour: '#ff6384' };
const MEMORY = { metric: 'system.memory', title: 'Memory', colour: '#36a2eb' };

/** What any host has. */
export const baseCharts: readonly ChartPreset[] = [
  {
    ...{ name: 'system', title: 'System', look: 'line', window: '1h', bounds: [0, 100] },
    lines: [CPU, MEMORY],
  },
  {
    ...{ name: 'checks', title: 'Times of checks', look: 'line', window: '24h', bounds: [0, null] },
    lines: [{ metric: 'check.latency_ms', title: '' }],
  },
];

/** How long answers take, from a metric in milliseconds. */
export function responseTime(metric: string): ChartPreset {
  return {
    ...{ name: 'response_time', title: 'Response time', look: 'line', window: '1h' },
    ...{ bounds: [0, null], lines: [{ metric, title: 'Response time' }] },
  };
}

/** How many of a hundred go wrong. */
export const errorRate: ChartPreset = {
  ...{ name: 'error_rate', title: 'Error rate', look: 'area', window: '24h' },
  ...{ bounds: [0, null], lines: [{ metric: 'errors.percent', title: 'Errors' }] },
};

export const tasks: ChartPreset = {
  ...{ name: 'tasks', title: 'Tasks processed', look: 'bars', window: '24h', bounds: [0, null] },
  lines: [{ metric: 'tasks_last_hour', title: 'Tasks processed', colour: '#4bc0c0' }],
};
