import type { Learned } from '../learned.ts';
import type { StatsdLine } from './statsd-line.ts';

/** Series of one flush. */
const MAX_SERIES = 10_000;
/** Values of one timer and flush that are kept one by one; of more a uniform sample is. */
const MAX_VALUES = 1_000;
/** Values of all timers, and members of all sets, of one flush: some 10 MB. */
const MAX_KEPT = 200_000;
/** Characters of a member of a set. */
const MAX_MEMBER = 256;

type Kept =
  | { readonly kind: 'counter'; added: number }
  | { readonly kind: 'gauge'; value: number | null; moved: number }
  | { readonly kind: 'timer'; readonly values: number[]; seen: number; count: number; sum: number }
  | { readonly kind: 'set'; readonly members: Set<string> };

/** What came of one series since the last flush. */
export interface Gathered {
  readonly metric: string;
  readonly tags: StatsdLine['tags'];
  readonly type: Learned['type'];
  readonly unit: string;
  readonly kept: Kept;
}

/** What came since the last flush, in bounded memory. */
export interface StatsdWindow {
  /** Takes a line in, or says why not. */
  add(line: StatsdLine): string | null;
  readonly series: readonly Gathered[];
}

export function statsdWindow(random: () => number): StatsdWindow {
  const all = new Map<string, Gathered>();
  const room = { left: MAX_KEPT };
  return {
    add(line) {
      const tags = [...line.tags].sort(([left], [right]) => (left < right ? -1 : 1));
      const id = JSON.stringify([line.kind, line.metric, tags]);
      const known = all.get(id);
      if (!known && all.size >= MAX_SERIES) {
        return `there are ${MAX_SERIES} series in ten seconds already — use fewer tags`;
      }
      const { metric, kind, unit } = line;
      const one = known ?? { metric, tags, unit, type: TYPE[kind], kept: KEPT[kind]() };
      all.set(id, one);
      return keep(one.kept, line, { room, random });
    },
    get series() {
      return [...all.values()];
    },
  };
}

const TYPE = { counter: 'counter', gauge: 'gauge', timer: 'histogram', set: 'gauge' } as const;

const KEPT: Readonly<Record<StatsdLine['kind'], () => Kept>> = {
  counter: () => ({ kind: 'counter', added: 0 }),
  gauge: () => ({ kind: 'gauge', value: null, moved: 0 }),
  timer: () => ({ kind: 'timer', values: [], seen: 0, count: 0, sum: 0 }),
  set: () => ({ kind: 'set', members: new Set() }),
};

interface Means {
  readonly room: { left: number };
  readonly random: () => number;
}

function keep(kept: Kept, { values, rate }: StatsdLine, means: Means): string | null {
  switch (kept.kind) {
    case 'counter':
      for (const value of values) kept.added += Number(value) / rate;
      return null;
    case 'gauge':
      for (const value of values) setGauge(kept, value);
      return null;
    case 'timer':
      for (const value of values) time(kept, Number(value), rate, means);
      return null;
    case 'set':
      return values.map((value) => join(kept.members, value, means.room)).find(Boolean) ?? null;
    default:
      return kept satisfies never;
  }
}

/** With a sign it says by how much it moved. */
function setGauge(kept: { value: number | null; moved: number }, text: string): void {
  if (/^[-+]/.test(text)) {
    kept.moved += Number(text);
  } else {
    kept.value = Number(text);
    kept.moved = 0;
  }
}

/** Reservoir sampling: each value is kept with the same chance. https://en.wikipedia.org/wiki/Reservoir_sampling#Simple:_Algorithm_R */
function time(
  kept: Extract<Kept, { kind: 'timer' }>,
  value: number,
  rate: number,
  { room, random }: Means,
): void {
  kept.count += 1 / rate;
  kept.sum += value / rate;
  kept.seen += 1;
  if (kept.values.length < MAX_VALUES && kept.seen === kept.values.length + 1 && room.left > 0) {
    room.left -= 1;
    kept.values.push(value);
    return;
  }
  const place = Math.floor(random() * kept.seen);
  if (place < kept.values.length) kept.values[place] = value;
}

function join(members: Set<string>, member: string, room: { left: number }): string | null {
  if (member.length > MAX_MEMBER) return `a member is longer than ${MAX_MEMBER} characters`;
  if (members.has(member)) return null;
  if (room.left === 0) return `there are ${MAX_KEPT} members and values in ten seconds already`;
  room.left -= 1;
  members.add(member);
  return null;
}
