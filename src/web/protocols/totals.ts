import type { Instant } from '../../model/time.ts';
import { nameOf } from '../series-limit.ts';
import type { Placed } from './sent-row.ts';

/** Series that are added up: as many as four targets may have. */
const MOST = 20_000;

interface Total {
  readonly value: number;
  /** What the newest interval added. */
  readonly added: number;
  /** Of the newest interval that was added. */
  readonly at: Instant;
}

/** Makes growing totals of what was added in each interval; they begin at 0, also after a restart. */
export interface Totals {
  /**
   * The growing total of a series, with this row in it. An interval that comes again, because its total could not be
   * stored, gives the same total. A text says why it cannot be added. A series that is new begins at the total of the
   * first of `lower` that is known, label `le`.
   */
  add(row: Placed, lower?: readonly string[]): number | string;
}

export function runningTotals(): Totals {
  const all = new Map<string, Total>();

  function startOf(row: Placed, lower: readonly string[]): number {
    for (const le of lower) {
      const known = all.get(keyOf({ ...row, labels: { ...row.labels, le } }));
      if (known) return known.value;
    }
    return 0;
  }

  return {
    add(row, lower = []) {
      const name = keyOf(row);
      const known = all.get(name);
      if (known && row.at <= known.at) return again(row, known);
      const value = (known?.value ?? startOf(row, lower)) + row.value;
      all.delete(name);
      all.set(name, { value, added: row.value, at: row.at });
      const [oldest] = all.keys();
      if (all.size > MOST && oldest !== undefined) all.delete(oldest);
      return value;
    },
  };
}

/** The total as it was when it is the newest interval that comes again, or why it cannot be added. */
function again({ at, value }: Placed, known: Total): number | string {
  if (at < known.at) return LATE;
  return value === known.added ? known.value : MIXED;
}

const LATE =
  'at: a later interval was added up already — send each once, in order, and give each process its own service.instance.id';

const MIXED =
  'at: something else was added up for this interval — give each process its own service.instance.id';

function keyOf(row: Placed): string {
  return `${row.target}/${nameOf(row)}`;
}
