import type { Labels } from '../../model/sample.ts';
import { SECOND } from '../../model/time.ts';
import type { Samples } from '../ports.ts';
import { checkQuery } from './check.ts';
import { grouping, topOf } from './group.ts';
import { answerOf, instantsOf, type Line } from './lines.ts';
import { canBeAggregatedThere, metricsQl, selector, TARGET_LABEL } from './metricsql.ts';
import type { SampleQuery } from './port.ts';
import { labelsText } from './registry.ts';
import { EMPTY_RUN, type Run } from './run.ts';
import { spans } from './spans.ts';
import {
  type Ask,
  importer,
  type Metric,
  serverAt,
  type VictoriaOptions,
} from './victoria-server.ts';

/** The first second: 0 would mean the last five minutes. */
const EVER = '1';

/** What a query answers: https://prometheus.io/docs/prometheus/latest/querying/api/ */
interface Result {
  readonly metric: Metric;
  readonly value?: readonly [number, string];
  readonly values?: readonly (readonly [number, string])[];
}

/**
 * Samples in a VictoriaMetrics that others run, for many hosts or for several of us. Of two points with one time it
 * keeps any; retention and limits are the server's; labels without a value are the same as none.
 */
export function victoriaSamples(options: VictoriaOptions): Samples {
  const server = serverAt(options);
  const { ask, call, flush } = server;
  const { ingest, counts } = importer(server, options.now);

  return {
    async append(target, at, readings) {
      await ingest(readings.map((one) => ({ ...one, target, at })));
    },
    async ingest(rows, { lasting = false } = {}) {
      const ingested = await ingest(rows);
      if (lasting) await flush();
      return ingested;
    },
    flush,
    async series(target) {
      const match = `{${TARGET_LABEL}="${target}"}`;
      const all = await ask<Metric>('/api/v1/series', { 'match[]': match, start: EVER });
      return all
        .map((metric) => ({ metric: metric['__name__'] ?? '', labels: labelsOf(metric) }))
        .sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
    },
    async points(target, { metric, labels }, { from, to, limit }) {
      await flush();
      const match = selector({ metric, target, labels });
      // Seconds; both ends are included.
      const range = { start: from / SECOND, end: (to - 1) / SECOND };
      const run = exported(await call('/api/v1/export', { 'match[]': match, ...range }), labels);
      const { at, values, length } = spans(run, { from, to, limit });
      return Array.from({ length }, (_, index) => ({
        at: at[index] ?? 0,
        value: values[index] ?? 0,
      }));
    },
    async query(question) {
      checkQuery(question);
      const lines = await linesOf(question, ask);
      return answerOf(question, {
        lines: topOf(lines, question.top),
        error: 0,
        lost: 0,
        shortened: 0,
      });
    },
    // Both are the server's.
    async keep() {},
    async prune() {},
    async usage() {
      const text = await call('/metrics', {});
      const file = sizeIn(text, 'vm_data_size_bytes');
      return {
        ...{ file, series: 0, samples: sizeIn(text, 'vm_rows\\{type="storage'), targets: [] },
        ...{ free: 0, bytesPerSample: null, perDay: null, own: [] },
        oldest: { chunks: null, hours: null },
        tiers: { log: 0, parts: 0, chunks: file, hours: 0 },
      };
    },
    stats: async () => ({ ...counts(), damaged: 0, refusedSeries: [], written: null }),
    size: async () => sizeIn(await call('/metrics', {}), 'vm_data_size_bytes'),
    async [Symbol.asyncDispose]() {},
  };
}

interface Exported {
  readonly metric: Metric;
  readonly values: readonly number[];
  readonly timestamps: readonly number[];
}

/** Points of the series that has just these labels, out of lines of JSON. */
function exported(text: string, labels: Labels): Run {
  const own = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Exported)
    .find((one) => labelsText(labelsOf(one.metric)) === labelsText(labels));
  if (!own) return EMPTY_RUN;
  const [at, values] = [Float64Array.from(own.timestamps), Float64Array.from(own.values)];
  return { at, values, length: at.length };
}

async function linesOf(question: SampleQuery, ask: Ask): Promise<readonly Line[]> {
  const { when, fn } = question;
  const instants = instantsOf(when);
  const query = { query: metricsQl(question), nocache: '1' };
  const results = await ('at' in when
    ? ask<Result>('/api/v1/query', { ...query, time: when.at / SECOND })
    : ask<Result>('/api/v1/query_range', {
        ...{ ...query, start: when.from / SECOND, end: when.to / SECOND },
        step: when.step / SECOND,
      }));
  const places = new Map(instants.map((at, index) => [at, index]));
  const lines = results.map((one) => lineOf(one, places));
  if (canBeAggregatedThere(question)) return sorted(lines);
  const groups = grouping(question);
  for (const line of await withSilent(question, lines, ask)) {
    const counts = line.values.map((count) => (Number.isNaN(count) ? 0 : count));
    groups.add(line, fn === 'absent' ? counts.map((count) => (count === 0 ? 1 : 0)) : counts);
  }
  return groups.lines();
}

/** Series without any point in the windows are not in the answer of the database. */
async function withSilent(
  question: SampleQuery,
  lines: readonly Line[],
  ask: Ask,
): Promise<readonly Line[]> {
  const match = { 'match[]': selector(question), start: EVER };
  const known = new Map(lines.map((line) => [`${line.target} ${line.labels}`, line]));
  const empty = new Float64Array(instantsOf(question.when).length).fill(Number.NaN);
  const all = await ask<Metric>('/api/v1/series', match);
  return sorted(
    all.map((metric) => {
      const line = { ...nameOf(metric), values: empty };
      return known.get(`${line.target} ${line.labels}`) ?? line;
    }),
  );
}

function lineOf({ metric, value, values }: Result, places: ReadonlyMap<number, number>): Line {
  const filled = new Float64Array(places.size).fill(Number.NaN);
  for (const [seconds, text] of values ?? (value ? [value] : [])) {
    const place = places.get(Math.round(seconds * SECOND));
    if (place !== undefined) filled[place] = Number(text);
  }
  return { ...nameOf(metric), values: filled };
}

function nameOf(metric: Metric): Pick<Line, 'target' | 'labels'> {
  const target = metric[TARGET_LABEL];
  return {
    target: target === undefined ? null : Number(target),
    labels: labelsText(labelsOf(metric)),
  };
}

function labelsOf({ __name__: _, [TARGET_LABEL]: __, ...labels }: Metric): Labels {
  return labels;
}

function sorted(lines: readonly Line[]): readonly Line[] {
  return lines.toSorted(
    (one, other) => (one.target ?? 0) - (other.target ?? 0) || (one.labels < other.labels ? -1 : 1),
  );
}

function keyOf({ metric, labels }: { metric: string; labels: Labels }): string {
  return `${metric}\n${labelsText(labels)}`;
}

function sizeIn(metrics: string, name: string): number {
  const found = metrics.matchAll(new RegExp(`^${name}.* (\\S+)$`, 'gm'));
  return [...found].reduce((sum, [, value]) => sum + Number(value), 0);
}
