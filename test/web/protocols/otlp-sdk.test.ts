import { OTLPMetricExporter as JsonExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtoExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import {
  AggregationType,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { describe, expect, onTestFinished, test } from 'vitest';
import { KEY, pushing } from '../serving.ts';

const EXPORTERS = { json: JsonExporter, protobuf: ProtoExporter } as const;
const TEMPORALITY = { delta: 0, cumulative: 1 } as const;

interface Wanted {
  readonly format: keyof typeof EXPORTERS;
  readonly temporality: keyof typeof TEMPORALITY;
}

/** An application that sends to the server of the test, by the SDK of OpenTelemetry. */
async function application({ format, temporality }: Wanted) {
  const { address, world } = await pushing({ now: Date.now });
  const exporter = new EXPORTERS[format]({
    url: `${address}/v1/metrics?target=web-1`,
    headers: { authorization: `Bearer ${KEY}` },
    temporalityPreference: TEMPORALITY[temporality],
    compression: 'gzip' as never,
  });
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const provider = new MeterProvider({
    readers: [reader],
    views: [
      {
        instrumentName: 'size',
        aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM },
      },
    ],
  });
  onTestFinished(() => provider.shutdown());
  const newest = () => {
    const found = world.stored.map(({ metric, labels, value }) => {
      const { job: _job, ...left } = labels as Record<string, string>;
      return [metric + JSON.stringify(left), value] as const;
    });
    return Object.fromEntries(found);
  };
  return { meter: provider.getMeter('test'), flush: () => reader.forceFlush(), newest, world };
}

describe.each<Wanted>([
  { format: 'json', temporality: 'cumulative' },
  { format: 'json', temporality: 'delta' },
  { format: 'protobuf', temporality: 'cumulative' },
  { format: 'protobuf', temporality: 'delta' },
])('the SDK of OpenTelemetry, $format, $temporality', (wanted) => {
  test('is understood, and its counters grow', async () => {
    const { meter, flush, newest, world } = await application(wanted);
    const requests = meter.createCounter('requests', { unit: '1', description: 'Requests' });
    const open = meter.createUpDownCounter('open');
    const time = meter.createHistogram('time', { advice: { explicitBucketBoundaries: [1, 10] } });
    const size = meter.createHistogram('size', { unit: 'By' });
    meter.createObservableGauge('load').addCallback((result) => result.observe(0.5));
    for (const round of [1, 2]) {
      requests.add(2, { path: '/a' });
      open.add(round === 1 ? 5 : -2);
      time.record(round * 4);
      size.record(round);
      await flush();
    }
    expect(newest()).toEqual({
      ...{ 'requests{"path":"/a"}': 4, 'open{}': 3, 'load{}': 0.5 },
      ...{ 'time_bucket{"le":"1"}': 0, 'time_bucket{"le":"10"}': 2, 'time_bucket{"le":"+Inf"}': 2 },
      ...{ 'time_count{}': 2, 'time_sum{}': 12, 'size_count{}': 2, 'size_sum{}': 3 },
      ...sizes(),
    });
    expect(world.learned).toContainEqual({
      ...{ name: 'requests', type: 'counter', unit: '1', help: 'Requests' },
    });
    expect(world.failed).toEqual([]);
  });
});

/** Steps of 2^(1/4) from 1 to 2, where the bucket of 1 ends at 1. */
function sizes() {
  const steps = [1, 2 ** 0.25, 2 ** 0.5, 2 ** 0.75].map((le) => [`size_bucket{"le":"${le}"}`, 1]);
  return {
    ...Object.fromEntries(steps),
    ...{ 'size_bucket{"le":"0"}': 0, 'size_bucket{"le":"2"}': 2, 'size_bucket{"le":"+Inf"}': 2 },
  };
}
