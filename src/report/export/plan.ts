import type { Instant } from '../../model/time.ts';
import { HOUR } from '../../model/time.ts';
import { csvWriter } from './csv.ts';
import { dashboard } from './grafana.ts';
import { dashboardMetrics } from './grafana-metrics.ts';
import { influxWriter } from './influx.ts';
import { jsonWriter } from './json.ts';
import { byFamily, openMetricsWriter } from './openmetrics.ts';
import { prometheusConfig } from './prometheus-config.ts';
import { chooseSeries, meantBy, type Wanted } from './select.ts';
import { milliseconds, spanOf } from './span.ts';
import { textOf } from './text.ts';
import type { ExportWorld, Selection, Writer } from './world.ts';

export const FORMATS = [
  'csv',
  'json',
  'influx',
  'prometheus',
  'grafana',
  'prometheus-config',
] as const;

/** What somebody asks for, in words that were checked. */
export interface ExportRequest {
  readonly format: (typeof FORMATS)[number];
  readonly window: string;
  readonly metric?: string | undefined;
  readonly target?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly step?: string | undefined;
  readonly preset?: string | undefined;
}

/** A file that can be made, or why not. */
export type Planned =
  | {
      readonly kind: 'file';
      readonly name: string;
      readonly mediaType: string;
      /** What is in it, for people. */
      readonly title: string;
      /**
       * Its content, made while it is read; throws the signal's reason as soon as that aborts. `note` takes what people must
       * know of it, once it is read.
       */
      text(signal: AbortSignal, note?: (line: string) => void): AsyncIterable<string>;
    }
  | { readonly kind: 'refused'; readonly reason: string };

const SAMPLES = {
  csv: { ending: 'csv', mediaType: 'text/csv; charset=utf-8' },
  json: { ending: 'json', mediaType: 'application/json' },
  influx: { ending: 'lp', mediaType: 'text/plain; charset=utf-8' },
  prometheus: {
    ending: 'prom',
    mediaType: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
  },
} as const;

/** Finds what was asked for; nothing is read before the file is. */
export function planExport(world: ExportWorld, request: ExportRequest): Promise<Planned> {
  switch (request.format) {
    case 'grafana':
      return planDashboard(world, request);
    case 'prometheus-config':
      return Promise.resolve(planConfig(world));
    default:
      return planSamples(world, { ...request, format: request.format });
  }
}

async function planSamples(
  world: ExportWorld,
  request: ExportRequest & { readonly format: keyof typeof SAMPLES },
): Promise<Planned> {
  const { step, format } = request;
  const span = spanOf(request, world.now);
  if (span.kind === 'refused') return span;
  const { metric, target } = await meantBy(world, wantedBy(request));
  const chosen = await chooseSeries(world, { metric, target });
  if (chosen.kind === 'refused') return chosen;
  const series = format === 'prometheus' ? byFamily(chosen.series) : chosen.series;
  const { from, to } = span;
  const selection = { series, from, to, step: step === undefined ? null : milliseconds(step) };
  const { ending, mediaType } = SAMPLES[format];
  return {
    kind: 'file',
    name: fileName([metric ?? 'all', target ?? 'all'], { at: world.now, ending }),
    mediaType,
    title: titleOf(selection),
    async *text(signal, note) {
      let isWhole = true;
      const lost = () => {
        isWhole = false;
      };
      yield* textOf(world.samples, selection, {
        ...{ writer: writerOf(format, selection), signal, lost },
      });
      if (!isWhole) note?.(leftOut(selection));
    },
  };
}

function leftOut({ step }: Selection): string {
  const what = 'Values that are kept no more are left out';
  const isHourly = step !== null && step % HOUR === 0;
  return isHourly ? `${what}.` : `${what}: write step=1h for what is kept of each hour.`;
}

function wantedBy({ metric, target }: ExportRequest): Wanted {
  return { metric: metric ?? null, target: target ?? null };
}

function writerOf(format: keyof typeof SAMPLES, selection: Selection): Writer {
  switch (format) {
    case 'csv':
      return csvWriter(selection);
    case 'json':
      return jsonWriter(selection);
    case 'influx':
      return influxWriter();
    case 'prometheus':
      return openMetricsWriter();
    default:
      return format satisfies never;
  }
}

async function planDashboard(world: ExportWorld, request: ExportRequest): Promise<Planned> {
  const { preset = null } = request;
  const wanted = await meantBy(world, wantedBy(request));
  const found = await dashboardMetrics(world, { preset, ...wanted });
  if (found.kind === 'refused') return found;
  const { title, metrics } = found;
  const text = `${JSON.stringify(dashboard({ title, metrics }), null, 2)}\n`;
  return {
    kind: 'file',
    name: `grafana-${safe(preset ?? wanted.target ?? 'all')}.json`,
    mediaType: 'application/json',
    title: `A Grafana dashboard of ${metrics.length} metrics`,
    text: () => once(text),
  };
}

function planConfig({ http }: ExportWorld): Planned {
  if (!http.enabled) {
    const reason =
      'Nothing can be scraped while HTTP is off: set ANALYTICS_ENABLED=true in .env and restart.';
    return { kind: 'refused', reason };
  }
  return {
    kind: 'file',
    name: 'prometheus.yml',
    mediaType: 'application/yaml',
    title: 'A configuration for Prometheus that scrapes this installation',
    text: () => once(prometheusConfig(http)),
  };
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}

function titleOf({ series, from, to, step }: Selection): string {
  const many = `${series.length} series`;
  const span = `${day(from)} to ${day(to)} UTC`;
  return step === null ? `${many}, ${span}` : `${many}, ${span}, one value per step`;
}

function day(at: Instant): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}

function fileName(
  parts: readonly string[],
  { at, ending }: { readonly at: Instant; readonly ending: string },
): string {
  const stamp = new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
  return `${['tocsin', ...parts.map(safe), `${stamp}Z`].join('-')}.${ending}`;
}

/** A part of a file's name that every system takes. */
function safe(text: string): string {
  return text.replaceAll(/[^\w.]+/g, '_').slice(0, 60);
}
