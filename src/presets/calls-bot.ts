import { MINUTE } from '../model/time.ts';
import { callsBotMetrics } from './calls-bot-metrics.ts';
import { callsBotPanels } from './calls-bot-panels.ts';
import { callsBotProbes } from './calls-bot-probes.ts';
import { callsBotReport } from './calls-bot-report.ts';
import { RESTART_LOOP } from './container-rules.ts';
import type { Extension } from './extension.ts';
import { CRITICAL_RULE, excess, RULE } from './rule.ts';
import { seed000 } from './seed-000.ts';

/** A bot in containers that posts calls on a budget, scored as seed 000 scores it. */
export const callsBot: Extension = {
  name: 'calls-bot',
  title: 'Calls bot in containers',
  interval: 5 * MINUTE,
  metrics: [...seed000.metrics, ...callsBotMetrics],
  probes: callsBotProbes,
  panels: callsBotPanels,
  reportSections: callsBotReport,
  // `disk_high` and `score_low` are those of the base.
  rules: [
    {
      ...CRITICAL_RULE,
      name: 'budget_high',
      type: 'resource',
      levels: excess('budget.used_pct', 85, 'percent'),
      message: 'Budget of {target} is used up to {value}',
    },
    {
      ...CRITICAL_RULE,
      name: 'heartbeat_lost',
      type: 'health',
      // The score falls at 2 and 5 minutes already; people are told from 10 on.
      levels: [
        {
          severity: 'critical',
          when: "heartbeat.age_s >= 600 or absent('heartbeat.age_s', '10m')",
        },
      ],
      message: 'No heartbeat of {target} for 10 minutes or more, or none at all',
    },
    {
      ...RULE,
      name: 'errors_present',
      type: 'health',
      levels: [{ severity: 'warning', when: 'errors.count > 0' }],
      message: 'Errors of {target}: {value} of type {type}',
    },
    {
      ...RULE,
      name: 'log_errors',
      type: 'health',
      levels: [{ severity: 'warning', when: 'log.new_errors > 0' }],
      message: '{value} new errors in {log} of {target}; /errors says which',
    },
    {
      ...RULE,
      name: 'container_restarted',
      type: 'health',
      levels: [
        { severity: 'warning', when: "sum('container.new_restarts', '15m') > 0" },
        RESTART_LOOP,
      ],
      message: 'Container {name} restarted on {target}',
    },
  ],
  replaces: { container_restarted: 'container_restart_loop' },
  policy: {
    ...seed000.policy,
    name: 'calls-bot',
    factors: [
      ...seed000.policy.factors,
      // The seed calls a bot without errors perfect and takes nothing off for errors; `seed-000` keeps its arithmetic.
      {
        name: 'errors_present',
        label: 'Errors of the bot',
        when: 'errors.count > 0',
        points: 5,
        kind: 'warning',
      },
      {
        name: 'log_errors',
        label: 'New errors in the logs',
        when: 'log.new_errors > 0',
        points: 5,
        kind: 'warning',
      },
    ],
  },
};
