import type { CheckValue } from '../model/check.ts';
import type { Reading } from '../model/sample.ts';
import type { Instant } from '../model/time.ts';
import type { Fields, Period } from './fields.ts';
import { fieldsOf, instantOf, shown, wrongKey, wrongName, wrongText } from './fields.ts';
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

/** Details of a row, and values that it measured; characters of a detail. */
const MOST = 20;
const MAX_DETAIL = 200;

const FIELDS = [
  ...['target', 'status', 'latency_ms', 'message', 'details', 'metrics', 'at'],
  'idempotency_key',
];

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
    const said = (message as string | null | undefined) ?? null;
    const metrics = (fields['metrics'] ?? {}) as Readonly<Record<string, number>>;
    const details = { ...metrics, ...(fields['details'] as Readonly<Record<string, CheckValue>>) };
    return {
      target: target as string,
      at: when as Instant,
      readings: [
        ...readings(name, status, latency as number | null),
        ...Object.entries(metrics).map(([label, value]) => ({
          ...{ metric: 'check.value', labels: { name, label }, value },
        })),
      ],
      note: status === 'healthy' ? null : said,
      check: { name, status, latency: latency as number | null, message: said, details },
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
    wrongSet('details', fields['details'], wrongDetail) ??
    wrongSet('metrics', fields['metrics'], wrongNumber) ??
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

/** What is wrong with an object of details or numbers; null when nothing is, or none was sent. */
function wrongSet(
  what: string,
  set: unknown,
  wrong: (what: string, value: unknown) => string | null,
): string | null {
  if (set === undefined || set === null) return null;
  if (typeof set !== 'object' || Array.isArray(set)) {
    return `${what}: ${shown(set)} — write an object such as {"queue": 12}`;
  }
  const entries = Object.entries(set);
  if (entries.length > MOST) return `${what}: there are ${entries.length} — send at most ${MOST}`;
  for (const [name, value] of entries) {
    const reason = wrongName(`name in ${what}`, name) ?? wrong(`${what}.${name}`, value);
    if (reason !== null) return reason;
  }
  return null;
}

function wrongDetail(what: string, value: unknown): string | null {
  if (value === null || typeof value === 'boolean' || Number.isFinite(value)) return null;
  if (value === '') return null;
  if (typeof value === 'string') return wrongText(what, value, MAX_DETAIL);
  return `${what}: ${shown(value)} — write a text, a number, true, false or null`;
}
