import { PbfWriter } from 'pbf';
import { compress } from 'snappyjs';

export interface SeriesToWrite {
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly (readonly [value: number, at: number])[];
  /** Native histograms, empty ones. */
  readonly native?: number;
}

export interface MetadataToWrite {
  readonly type: number;
  readonly name: string;
  readonly help: string;
  readonly unit: string;
}

/** A WriteRequest of remote write 1.0, before it is packed. */
export function writeRequest(
  series: readonly SeriesToWrite[],
  metadata: readonly MetadataToWrite[] = [],
): Uint8Array {
  const writer = new PbfWriter();
  for (const one of series) writer.writeMessage(1, writeSeries, one);
  for (const one of metadata) writer.writeMessage(3, writeMetadata, one);
  return writer.finish();
}

export function packed(series: readonly SeriesToWrite[], metadata?: readonly MetadataToWrite[]) {
  return compress(writeRequest(series, metadata));
}

function writeSeries({ labels, samples, native = 0 }: SeriesToWrite, writer: PbfWriter): void {
  for (const pair of Object.entries(labels)) writer.writeMessage(1, writeLabel, pair);
  for (const sample of samples) writer.writeMessage(2, writeSample, sample);
  for (let count = 0; count < native; count++) writer.writeBytesField(4, new Uint8Array());
}

function writeLabel([name, value]: readonly [string, string], writer: PbfWriter): void {
  writer.writeStringField(1, name);
  writer.writeStringField(2, value);
}

function writeSample([value, at]: readonly [number, number], writer: PbfWriter): void {
  writer.writeDoubleField(1, value);
  writer.writeVarintField(2, at);
}

function writeMetadata({ type, name, help, unit }: MetadataToWrite, writer: PbfWriter): void {
  writer.writeVarintField(1, type);
  writer.writeStringField(2, name);
  writer.writeStringField(4, help);
  writer.writeStringField(5, unit);
}
