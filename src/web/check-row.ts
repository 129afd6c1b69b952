import type { Reading } from '../model/sample.ts';
import type { Instant } from '../model/time.ts';
import type { Fields, Period } from './fields.ts';
import { fieldsOf, instantOf, shown, wrongKey, wrongText } from './fields.ts';
import type { MeasuredRow } from './rows.ts';
import { keyOf, wrongNumber } from './rows.ts';

/** Characters of what a check says; it stands in an alert. */
const MAX_MESSAGE = 500;

/** Whether the thing works, and whether it works badly; null where the check cannot say. */
const STATUSES = {
  healthy: { up: 1, degraded: 0 },
  degraded: { up: 1, degraded: 1 },
  unhealthy: { up: 0, degraded: 0 },
  error: { up: 0, degraded: 0 },
  unknown: null,
} as const;
type Status = keyof typeof STATUSES;

const FIELDS = ['target', 'status', 'latency_ms', 'message', 'at', 'idempotency_key'];

/** Reads rows of `POST /api/checks/{name}`: metrics with the label `name`, or why a row is refused. */
export function checkRow(name: string): (row: unknown, period: Period) => MeasuredRow | string {
  return (row, period) => {
    const fields = fieldsOf(row, FIELDS);
    if (typeof fields === 'string') return fields;
    const { target, latency_ms: latency = null, message } = fields;
    const when = instantOf(fields['at'], period);
    const wrong = typeof when === 'string' ? when : wrongField(fields);
    if (wrong !== null) return wrong;
    const status = fields['status'] as Status;
    return {
      target: target as string,
      at: when as Instant,
      readings: readings(name, status, latency as number | null),
      note: status === 'healthy' ? null : ((message as string | null | undefined) ?? null),
      key: keyOf(fields),
    };
  };
}

function wrongField(fields: Fields): string | null {
  const { target, status, latency_ms: latency, message } = fields;
  return (
    wrongText('target', target) ??
    wrongStatus(status) ??
    (latency == null ? null : wrongLatency(latency)) ??
    (message == null ? null : wrongText('message', message, MAX_MESSAGE)) ??
    wrongKey(fields['idempotency_key'])
  );
}

function readings(name: string, status: Status, latency: number | null): readonly Reading[] {
  const labels = { name };
  const state = STATUSES[status];
  return [
    ...(state === null
      ? []
      : [
          { metric: 'check.up', labels, value: state.up },
          { metric: 'check.degraded', labels, value: state.degraded },
        ]),
    ...(latency === null ? [] : [{ metric: 'check.latency_ms', labels, value: latency }]),
  ];
}

function wrongStatus(status: unknown): string | null {
  if (typeof status === 'string' && Object.hasOwn(STATUSES, status)) return null;
  const what = status === undefined ? 'status is missing' : `status: ${shown(status)}`;
  return `${what} — write one of ${Object.keys(STATUSES).join(', ')}`;
}

function wrongLatency(latency: unknown): string | null {
  const wrong = wrongNumber('latency_ms', latency);
  return wrong ?? (Number(latency) < 0 ? 'latency_ms: write milliseconds from 0' : null);
}
