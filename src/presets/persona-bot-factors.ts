import type { FactorRule } from '../model/score.ts';

const AVERAGE = "avg('response.total_ms', '1h')";
const P95 = "p95('response.total_ms', '1h')";
const P99 = "p99('response.total_ms', '1h')";

/** A service costs 10, the language model, which is one of them, 25 in all. */
export const personaFactors: readonly FactorRule[] = [
  {
    name: 'errors_high',
    label: 'Many errors',
    when: 'errors.percent > 5',
    points: 20,
    kind: 'issue',
  },
  {
    name: 'average_critical',
    label: 'Responses are far too slow',
    when: `${AVERAGE} > 5000`,
    points: 20,
    kind: 'issue',
  },
  {
    name: 'llm_unhealthy',
    label: 'The language model is unhealthy',
    when: 'llm.up == false',
    points: 15,
    kind: 'issue',
  },
  {
    name: 'p95_critical',
    label: 'One in twenty responses is far too slow',
    when: `${P95} > 8000`,
    points: 15,
    kind: 'issue',
  },
  {
    name: 'service_unhealthy',
    label: 'A service is unhealthy',
    when: 'service.up == false',
    points: 10,
    kind: 'issue',
  },
  {
    name: 'p99_critical',
    label: 'One in a hundred responses is far too slow',
    when: `${P99} > 15000`,
    points: 10,
    kind: 'issue',
  },
  {
    name: 'ttft_critical',
    label: 'The first token comes far too late',
    when: 'response.ttft_ms > 3000',
    points: 10,
    kind: 'issue',
  },
  { name: 'cpu_high', label: 'CPU is busy', when: 'system.cpu > 80', points: 10, kind: 'issue' },
  {
    name: 'memory_high',
    label: 'Memory is filling up',
    when: 'system.memory > 85',
    points: 10,
    kind: 'issue',
  },
  {
    name: 'disk_high',
    label: 'Disk is filling up',
    when: 'system.disk > 90',
    points: 10,
    kind: 'issue',
  },
  {
    name: 'average_warning',
    label: 'Responses are slow',
    when: `${AVERAGE} >= 2000 and ${AVERAGE} <= 5000`,
    points: 5,
    kind: 'warning',
  },
  {
    name: 'p95_warning',
    label: 'One in twenty responses is slow',
    when: `${P95} >= 3000 and ${P95} <= 8000`,
    points: 5,
    kind: 'warning',
  },
  {
    name: 'p99_warning',
    label: 'One in a hundred responses is slow',
    when: `${P99} >= 5000 and ${P99} <= 15000`,
    points: 5,
    kind: 'warning',
  },
  {
    name: 'ttft_warning',
    label: 'The first token comes late',
    when: 'response.ttft_ms >= 1000 and response.ttft_ms <= 3000',
    points: 5,
    kind: 'warning',
  },
];
