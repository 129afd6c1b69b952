import type { Block, Reply } from '../chat/reply.ts';
import { heading, line, reply } from '../chat/reply.ts';
import type { Evidence, Severity } from '../model/alert.ts';
import { formatEvidence } from '../model/format.ts';
import type { MetricDefinition } from '../model/metric.ts';
import type { Labels } from '../model/sample.ts';
import { labelText } from '../model/sample.ts';
import { measuredName, unitIn } from './measured.ts';
import { counted, grouped, shortened } from './state-text.ts';

/** Series in one answer, those that would fire first. */
const SHOWN = 25;

/** What a rule or an expression says of one series now. */
export interface SeriesTest {
  readonly target: string;
  readonly labels: Labels;
  readonly value: boolean | 'unknown';
  readonly severity: Severity | null;
  readonly evidence: Evidence;
}

/** What a rule or an expression says now: metric, value, threshold and result of every series. */
export function ruleTestReply(
  text: string,
  given: readonly SeriesTest[],
  {
    metrics,
    isRule,
    hint = null,
  }: { metrics: readonly MetricDefinition[]; isRule: boolean; hint?: string | null },
): Reply {
  const tests = isRule ? given : given.map((test) => ({ ...test, severity: null }));
  const sorted = tests.toSorted((a, b) => rank(a) - rank(b));
  const firing = tests.filter(({ value }) => value === true).length;
  const unknown = tests.filter(({ value }) => value === 'unknown').length;
  const verb = isRule ? 'fires for' : 'holds for';
  const parts = [`${verb} ${grouped(firing)} of ${counted(tests.length, 'series', 'series')}`];
  if (unknown > 0) parts.push(`${grouped(unknown)} unknown`);
  const rest = tests.length - SHOWN;
  const blocks: Block[] = [
    heading(`${shortened(text, 200)}: ${parts.join(', ')}`, firing > 0 ? 'warning' : 'good'),
    ...(hint === null ? [] : [line(hint, 'warning')]),
    ...(tests.length === 0
      ? [line('No target has what it asks for.', 'muted')]
      : [tableOf(sorted.slice(0, SHOWN), metrics)]),
    ...(rest > 0 ? [line(`${grouped(rest)} more: add target=<name>`, 'muted')] : []),
  ];
  return reply(blocks, { data: { expression: text, tests: sorted.map(testData) } });
}

function rank({ value }: SeriesTest): number {
  if (value === true) return 0;
  return value === 'unknown' ? 1 : 2;
}

function tableOf(tests: readonly SeriesTest[], metrics: readonly MetricDefinition[]): Block {
  return {
    kind: 'table',
    columns: [
      { title: 'Target', align: 'left' },
      { title: 'Metric', align: 'left' },
      { title: 'Value', align: 'right' },
      { title: 'Threshold', align: 'right' },
      { title: 'Result', align: 'left' },
    ],
    rows: tests.map((test) => cellsOf(test, metrics)),
  };
}

function cellsOf(
  { target, labels, value, severity, evidence }: SeriesTest,
  metrics: readonly MetricDefinition[],
) {
  const shown = formatEvidence(evidence, unitIn(metrics, evidence.metric));
  const series = labelText(labels);
  const isKnown = value !== 'unknown' || evidence.value !== null;
  const limit =
    evidence.operator === null || evidence.limit === null
      ? '-'
      : `${evidence.operator} ${shown.limit}`;
  return [
    series === '' ? target : `${target} ${series}`,
    measuredName(evidence) || '-',
    evidence.metric !== null && isKnown ? shown.value : '-',
    limit,
    resultText(value, severity),
  ].map((cell) => shortened(cell, 100));
}

function resultText(value: boolean | 'unknown', severity: Severity | null): string {
  if (value === 'unknown') return 'unknown';
  if (!value) return 'ok';
  return severity === null ? 'holds' : `fires: ${severity}`;
}

/** As the systems before it gave it: metric, value, threshold, severity. */
function testData({ target, labels, value, severity, evidence }: SeriesTest) {
  return {
    target,
    labels,
    metric: evidence.metric,
    value: evidence.value,
    operator: evidence.operator,
    threshold: evidence.limit,
    severity,
    result: value,
  };
}
