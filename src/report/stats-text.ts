import type { Block, Inline, Reply } from '../chat/reply.ts';
import { code, heading, line, reply, say, strong } from '../chat/reply.ts';
import { formatDuration } from '../model/format.ts';
import { SECOND } from '../model/time.ts';
import type { AlertStats, RuleStats, Spread } from './alert-stats.ts';
import { counted, shortened } from './state-text.ts';

/** Rules in the table, and suggestions under it. */
const RULES = 10;
const SUGGESTIONS = 6;

/** How alerts went: how fast people took and ended them, which rules fire, when, and what to do about the noisy ones. */
export function statsReply(
  stats: AlertStats,
  where: { days: number; target: string | null },
): Reply {
  const on = where.target === null ? '' : ` on ${where.target}`;
  const span = where.days === 1 ? 'the last day' : `the last ${where.days} days`;
  const data = { days: where.days, target: where.target, ...statsData(stats) };
  if (stats.count === 0) return say(`No alert fired${on} in ${span}.`, 'good', data);
  const blocks: Block[] = [
    heading(`${counted(stats.count, 'alert')}${on} in ${span}`),
    {
      kind: 'fields',
      fields: [
        { name: 'MTTA (to acknowledge)', value: spreadText(stats.timeToAck), inline: true },
        { name: 'MTTR (to resolve)', value: spreadText(stats.timeToResolve), inline: true },
      ],
    },
    severityTable(stats),
    ruleTable(stats.byRule),
    line(`By hour of day; most in one hour: ${Math.max(...stats.byHour)}`, 'muted'),
    hourBars(stats.byHour),
    ...suggestionLines(stats),
  ];
  return reply(blocks, { data });
}

function spreadText(spread: Spread | null): string {
  if (spread === null) return 'none yet';
  return `median ${formatDuration(spread.median)}, mean ${formatDuration(spread.mean)}`;
}

function median(spread: Spread | null): string {
  return spread === null ? '-' : formatDuration(spread.median);
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function severityTable({ bySeverity }: AlertStats): Block {
  return {
    kind: 'table',
    columns: [
      { title: 'Severity', align: 'left' },
      { title: 'Alerts', align: 'right' },
      { title: 'To ack', align: 'right' },
      { title: 'To resolve', align: 'right' },
    ],
    rows: bySeverity.map(({ severity, count, timeToAck, timeToResolve }) => [
      severity,
      String(count),
      median(timeToAck),
      median(timeToResolve),
    ]),
  };
}

function ruleTable(rules: readonly RuleStats[]): Block {
  return {
    kind: 'table',
    columns: [
      { title: 'Rule', align: 'left' },
      { title: 'Alerts', align: 'right' },
      { title: 'Acked', align: 'right' },
      { title: 'To ack', align: 'right' },
      { title: 'Noise', align: 'right' },
    ],
    rows: rules
      .slice(0, RULES)
      .map((one) => [
        shortened(one.rule, 30),
        String(one.count),
        percent(one.acknowledged),
        median(one.timeToAck),
        percent(one.noise),
      ]),
  };
}

/** Three hours to a bar: 24 of them would fill a phone. */
function hourBars(byHour: readonly number[]): Block {
  const bars = Array.from({ length: 8 }, (_, index) => {
    const value = byHour.slice(index * 3, index * 3 + 3).reduce((sum, one) => sum + one, 0);
    return { label: `${two(index * 3)}-${two(index * 3 + 3)} h`, value, text: String(value) };
  });
  return { kind: 'bars', max: Math.max(...bars.map(({ value }) => value)), bars };
}

function two(hour: number): string {
  return String(hour).padStart(2, '0');
}

function suggestionLines({ suggestions }: AlertStats): Block[] {
  if (suggestions.length === 0) return [line('No rule stands out as noisy.', 'good')];
  const shown = suggestions.slice(0, SUGGESTIONS);
  return shown.map(({ rule, text }) =>
    line([strong(shortened(rule, 60)), ' ', ...marked(text)], 'warning'),
  );
}

/** What stands between backticks is code. */
function marked(text: string): Inline[] {
  return text.split('`').map((part, index) => (index % 2 === 0 ? part : code(part)));
}

function statsData(stats: AlertStats) {
  return {
    count: stats.count,
    ...timesData(stats),
    by_severity: stats.bySeverity.map((one) => ({
      severity: one.severity,
      count: one.count,
      ...timesData(one),
    })),
    by_rule: stats.byRule.map((one) => ({
      rule: one.rule,
      count: one.count,
      per_day: one.perDay,
      acknowledged_ratio: one.acknowledged,
      noise_ratio: one.noise,
      ...timesData(one),
    })),
    by_hour: stats.byHour,
    suggestions: stats.suggestions,
  };
}

function timesData({ timeToAck, timeToResolve }: Pick<AlertStats, 'timeToAck' | 'timeToResolve'>) {
  return { to_acknowledge: seconds(timeToAck), to_resolve: seconds(timeToResolve) };
}

function seconds(spread: Spread | null) {
  return spread && { median_seconds: spread.median / SECOND, mean_seconds: spread.mean / SECOND };
}
