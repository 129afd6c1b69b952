import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { MINUTE } from '../../src/model/time.ts';
import type { SampleRow } from '../../src/store/samples/port.ts';
import { openSamples } from '../../src/store/samples/store.ts';
import { workFolder } from '../support/whole-app.ts';
import { type Figure, median } from './figure.ts';
import { batches, START, sources } from './samples-data.ts';

const SERIES = 500;
const TAKEN = 600_000;
const END = START + (TAKEN / SERIES) * MINUTE;

/** Samples per second through the port, until they are on the disk. */
async function ours(folder: string, rows: readonly (readonly SampleRow[])[]): Promise<number> {
  await using samples = await openSamples(join(folder, 'samples.db'), { now: () => END });
  await samples.flush();
  const started = performance.now();
  await Promise.all(rows.map((batch) => samples.ingest(batch)));
  await samples.flush();
  return TAKEN / ((performance.now() - started) / 1_000);
}

/** Samples per second of a bare prepared statement, one row per sample, as many in a transaction. */
function bare(folder: string, rows: readonly (readonly SampleRow[])[]): number {
  const raw = new Sqlite(join(folder, 'bare.db'));
  raw.pragma('journal_mode = WAL');
  raw.pragma('synchronous = NORMAL');
  raw.exec(
    'create table samples (series integer not null, at integer not null, value real not null, primary key (series, at)) strict, without rowid',
  );
  const insert = raw.prepare('insert or ignore into samples values (?, ?, ?)');
  const started = performance.now();
  const write = raw.transaction((batch: readonly SampleRow[]) => {
    for (const [index, { at, value }] of batch.entries()) insert.run(index % SERIES, at, value);
  });
  for (const batch of rows) write.immediate(batch);
  const result = TAKEN / ((performance.now() - started) / 1_000);
  raw.close();
  return result;
}

/** How fast samples are taken in, beside what SQLite itself can do; by turns, in fresh files. */
export async function taking(): Promise<Figure> {
  const rows = [...batches(sources(SERIES), { from: START, to: END })];
  const [own, peer]: [number[], number[]] = [[], []];
  for (let turn = 0; turn < 5; turn++) {
    using folder = workFolder('');
    own.push(await ours(folder.path, rows));
    peer.push(bare(folder.path, rows));
  }
  const [value, beside] = [median(own), median(peer)];
  return {
    ...{ name: 'samples taken in, 10,000 at a time', value, unit: 'samples/s' },
    ...{ goal: 'at least 0.75 of the peer', holds: value >= 0.75 * beside },
    peer: { name: 'bare prepared statement', value: beside },
  };
}
