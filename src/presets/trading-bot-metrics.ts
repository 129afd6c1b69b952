import type { MetricDefinition } from '../model/metric.ts';
import { bandsIn } from '../model/metric.ts';
import { API_UP, DATABASE_UP, SERVICE_UP } from './application.ts';
import { truth } from './metric.ts';
import { above } from './rule.ts';

const TRADING = { category: 'trading' } as const;
const TRADE = { ...TRADING, tags: ['symbol', 'side', 'strategy'] } as const;
const API = { category: 'api', tags: ['endpoint'] } as const;

export const tradingBotMetrics: readonly MetricDefinition[] = [
  API_UP,
  DATABASE_UP,
  SERVICE_UP,
  truth('engine.up', 'Trading engine up', {
    isKey: true,
    explanation:
      'Whether the engine that decides on trades runs. When it does not, nothing is bought or sold: see its log and start it again.',
  }),
  truth('web.up', 'Web UI up', {
    bands: bandsIn([{ severity: 'warning', when: 'web.up == false' }], 'web.up'),
    explanation:
      'Whether the web page of the bot answers. The bot trades without it; restart the web server.',
  }),
  {
    ...API,
    name: 'api.response_ms',
    title: 'Response time of the API',
    unit: 'ms',
    type: 'histogram',
    isKey: true,
    bands: bandsIn(above('api.response_ms', { warning: 1000, critical: 5000 }), 'api.response_ms'),
    explanation:
      'Time that a call of the API took. A busy exchange or a slow network moves it; when it is high, ask less often and see the status page.',
  },
  {
    ...API,
    name: 'api.errors',
    title: 'Errors of the API, so far',
    unit: 'count',
    type: 'counter',
    explanation:
      'Calls of the API that failed since the bot started; rate() and increase() say how many of late. Expired keys and rate limits are the usual causes.',
  },
  {
    ...TRADE,
    name: 'trade.execution_ms',
    title: 'Execution time of a trade',
    unit: 'ms',
    type: 'histogram',
    isKey: true,
    bands: bandsIn(
      [{ severity: 'warning', when: 'trade.execution_ms > 2000' }],
      'trade.execution_ms',
    ),
    explanation:
      'Time from the order to its execution. A slow API or a thin market moves it; when it is high, prices may have moved before the trade is done.',
  },
  {
    ...TRADE,
    name: 'trade.failed',
    title: 'Failed trades, so far',
    unit: 'count',
    type: 'counter',
    explanation:
      'Trades that failed since the bot started. Too little balance and refused orders are the usual causes; the log names each.',
  },
  {
    ...TRADING,
    name: 'total_trades',
    title: 'Trades',
    unit: 'count',
    type: 'counter',
    explanation:
      'Trades that the bot has closed. It says how much the win rate is worth: few trades prove nothing.',
  },
  {
    ...TRADING,
    name: 'win_rate',
    title: 'Win rate',
    unit: 'percent',
    isKey: true,
    explanation:
      'Share of the closed trades that made money, 0 to 100. Markets and the strategy move it; when it is low over many trades, pause the strategy and look at it.',
  },
];
