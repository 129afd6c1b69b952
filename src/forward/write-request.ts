import { PbfWriter } from 'pbf';
import { compress } from 'snappyjs';
import type { MetricFacts, OutgoingSample } from '../model/export.ts';
import { outgoingSeries } from '../report/export/names.ts';

/** Samples as the body of a remote write request: https://prometheus.io/docs/specs/prw/remote_write_spec/ */
export function writeRequest(
  samples: readonly OutgoingSample[],
  describe: (metric: string) => MetricFacts,
): Uint8Array<ArrayBuffer> {
  const writer = new PbfWriter();
  for (const one of seriesOf(samples, describe)) writer.writeMessage(1, writeSeries, one);
  return Uint8Array.from(compress(writer.finish()));
}

interface Series {
  /** Sorted by name. */
  readonly labels: readonly (readonly [name: string, value: string])[];
  /** By time. */
  readonly points: { at: number; value: number }[];
}

/** Series of one name and the same labels are one; those of one time are one point, the newest to come. */
function seriesOf(
  samples: readonly OutgoingSample[],
  describe: (metric: string) => MetricFacts,
): readonly Series[] {
  const found = new Map<string, Series>();
  const isCounter = (metric: string) => describe(metric).isCounter;
  for (const one of samples) {
    const { name, factor, labels: legal } = outgoingSeries(one, isCounter);
    // A label without a value is no label there.
    const labels = Object.entries({ ...legal, __name__: name })
      .filter(([, text]) => text !== '')
      .sort(([first], [second]) => (first < second ? -1 : 1));
    const id = JSON.stringify(labels);
    const series = found.get(id) ?? { labels, points: [] };
    found.set(id, series);
    series.points.push({ at: one.at, value: one.value / factor });
  }
  return [...found.values()].map(({ labels, points }) => ({ labels, points: inOrder(points) }));
}

function inOrder(points: readonly { at: number; value: number }[]) {
  const byTime = new Map(points.map((point) => [point.at, point]));
  return [...byTime.values()].sort((one, other) => one.at - other.at);
}

/** TimeSeries: labels (1) with name (1) and value (2), samples (2) with value (1) and timestamp in milliseconds (2). */
function writeSeries({ labels, points }: Series, series: PbfWriter): void {
  for (const label of labels) series.writeMessage(1, writeLabel, label);
  for (const point of points) series.writeMessage(2, writePoint, point);
}

function writeLabel([name, value]: readonly [string, string], label: PbfWriter): void {
  label.writeStringField(1, name);
  label.writeStringField(2, value);
}

function writePoint({ at, value }: { at: number; value: number }, point: PbfWriter): void {
  point.writeDoubleField(1, value);
  point.writeVarintField(2, at);
}
