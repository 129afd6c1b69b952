import type { Instant } from '../../model/time.ts';
import { StoreError } from '../ports.ts';
import { wrongPoint, wrongSeries } from './check.ts';
import { TARGET_LABEL } from './metricsql.ts';
import type { Ingested, SampleRow } from './port.ts';
import { labelsText } from './registry.ts';

export interface VictoriaOptions {
  /** Of a single-node VictoriaMetrics, e.g. `http://127.0.0.1:8428`. */
  readonly url: string;
  readonly fetch: typeof fetch;
  now(): Instant;
}

/** Labels of a series, its name among them. */
export type Metric = Readonly<Record<string, string>>;

type Server = ReturnType<typeof serverAt>;
export type Ask = Server['ask'];

/** Calls to one server. What was written is made visible before anything is read. */
export function serverAt({ url, fetch: get }: VictoriaOptions) {
  let isNew = false;

  const call = async (path: string, parameters: object, body?: string): Promise<string> => {
    const query = new URLSearchParams(parameters as Record<string, string>);
    const what = body === undefined ? {} : { method: 'POST', body };
    let response: Response;
    try {
      response = await get(`${url}${path}?${query}`, what);
    } catch (cause) {
      throw new StoreError(`cannot reach VictoriaMetrics at ${url}; check that it runs`, { cause });
    }
    const text = await response.text();
    if (response.ok) return text;
    throw new StoreError(`VictoriaMetrics refuses ${path} (HTTP ${response.status}): ${text}`);
  };
  const flush = async () => {
    if (isNew) await call('/internal/force_flush', {});
    isNew = false;
  };
  return {
    call,
    flush,
    async write(body: string): Promise<void> {
      await call('/api/v1/import', {}, body);
      isNew = true;
    },
    async ask<T>(path: string, parameters: object): Promise<readonly T[]> {
      await flush();
      const { data } = JSON.parse(await call(path, parameters));
      return data.result ?? data;
    },
  };
}

/** Checks rows one by one and sends the good ones. */
export function importer({ write }: Server, now: () => Instant) {
  const total = { accepted: 0, refused: 0, shed: 0, waiting: 0 };
  let lastRefusal: string | null = null;
  return {
    counts: () => ({ ...total, lastRefusal }),
    async ingest(rows: readonly SampleRow[]): Promise<Ingested> {
      const refused = rows.flatMap(({ at, value, target, metric, labels }, index) => {
        const reason = wrongPoint(at, value, now()) ?? wrongSeries(target, metric, labels);
        return reason === null ? [] : [{ index, reason }];
      });
      const bad = new Set(refused.map(({ index }) => index));
      const good = rows.filter((_, index) => !bad.has(index));
      total.refused += refused.length;
      lastRefusal = refused.at(-1)?.reason ?? lastRefusal;
      total.waiting += good.length;
      try {
        if (good.length > 0) await write(importLines(good));
        total.accepted += good.length;
      } catch (error) {
        total.shed += good.length;
        throw error;
      } finally {
        total.waiting -= good.length;
      }
      return { accepted: good.length, refused };
    },
  };
}

interface Import {
  readonly metric: Metric;
  readonly values: number[];
  readonly timestamps: number[];
}

/** https://docs.victoriametrics.com/#how-to-import-data-in-json-line-format */
function importLines(rows: readonly SampleRow[]): string {
  const series = new Map<string, Import>();
  for (const { target, metric, labels, at, value } of rows) {
    const all = { ...labels, [TARGET_LABEL]: String(target), __name__: metric };
    const key = labelsText(all);
    const own: Import = series.get(key) ?? { metric: all, values: [], timestamps: [] };
    series.set(key, own);
    own.values.push(value);
    own.timestamps.push(at);
  }
  return [...series.values()].map((one) => JSON.stringify(one)).join('\n');
}
