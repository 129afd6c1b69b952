import type { Instant } from '../../model/time.ts';
import { nameOf } from '../series-limit.ts';
import type { Placed } from './sent-row.ts';

/** Series that are added up: as many as four targets may have. */
const MOST = 20_000;

interface Total {
  readonly value: number;
  /** Of the newest interval that was added. */
  readonly at: Instant;
}

/** What one request adds up; taken back when it has to come again. */
export interface Adding {
  /**
   * The growing total of a series, with this row in it; an interval that comes again changes nothing. A text says why it
   * cannot be added. A series that is new begins at the total of the first of `lower` that is known, label `le`.
   */
  add(row: Placed, lower?: readonly string[]): number | string;
  undo(): void;
}

/** Makes growing totals of what was added in each interval; they begin at 0, also after a restart. */
export function runningTotals(): { begin(): Adding } {
  const all = new Map<string, Total>();

  function put(name: string, total: Total): void {
    all.delete(name);
    all.set(name, total);
    const [oldest] = all.keys();
    if (all.size > MOST && oldest !== undefined) all.delete(oldest);
  }

  function startOf(row: Placed, lower: readonly string[]): number {
    for (const le of lower) {
      const known = all.get(keyOf({ ...row, labels: { ...row.labels, le } }));
      if (known) return known.value;
    }
    return 0;
  }

  return {
    begin() {
      const before = new Map<string, { readonly was: Total | undefined; now: Total }>();
      return {
        add(row, lower = []) {
          const name = keyOf(row);
          const known = all.get(name);
          if (known && row.at < known.at) return LATE;
          if (known && row.at === known.at) return known.value;
          const value = (known?.value ?? startOf(row, lower)) + row.value;
          const now = { value, at: row.at };
          before.set(name, { was: before.get(name)?.was ?? known, now });
          put(name, now);
          return value;
        },
        undo() {
          for (const [name, { was, now }] of before) {
            // Another request has added to it since.
            if (all.get(name) !== now) continue;
            if (was === undefined) all.delete(name);
            else put(name, was);
          }
        },
      };
    },
  };
}

const LATE = 'at: a later interval was added up already — send each interval once, in order';

function keyOf(row: Placed): string {
  return `${row.target}/${nameOf(row)}`;
}
