import { setImmediate as breathe } from 'node:timers/promises';
import type { Instant } from '../../model/time.ts';
import { StoreError } from '../ports.ts';
import { wrongPoint } from './check.ts';
import type { Definition } from './intake.ts';
import type { Ingested, IngestOptions, SampleRow } from './port.ts';
import { type Known, Registry } from './registry.ts';
import type { Remote } from './remote.ts';

/** Samples on their way to the keeper's thread at one time: 20 MB. More are shed. */
const MOST_WAITING = 1_000_000;
/** Rows that are packed in one go, about a millisecond: larger batches let others have their turn in between. */
const PART = 1_000;

export interface Sender {
  send(rows: readonly SampleRow[], options?: IngestOptions): Promise<Ingested>;
  /** Everything that was sent has its answer. */
  settled(): Promise<void>;
  /** Series may be gone: they are made known anew. */
  forget(): void;
  counts(): {
    readonly accepted: number;
    readonly refused: number;
    readonly lastRefusal: string | null;
    readonly shed: number;
    readonly waiting: number;
  };
}

type Refusal = Ingested['refused'][number];

/** Checks rows one by one and hands the good ones over, as columns. */
export function sender(remote: Remote, now: () => Instant): Sender {
  const registry = new Registry();
  const total = { accepted: 0, refused: 0, shed: 0, waiting: 0 };
  let lastRefusal: string | null = null;
  const underway = new Set<Promise<unknown>>();
  let ended = 0;

  const handOver = async (packed: Packed, lasting: boolean): Promise<readonly Refusal[]> => {
    const { refs, at, values, fresh, series, places } = packed;
    const buffers = [refs.buffer, at.buffer, values.buffer] as ArrayBuffer[];
    const refused = await remote.ask('take', { refs, at, values, fresh, lasting }, buffers);
    if (fresh.length > 0) confirm(registry, series, new Set(refused.map(([place]) => place)));
    return refused.map(([place, reason]) => ({ index: places[place] ?? 0, reason }));
  };
  const sendPart = async (rows: readonly SampleRow[], part: Part): Promise<readonly Refusal[]> => {
    if (remote.ended !== ended) registry.clear();
    ended = remote.ended;
    const packed = pack(rows, part, { registry, now: now() });
    return packed.series.length === 0
      ? packed.refused
      : [...packed.refused, ...(await handOver(packed, part.lasting))];
  };
  const sendAll = async (
    rows: readonly SampleRow[],
    lasting: boolean,
  ): Promise<readonly Refusal[]> => {
    const parts: Promise<readonly Refusal[]>[] = [];
    for (let from = 0; from < rows.length; from += PART) {
      if (from > 0) await breathe();
      parts.push(sendPart(rows, { from, to: Math.min(rows.length, from + PART), lasting }));
    }
    return (await allOf(parts)).flat();
  };

  return {
    async send(rows, { lasting = false } = {}) {
      if (total.waiting + rows.length > MOST_WAITING) {
        total.shed += rows.length;
        throw new StoreError(
          `${rows.length} samples were given up: ${total.waiting} wait to be stored already`,
        );
      }
      total.waiting += rows.length;
      const sending = sendAll(rows, lasting).finally(() => {
        total.waiting -= rows.length;
        underway.delete(sending);
      });
      underway.add(sending);
      const refused = (await sending).toSorted((one, other) => one.index - other.index);
      total.accepted += rows.length - refused.length;
      total.refused += refused.length;
      lastRefusal = refused.at(-1)?.reason ?? lastRefusal;
      return { accepted: rows.length - refused.length, refused };
    },
    forget: () => registry.clear(),
    settled: async () => void (await Promise.allSettled(underway)),
    counts: () => ({ ...total, lastRefusal }),
  };
}

/** All are waited for, so that nothing is still under way when one has failed. */
async function allOf<T>(parts: readonly Promise<T>[]): Promise<T[]> {
  const ended = await Promise.allSettled(parts);
  return ended.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
}

/** Series of which something was taken are known to the keeper; those that were refused are not kept in mind. */
function confirm(registry: Registry, series: readonly Known[], refused: ReadonlySet<number>): void {
  for (const [place, one] of series.entries()) {
    if (one.confirmed) continue;
    if (refused.has(place)) registry.remove(one);
    else one.confirmed = true;
  }
}

interface Part {
  readonly from: number;
  readonly to: number;
  readonly lasting: boolean;
}

interface Packed {
  readonly refs: Uint32Array;
  readonly at: Float64Array;
  readonly values: Float64Array;
  readonly fresh: readonly Definition[];
  /** Series of each row that was packed, and the row's place in the batch. */
  readonly series: readonly Known[];
  readonly places: readonly number[];
  readonly refused: readonly Refusal[];
}

function pack(
  rows: readonly SampleRow[],
  { from, to }: Part,
  { registry, now }: { readonly registry: Registry; readonly now: Instant },
): Packed {
  const refs = new Uint32Array(to - from);
  const [at, values] = [new Float64Array(to - from), new Float64Array(to - from)];
  const series: Known[] = [];
  const places: number[] = [];
  const refused: Refusal[] = [];
  const fresh = new Map<number, Definition>();
  for (let index = from; index < to; index++) {
    const row = rows[index] as SampleRow;
    const found = seriesOf(row, registry, now);
    if (typeof found === 'string') {
      refused.push({ index, reason: found });
      continue;
    }
    const place = series.push(found) - 1;
    places.push(index);
    refs[place] = found.ref;
    at[place] = row.at;
    values[place] = row.value;
    if (!found.confirmed) fresh.set(found.ref, definitionOf(found));
  }
  const { length } = series;
  const isWhole = length === refs.length;
  return {
    refs: isWhole ? refs : refs.slice(0, length),
    at: isWhole ? at : at.slice(0, length),
    values: isWhole ? values : values.slice(0, length),
    fresh: [...fresh.values()],
    ...{ series, places, refused },
  };
}

function seriesOf(row: SampleRow, registry: Registry, now: Instant): Known | string {
  if (typeof row !== 'object' || row === null) return 'the row is no sample';
  const { target, metric, labels, at, value } = row;
  return wrongPoint(at, value, now) ?? registry.find(target, metric, labels);
}

function definitionOf({ ref, target, metric, labels }: Known): Definition {
  return { ref, target, metric, labels };
}
