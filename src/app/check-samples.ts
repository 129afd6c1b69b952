import type { Sleep } from '../collect/sleep.ts';
import type { TroubleLog } from '../log/trouble.ts';
import { trouble } from '../log/trouble.ts';
import type { Reading } from '../model/sample.ts';
import type { Instant } from '../model/time.ts';
import { SECOND } from '../model/time.ts';
import type { Samples } from '../store/ports.ts';
import { StoreError } from '../store/ports.ts';
import type { SampleRow } from '../store/samples/port.ts';

/** Handing rows to the thread that stores them costs more than the rows: those of this time go together. */
const TOGETHER = SECOND;

/** Stores what checks measured; disposing it hands over what is left. */
export interface CheckSamples extends AsyncDisposable {
  /** What one run measured: the store has it a second later, and rules need not wait for that. */
  add(target: number, at: Instant, readings: readonly Reading[]): void;
}

export function checkSamples(deps: {
  readonly samples: Pick<Samples, 'ingest'>;
  readonly sleep: Sleep;
  readonly log: TroubleLog;
}): CheckSamples {
  const writing = trouble(deps.log, (error) => error instanceof StoreError);
  const closing = new AbortController();
  let waiting: SampleRow[] = [];
  let handing: Promise<void> | null = null;
  let storing: Promise<unknown> = Promise.resolve();

  async function handOver(): Promise<void> {
    await deps.sleep(TOGETHER, closing.signal).catch(() => {});
    const rows = waiting;
    [waiting, handing] = [[], null];
    storing = Promise.all([storing, store(rows)]);
  }

  async function store(rows: readonly SampleRow[]): Promise<void> {
    try {
      await deps.samples.ingest(rows);
      writing.worked('samples of checks');
    } catch (error) {
      writing.failed('samples of checks', error);
    }
  }

  return {
    add(target, at, readings) {
      for (const { metric, labels, value } of readings) {
        waiting.push({ target, metric, labels, at, value });
      }
      if (waiting.length > 0) handing ??= handOver();
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      await handing;
      await storing;
    },
  };
}
