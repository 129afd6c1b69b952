import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { openSamples } from '../../src/store/samples/store.ts';
import { workFolder } from '../support/whole-app.ts';
import { type Figure, median } from './figure.ts';

/** Readings that come together, as one target's round does. */
const BATCH = 20;
const BATCHES = 5_000;
const RUNS = 5;
/** Share of what SQLite itself can do. */
const GOAL = 0.75;

const metrics = Array.from({ length: BATCH }, (_, index) => `metric.number_${index}`);

/** Samples per second through the product's own port. */
async function ours(folder: string): Promise<number> {
  await using samples = await openSamples(join(folder, 'samples.db'), { now: Date.now });
  const started = performance.now();
  for (let at = 0; at < BATCHES; at += 1) {
    await samples.append(
      1,
      at,
      metrics.map((metric, index) => ({ metric, labels: {}, value: index + at / 10 })),
    );
  }
  return rate(started);
}

/** Samples per second of a bare prepared statement: same engine, table and size of a transaction. */
function bare(folder: string): number {
  const raw = new Sqlite(join(folder, 'bare.db'));
  raw.pragma('journal_mode = WAL');
  raw.pragma('synchronous = NORMAL');
  raw.exec(
    'create table samples (series integer not null, at integer not null, value real not null, primary key (series, at)) strict, without rowid',
  );
  const insert = raw.prepare('insert or ignore into samples values (?, ?, ?)');
  const started = performance.now();
  const write = raw.transaction((at: number) => {
    for (let series = 0; series < BATCH; series += 1) insert.run(series, at, series + at / 10);
  });
  for (let at = 0; at < BATCHES; at += 1) write.immediate(at);
  const result = rate(started);
  raw.close();
  return result;
}

function rate(started: number): number {
  return (BATCH * BATCHES) / ((performance.now() - started) / 1_000);
}

/** How fast samples are taken in, beside what the engine can do; both by turns in fresh files. */
export async function run(): Promise<Figure[]> {
  const own: number[] = [];
  const peer: number[] = [];
  for (let turn = 0; turn < RUNS; turn += 1) {
    using folder = workFolder('');
    own.push(await ours(folder.path));
    peer.push(bare(folder.path));
  }
  const [value, beside] = [median(own), median(peer)];
  return [
    {
      ...{ name: `samples appended, ${BATCH} at a time`, value, unit: 'samples/s' },
      ...{ goal: `at least ${GOAL} of the peer`, holds: value >= GOAL * beside },
      peer: { name: 'bare prepared statement', value: beside },
    },
  ];
}
