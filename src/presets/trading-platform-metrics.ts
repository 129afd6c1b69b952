import type { MetricDefinition } from '../model/metric.ts';
import { bandsIn } from '../model/metric.ts';
import { API_UP, DATABASE_UP, ERRORS_RATE, SERVICE_UP } from './application.ts';
import { truth } from './metric.ts';
import { excess } from './rule.ts';

const TRADING = { category: 'trading' } as const;
const DATA = { category: 'data' } as const;

export const tradingPlatformMetrics: readonly MetricDefinition[] = [
  API_UP,
  DATABASE_UP,
  ERRORS_RATE,
  SERVICE_UP,
  truth('websocket.connected', 'WebSocket connected', {
    isKey: true,
    explanation:
      'Whether the stream of market data is connected. While it is not, prices are old: see the network and the exchange, then restart the stream.',
  }),
  {
    category: 'network',
    name: 'websocket.disconnects',
    title: 'WebSocket disconnects per hour',
    unit: 'count',
    bands: bandsIn(
      [
        { severity: 'warning', when: 'websocket.disconnects > 3' },
        { severity: 'critical', when: 'websocket.disconnects >= 5' },
      ],
      'websocket.disconnects',
    ),
    explanation:
      'How often the stream broke within the last hour. A poor network or missed keep-alives do it; every break leaves gaps in the data.',
  },
  {
    ...TRADING,
    name: 'trades.latency',
    title: 'Latency of trades',
    unit: 'ms',
    type: 'histogram',
    isKey: true,
    bands: bandsIn([{ severity: 'error', when: 'trades.latency > 1000' }], 'trades.latency'),
    explanation:
      'Time from a decision to the executed trade. The API, the network and the platform’s own load move it; find the slowest of the three.',
  },
  // Not reported while no order was placed: an idle bot has no rate.
  {
    ...TRADING,
    name: 'orders.success_rate',
    title: 'Share of orders filled',
    unit: 'ratio',
    isKey: true,
    bands: bandsIn(
      [{ severity: 'warning', when: 'orders.success_rate < 0.8' }],
      'orders.success_rate',
    ),
    explanation:
      'Orders filled, of those placed, as a ratio from 0 to 1. Prices too far from the market, limits and too little balance lower it; the refusals say which.',
  },
  {
    ...DATA,
    name: 'data.last_update',
    title: 'Age of the market data',
    unit: 'seconds',
    tags: ['symbol'],
    isKey: true,
    bands: bandsIn([{ severity: 'error', when: 'data.last_update > 300' }], 'data.last_update'),
    explanation:
      'Time since the newest row of a symbol. It grows when the stream or the collector stops: restart what stopped, and trade nothing on old prices.',
  },
  {
    ...DATA,
    name: 'data.rows',
    title: 'Rows of market data',
    unit: 'count',
    tags: ['symbol'],
    explanation:
      'Rows of a symbol that the database holds. It grows while data arrive; when it stands still, see how fresh they are, and when it falls, who deletes them.',
  },
  {
    ...DATA,
    name: 'data.latency',
    title: 'Latency of the market data',
    unit: 'ms',
    bands: bandsIn(excess('data.latency', 100, 'other'), 'data.latency'),
    explanation:
      'How late market data arrive. Distance to the exchange and a busy collector move it; when it is high, prices are old before they are seen.',
  },
  {
    ...DATA,
    name: 'data.gaps',
    title: 'Gaps in the market data per hour',
    unit: 'count',
    bands: bandsIn(excess('data.gaps', 10, 'other'), 'data.gaps'),
    explanation:
      'Stretches without market data within the last hour. Breaks of the stream make them; fetch what is missing before indicators are computed from it.',
  },
];
