import { describe, expect, test } from 'vitest';
import { parseCondition } from '../../src/expression/parse.ts';
import { HOUR, MINUTE } from '../../src/model/time.ts';
import { findPreset, presets } from '../../src/presets/all.ts';
import { ruleRows } from './table.ts';

/** Requirement and preset before the row of a level. */
const REQUIRED = `
ALR-03 base | \`high_cpu\` | \`system.cpu > 75\` | warning | 2 min | 5 min |
ALR-03 base | \`high_cpu\` | \`system.cpu > 90\` | critical | 2 min | 5 min |
ALR-04 base | \`high_memory\` | \`system.memory > 80\` | warning | at once | 5 min |
ALR-04 base | \`high_memory\` | \`system.memory > 95\` | critical | at once | 5 min |
ALR-05 trading-bot | \`api_down\` | \`api.up == false\` | critical | at once | 2 min |
ALR-06 trading-bot | \`db_down\` | \`database.up == false\` | critical | at once | 2 min |
ALR-07 trading-bot | \`trade_slow\` | \`trade.execution_ms > 2000\` | warning | at once | 10 min |
ALR-08 trading-bot | \`api_errors\` | \`60 * rate('api.errors', '2m') > 10\` | warning | at once | 5 min |
ALR-09 trading-platform | \`high_error_rate\` | \`errors.rate > 5\` | warning | at once | 5 min |
ALR-10 trading-platform | \`low_success_rate\` | \`orders.success_rate < 0.8\` | warning | at once | 5 min |
ALR-11 trading-platform | \`high_latency\` | \`trades.latency > 1000\` | error | at once | 5 min |
ALR-12 trading-platform | \`memory_critical\` | \`system.memory > 90\` | critical | at once | 5 min |
ALR-13 trading-platform | \`data_stale\` | \`data.last_update > 300\` | error | at once | 5 min |
ALR-14 trading-platform | \`data_latency\` | \`data.latency > 100\` | warning | at once | 5 min |
ALR-28 trading-platform | \`data_latency\` | \`data.latency >= 125\` | critical | at once | 5 min |
ALR-14 trading-platform | \`data_gaps\` | \`data.gaps > 10\` | warning | at once | 5 min |
ALR-28 trading-platform | \`data_gaps\` | \`data.gaps >= 12.5\` | critical | at once | 5 min |
ALR-14 trading-platform | \`cpu_high\` | \`system.cpu > 90\` | warning | 2 min | 5 min |
ALR-28 trading-platform | \`cpu_high\` | \`system.cpu >= 98\` | critical | 2 min | 5 min |
ALR-14 trading-platform | \`ws_disconnects\` | \`websocket.disconnects > 3\` | warning | at once | 5 min |
ALR-28 trading-platform | \`ws_disconnects\` | \`websocket.disconnects >= 5\` | critical | at once | 5 min |
ALR-14 trading-platform | \`memory_high\` | \`system.memory > 80\` | warning | at once | 5 min |
ALR-15 persona-bot | \`perf_response\` | \`response.total_ms > 5000\` | warning | 5 min | 5 min |
ALR-28 persona-bot | \`perf_response\` | \`response.total_ms >= 6250\` | critical | 5 min | 5 min |
ALR-15 persona-bot | \`perf_errors\` | \`errors.percent > 5\` | warning | at once | 5 min |
ALR-28 persona-bot | \`perf_errors\` | \`errors.percent >= 6.25\` | critical | at once | 5 min |
ALR-15 persona-bot | \`res_cpu\` | \`system.cpu > 80\` | warning | 2 min | 5 min |
ALR-28 persona-bot | \`res_cpu\` | \`system.cpu >= 98\` | critical | 2 min | 5 min |
ALR-15 persona-bot | \`res_memory\` | \`system.memory > 85\` | warning | at once | 5 min |
ALR-28 persona-bot | \`res_memory\` | \`system.memory >= 98\` | critical | at once | 5 min |
ALR-15 persona-bot | \`res_disk\` | \`system.disk > 90\` | warning | at once | 5 min |
ALR-28 persona-bot | \`res_disk\` | \`system.disk >= 98\` | critical | at once | 5 min |
ALR-16 persona-bot | \`service_unhealthy\` | \`service.up == false\` | critical | at once | 5 min |
ALR-17 sms-agent | \`sms_cpu\` | \`system.cpu > 80\` | warning | 2 min | 5 min |
ALR-28 sms-agent | \`sms_cpu\` | \`system.cpu >= 98\` | critical | 2 min | 5 min |
ALR-17 sms-agent | \`sms_memory\` | \`system.memory > 85\` | warning | at once | 5 min |
ALR-28 sms-agent | \`sms_memory\` | \`system.memory >= 98\` | critical | at once | 5 min |
ALR-17 sms-agent | \`sms_error_rate\` | \`errors.percent > 5\` | warning | at once | 5 min |
ALR-28 sms-agent | \`sms_error_rate\` | \`errors.percent >= 6.25\` | critical | at once | 5 min |
ALR-17 sms-agent | \`sms_response_time\` | \`response.total_ms > 5000\` | warning | at once | 5 min |
ALR-28 sms-agent | \`sms_response_time\` | \`response.total_ms >= 6250\` | critical | at once | 5 min |
ALR-17 sms-agent | \`sms_failed_tasks\` | \`failed_tasks > 10\` | warning | at once | 5 min |
ALR-28 sms-agent | \`sms_failed_tasks\` | \`failed_tasks >= 12.5\` | critical | at once | 5 min |
ALR-18 base | \`score_low\` | \`health.score < 60\` | warning | at once | 5 min |
ALR-18 base | \`disk_high\` | \`system.disk > 85\` | warning | at once | 5 min |
ALR-18 calls-bot | \`budget_high\` | \`budget.used_pct > 85\` | warning | at once | 5 min |
ALR-28 calls-bot | \`budget_high\` | \`budget.used_pct >= 98\` | critical | at once | 5 min |
ALR-18 calls-bot | \`heartbeat_lost\` | \`heartbeat.age_s >= 600 or absent('heartbeat.age_s', '10m')\` | critical | at once | 5 min |
ALR-18 calls-bot | \`container_restarted\` | \`sum('container.new_restarts', '15m') > 0\` | warning | at once | 5 min |
ALR-19 trading-bot | \`low_win_rate\` | \`total_trades > 10 and win_rate < 40\` | warning | at once | 5 min |
CON-29 trading-bot | \`custom_trading_rule\` | \`win_rate < 50 and total_trades >= 10\` | warning | at once | 30 min |
THR-08 trading-bot | \`api_slow\` | \`api.response_ms > 1000\` | warning | at once | 5 min |
THR-08 trading-bot | \`api_slow\` | \`api.response_ms > 5000\` | critical | at once | 5 min |
TRD-03 trading-bot | \`trade_failed\` | \`increase('trade.failed', '5m') > 0\` | critical | at once | 5 min |
ALR-29 trading-bot | \`perf_degraded\` | \`p95('trade.execution_ms', '1h') > 1.5 * p95('trade.execution_ms', '7d')\` | warning | 15 min | 5 min |
ALR-29 persona-bot | \`perf_degraded\` | \`p95('response.total_ms', '1h') > 1.5 * p95('response.total_ms', '7d')\` | warning | 15 min | 5 min |
`
  .trim()
  .split('\n');

