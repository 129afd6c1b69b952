import type { Severity } from '../model/alert.ts';
import { SEVERITIES } from '../model/alert.ts';
import type { Labels, Reading } from '../model/sample.ts';
import { noLabels } from '../model/sample.ts';
import type { ToldCheck } from '../model/service.ts';
import type { Instant } from '../model/time.ts';
import type { Fields, Period } from './fields.ts';
import {
  fieldsOf,
  instantOf,
  shown,
  wrongKey,
  wrongLabels,
  wrongName,
  wrongText,
} from './fields.ts';

/** Characters of an alert's message. */
const MAX_MESSAGE = 1_000;

interface Row {
  readonly target: string;
  /** Tells a row that is sent again from a new one; null where none was sent. */
  readonly key: string | null;
}

/** What a row says was measured: one reading or several at a time, or none. */
export interface MeasuredRow extends Row {
  readonly at: Instant;
  readonly readings: readonly Reading[];
  /** Words of the sender about it; null where there are none. */
  readonly note: string | null;
  /** The check that it is the result of. */
  readonly check?: ToldCheck;
}

export interface AlertRow extends Omit<Row, 'target'> {
  readonly message: string;
  readonly severity: Severity;
  readonly type: string;
  /** null: the monitor itself. */
  readonly target: string | null;
  readonly fingerprint: string | null;
}

/** What is measured by collecting: a program that said it would answer for others. */
const OWN = new Set(['target.reachable', 'health.score']);

/** A row of `POST /api/metrics`, or why it is refused. */
export function metricRow(row: unknown, period: Period): MeasuredRow | string {
  const fields = fieldsOf(row, ['target', 'metric', 'value', 'labels', 'at', 'idempotency_key']);
  if (typeof fields === 'string') return fields;
  const { target, metric, value, labels, at } = fields;
  const when = instantOf(at, period);
  const wrong =
    wrongText('target', target) ??
    wrongName('metric', metric) ??
    wrongMetric(metric) ??
    wrongNumber('value', value) ??
    wrongLabels(labels) ??
    (typeof when === 'string' ? when : null) ??
    wrongKey(fields['idempotency_key']);
  if (wrong !== null) return wrong;
  const reading: Reading = {
    metric: metric as string,
    value: value as number,
    labels: (labels as Labels | undefined | null) ?? noLabels(),
  };
  const key = keyOf(fields);
  return { target: target as string, at: when as Instant, readings: [reading], note: null, key };
}

export function wrongMetric(metric: unknown, sent = metric): string | null {
  return OWN.has(String(metric))
    ? `metric: ${shown(sent)} is ours to measure — take another name`
    : null;
}

/** The metric that heartbeats are: the time of the newest one in seconds since 1970. */
const HEARTBEAT = 'heartbeat.last';

/** A row of `POST /api/heartbeat`, or why it is refused. */
export function heartbeatRow(row: unknown, period: Period): MeasuredRow | string {
  const fields = fieldsOf(row, ['target', 'name', 'at', 'idempotency_key']);
  if (typeof fields === 'string') return fields;
  const { target, name, at } = fields;
  const when = instantOf(at, period);
  const wrong =
    wrongText('target', target) ??
    (name == null ? null : wrongText('name', name)) ??
    (typeof when === 'string' ? when : null) ??
    wrongKey(fields['idempotency_key']);
  if (wrong !== null) return wrong;
  const labels = name == null ? noLabels() : { name: name as string };
  const reading: Reading = { metric: HEARTBEAT, value: (when as Instant) / 1_000, labels };
  const key = keyOf(fields);
  return { target: target as string, at: when as Instant, readings: [reading], note: null, key };
}

const ALERT_FIELDS = ['message', 'severity', 'type', 'target', 'fingerprint', 'idempotency_key'];

/** A row of `POST /api/alerts`, or why it is refused. */
export function alertRow(row: unknown): AlertRow | string {
  const fields = fieldsOf(row, ALERT_FIELDS);
  if (typeof fields === 'string') return fields;
  const { message, severity, type, target, fingerprint } = fields;
  const wrong =
    wrongText('message', message, MAX_MESSAGE) ??
    wrongSeverity(severity) ??
    (type == null ? null : wrongName('type', type)) ??
    (target == null ? null : wrongText('target', target)) ??
    (fingerprint == null ? null : wrongText('fingerprint', fingerprint)) ??
    wrongKey(fields['idempotency_key']);
  if (wrong !== null) return wrong;
  return {
    message: message as string,
    severity: (severity as Severity | null | undefined) ?? 'warning',
    type: (type as string | null | undefined) ?? 'custom',
    target: (target as string | null | undefined) ?? null,
    fingerprint: (fingerprint as string | null | undefined) ?? null,
    key: keyOf(fields),
  };
}

/** Why it is no finite number, or null. */
export function wrongNumber(what: string, value: unknown): string | null {
  if (value === undefined) return `${what} is missing — add a number`;
  if (typeof value === 'number' && Number.isFinite(value)) return null;
  return `${what}: ${typeof value === 'number' ? 'too large' : shown(value)} — write a finite number such as 12.5, without quotes`;
}

function wrongSeverity(severity: unknown): string | null {
  if (severity == null || SEVERITIES.some((one) => one === severity)) return null;
  return `severity: ${shown(severity)} — write one of ${SEVERITIES.join(', ')}`;
}

export function keyOf(fields: Fields): string | null {
  return (fields['idempotency_key'] as string | null | undefined) ?? null;
}
