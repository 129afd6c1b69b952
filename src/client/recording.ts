import type { CheckResult } from './health-checks.ts';
import type { Reporter } from './problem.ts';
import type { RecordOptions } from './recorders.ts';
import type { Labels } from './rows.ts';
import { instant, lineOf, ownTimes } from './rows.ts';

export interface MetricOptions extends RecordOptions {
  /** What tells the series of the metric apart; few values each. */
  readonly labels?: Labels;
}

export interface EventOptions extends RecordOptions {
  /** What has few values, such as the name of a model. */
  readonly tags?: Labels;
  /** Everything else, such as a number or the id of a user. */
  readonly body?: Readonly<Record<string, unknown>>;
}

/** What an application tells. Nothing here throws or waits; what cannot be recorded goes to `onError`. */
export interface Recording {
  recordMetric(name: string, value: number, options?: MetricOptions): void;
  recordEvent(type: string, options?: EventOptions): void;
  /** Says that the application, or a part of it, lives: the metric `heartbeat.last`. */
  heartbeat(name?: string, options?: RecordOptions): void;
  recordCheck(name: string, result: CheckResult, options?: RecordOptions): void;
}

export function recording(deps: {
  readonly target: string;
  /** A key that no other row has. */
  nextKey(): string;
  /** Takes a line, to be delivered when it can be. */
  keep(line: string): void;
  readonly report: Reporter;
}): Recording {
  const ownTime = ownTimes();

  function record(path: string, more: RecordOptions, fields: object, series?: string): void {
    const { at, key = deps.nextKey() } = more;
    const isNow = at === undefined && series !== undefined;
    const when = isNow ? ownTime(series, Date.now()) : instant(at);
    const row = { target: deps.target, ...fields, at: when, idempotency_key: key };
    const made = lineOf(path, row);
    if ('line' in made) deps.keep(made.line);
    else deps.report({ kind: 'refused', message: made.wrong, row });
  }

  const safely = (work: () => void) => harmless(work, deps.report);
  return {
    recordMetric: (name, value, options) =>
      safely(() => {
        const { labels, ...rest } = options ?? {};
        const own = labels ?? {};
        if (Number.isFinite(value)) {
          return record(
            '/api/metrics',
            rest,
            { metric: name, value, labels: own },
            seriesName(name, own),
          );
        }
        const row = { metric: name, value: String(value) };
        deps.report({ kind: 'refused', message: 'value: write a finite number', row });
      }),
    recordEvent: (type, options) =>
      safely(() => {
        const { tags = {}, body = {}, ...rest } = options ?? {};
        record('/api/events', rest, { type, tags, body });
      }),
    heartbeat: (name, options) =>
      safely(() => record('/api/heartbeat', options ?? {}, name === undefined ? {} : { name })),
    recordCheck: (name, result, options) =>
      safely(() => {
        const { status, latencyMs, message, details, metrics } = result;
        const path = `/api/checks/${encodeURIComponent(name)}`;
        const more = { ...(message && { message }), ...(details && { details }) };
        const fields = { status, latency_ms: latencyMs, ...more, ...(metrics && { metrics }) };
        record(path, options ?? {}, fields, path);
      }),
  };
}

/** What goes wrong in it is told, and never the application's trouble. */
export function harmless(work: () => void, report: Reporter): void {
  try {
    work();
  } catch (error) {
    report({ kind: 'refused', message: `it cannot be recorded: ${String(error)}` });
  }
}

/** Equal for equal labels, whatever their order. */
function seriesName(name: string, labels: Labels): string {
  const entries = Object.entries(labels);
  return entries.length === 0 ? name : `${name} ${JSON.stringify(entries.sort())}`;
}
