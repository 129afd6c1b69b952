import type { Labels, Point } from '../../../src/model/sample.ts';
import { labelText } from '../../../src/model/sample.ts';
import type { Target } from '../../../src/model/target.ts';
import type { ExportWorld, SampleReader } from '../../../src/report/export/world.ts';
import { openSamples } from '../../../src/store/samples/store.ts';
import { freshFolder } from '../../store/fresh-folder.ts';

/** Noon of a day in the past of every clock. */
export const NOW = Date.parse('2026-11-24T12:00:00Z');

function aTarget(name: string, id: number): Target {
  const rest = { interval: 30_000, labels: {}, preset: 'base', ssh: null, parent: null };
  return { id, name, kind: 'local', ...rest };
}

export const WEB = aTarget('web-1', 1);
export const HOSTILE = aTarget('=cmd|"x", y', 2);

export interface Stored {
  readonly target: Target;
  readonly metric: string;
  readonly labels: Labels;
  readonly points: readonly Point[];
}

/** Points every ten seconds, the last one just before noon. */
export function every10s(...values: readonly number[]): readonly Point[] {
  const first = NOW - values.length * 10_000;
  return values.map((value, at) => ({ at: first + at * 10_000, value }));
}

/** A world over a real store that holds these series. */
export async function exportWorld(
  stored: readonly Stored[],
  more: Partial<ExportWorld> = {},
): Promise<ExportWorld & AsyncDisposable> {
  const samples = await openSamples(`${freshFolder()}/samples.db`, { now: () => NOW });
  for (const { target, metric, labels, points } of stored) {
    const rows = points.map((point) => ({ target: target.id, metric, labels, ...point }));
    const { refused } = await samples.ingest(rows);
    if (refused.length > 0) throw new Error(JSON.stringify(refused));
  }
  const targets = [...new Map(stored.map(({ target }) => [target.id, target])).values()];
  return {
    now: NOW,
    samples,
    targets: { list: async () => targets },
    metrics: [
      { name: 'system.cpu', title: 'CPU in use', unit: 'percent', isKey: true },
      { name: 'api.response_ms', title: 'Response', unit: 'ms', type: 'histogram' },
      { name: 'jobs.done', title: 'Jobs "done"', unit: 'count', type: 'counter' },
    ],
    http: { enabled: true, host: '127.0.0.1', port: 8_000, hasKey: true },
    rules: () => [],
    presetMetrics: () => null,
    ...more,
    [Symbol.asyncDispose]: () => samples[Symbol.asyncDispose](),
  };
}

/** Reads of a store, counted, with the most points that one of them gave. */
export function counting(samples: SampleReader) {
  const seen = { reads: 0, most: 0, names: new Set<string>() };
  const reader: SampleReader = {
    series: samples.series,
    async points(target, series, range) {
      seen.reads++;
      seen.names.add(`${series.metric} ${labelText(series.labels)}`);
      const points = await samples.points(target, series, range);
      seen.most = Math.max(seen.most, points.length);
      return points;
    },
    query: samples.query,
  };
  return { reader, seen };
}

export async function wholeText(text: AsyncIterable<string>): Promise<string> {
  let whole = '';
  for await (const part of text) whole += part;
  return whole;
}