test.each(REQUIRED)('%s', (line) => {
  const [head = ''] = line.split(' |');
  const preset = findPreset(head.split(' ')[1] ?? '');
  expect(preset && ruleRows(preset)).toContain(line.slice(head.length + 1));
});

/** Each rule once, with its preset; some are shared. */
const RULES = presets.flatMap((preset) =>
  preset.rules.map((rule) => ({ name: `${preset.name} ${rule.name}`, rule })),
);

describe.each(RULES)('$name', ({ name, rule }) => {
  const isCritical = rule.levels.some(({ severity }) => severity === 'critical');

  test('every condition can be understood', () => {
    const problems = rule.levels.map(({ when }) => parseCondition(when));
    expect(problems.filter(({ kind }) => kind === 'problem')).toEqual([]);
  });

  test('goes up after 15 minutes and is repeated every 4 hours when it can be critical', () => {
    const ours = name === 'trading-bot custom_trading_rule' ? HOUR : null;
    expect(rule.escalate).toBe(isCritical ? 15 * MINUTE : ours);
    expect(rule.remind).toBe(isCritical ? 4 * HOUR : null);
  });

  test('says what and where', () => {
    expect(rule.message).toContain('{target}');
    expect(['performance', 'health', 'resource', 'trading', 'security', 'custom']).toContain(
      rule.type,
    );
  });
});
