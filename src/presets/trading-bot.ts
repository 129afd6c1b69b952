import { HOUR, MINUTE } from '../model/time.ts';
import { SERVICE_UNHEALTHY } from './application.ts';
import { base, SCALE } from './base.ts';
import { responseTime } from './charts.ts';
import { tradingBotEvents } from './event-mappings.ts';
import type { Extension } from './extension.ts';
import { above, CRITICAL_RULE, degraded, RULE } from './rule.ts';
import { tradingBotMetrics } from './trading-bot-metrics.ts';
import { tradingBotRecorders } from './trading-bot-recorders.ts';

/** A bot that trades through an exchange's API. CPU, memory and disk are judged by the base's rules. */
export const tradingBot: Extension = {
  name: 'trading-bot',
  title: 'Trading bot',
  metrics: tradingBotMetrics,
  recorders: tradingBotRecorders,
  events: tradingBotEvents,
  charts: [responseTime('api.response_ms')],
  rules: [
    {
      ...CRITICAL_RULE,
      name: 'api_down',
      type: 'health',
      levels: [{ severity: 'critical', when: 'api.up == false' }],
      cooldown: 2 * MINUTE,
      message: 'API connection of {target} failed',
    },
    {
      ...CRITICAL_RULE,
      name: 'db_down',
      type: 'health',
      levels: [{ severity: 'critical', when: 'database.up == false' }],
      cooldown: 2 * MINUTE,
      message: 'Database connection of {target} failed',
    },
    SERVICE_UNHEALTHY,
    {
      ...RULE,
      name: 'trade_slow',
      type: 'performance',
      levels: [{ severity: 'warning', when: 'trade.execution_ms > 2000' }],
      cooldown: 10 * MINUTE,
      message: 'A trade of {target} took {value}',
    },
    {
      ...RULE,
      name: 'api_errors',
      type: 'performance',
      levels: [{ severity: 'warning', when: "60 * rate('api.errors', '2m') > 10" }],
      message: 'More than 10 API errors a minute on {target}',
    },
    {
      ...CRITICAL_RULE,
      name: 'api_slow',
      type: 'performance',
      levels: above('api.response_ms', { warning: 1000, critical: 5000 }),
      message: 'The API answers {target} in {value}',
    },
    {
      ...RULE,
      ...degraded('trade.execution_ms'),
      message: 'Trades of {target} take half as long again as in the last week, or more',
    },
    {
      ...RULE,
      name: 'custom_trading_rule',
      type: 'trading',
      // One lost trade is no rate; the seed has no such minimum.
      levels: [{ severity: 'warning', when: 'win_rate < 50 and total_trades >= 10' }],
      cooldown: 30 * MINUTE,
      escalate: HOUR,
      message: 'Win rate of {target} is {value}',
    },
    {
      ...RULE,
      name: 'low_win_rate',
      type: 'trading',
      levels: [{ severity: 'warning', when: 'total_trades > 10 and win_rate < 40' }],
      message: 'Win rate of {target} dropped below 40 % over {value} trades',
    },
    {
      ...CRITICAL_RULE,
      name: 'trade_failed',
      type: 'trading',
      levels: [{ severity: 'critical', when: "increase('trade.failed', '5m') > 0" }],
      message: 'A trade of {target} failed',
    },
  ],
  policy: {
    ...SCALE,
    name: 'trading-bot',
    factors: [
      {
        name: 'api_down',
        label: 'API is down',
        when: 'api.up == false',
        points: 30,
        kind: 'issue',
      },
      {
        name: 'engine_down',
        label: 'Trading engine is down',
        when: 'engine.up == false',
        points: 30,
        kind: 'issue',
      },
      {
        name: 'db_down',
        label: 'Database is down',
        when: 'database.up == false',
        points: 25,
        kind: 'issue',
      },
      {
        name: 'api_response_critical',
        label: 'API answers far too slowly',
        when: 'api.response_ms > 5000',
        points: 15,
        kind: 'issue',
      },
      {
        name: 'trades_slow',
        label: 'Trades are slow',
        when: 'trade.execution_ms > 2000',
        points: 10,
        kind: 'issue',
      },
      {
        name: 'api_errors',
        label: 'API errors',
        when: "60 * rate('api.errors', '2m') > 10",
        points: 10,
        kind: 'issue',
      },
      {
        name: 'api_response_warning',
        label: 'API answers slowly',
        when: 'api.response_ms > 1000 and api.response_ms <= 5000',
        points: 5,
        kind: 'warning',
      },
      {
        name: 'web_down',
        label: 'Web UI is down',
        when: 'web.up == false',
        points: 5,
        kind: 'warning',
      },
      ...base.policy.factors,
    ],
  },
};
