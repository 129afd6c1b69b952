import { DAY, MINUTE } from '../../src/model/time.ts';
import type { Labelled } from './anomaly-files.ts';

const STEP = 5 * MINUTE;
const ROWS = 3_000;
const OF_EACH_KIND = 20;
/** Rows in which an alarm counts for what happens at once. */
const SOON = 24;
const START = Date.UTC(2026, 0, 5);

/** What a series is made of: its usual values, and what `event` rows after an onset make of them; -1 before one. */
interface Kind {
  readonly name: string;
  /** Rows that what is unusual lasts. */
  readonly lasts: number;
  value(row: number, event: number, random: Random): number | null;
}

interface Random {
  /** 0 to 1. */
  even(): number;
  /** Mean 0, deviation 1. */
  normal(): number;
}

/** A wave of a day, -1 to 1. */
const day = (row: number) => Math.sin((2 * Math.PI * row * STEP) / DAY);
const isOn = (event: number, lasts: number) => event >= 0 && event < lasts;

const KINDS: readonly Kind[] = [
  {
    name: 'a spike in noise',
    lasts: 3,
    value: (_, event, { normal }) => 50 + 2 * normal() + (isOn(event, 3) ? 25 : 0),
  },
  {
    name: 'a level that shifts and stays',
    lasts: 150,
    value: (_, event, { normal }) => 50 + 2 * normal() + (isOn(event, 150) ? 14 : 0),
  },
  {
    name: 'a spike on a daily wave',
    lasts: 3,
    value: (row, event, { normal }) =>
      50 + 20 * day(row) + 2 * normal() + (isOn(event, 3) ? 45 : 0),
  },
  {
    name: 'a daily wave that stays away',
    lasts: 72,
    value: (row, event, { normal }) =>
      50 + (isOn(event, 72) ? -1 : 1) * 20 * day(row) + 2 * normal(),
  },
  {
    name: 'noise that grows',
    lasts: 60,
    value: (_, event, { normal }) => 50 + (isOn(event, 60) ? 8 : 2) * normal(),
  },
  {
    name: 'a line that goes flat',
    lasts: 60,
    value: (_, event, { normal }) => (isOn(event, 60) ? 50 : 50 + 2 * normal()),
  },
  {
    name: 'a counter whose rate changes, and that begins anew',
    lasts: 60,
    value: (_, event, { normal }) => (isOn(event, 60) ? 30 : 10) + normal(),
  },
  {
    name: 'a drop, with rows that are missing',
    lasts: 12,
    value: (_, event, { normal, even }) =>
      even() < 0.1 ? null : 50 + 2 * normal() - (isOn(event, 12) ? 20 : 0),
  },
  {
    name: 'a jump on a slow climb',
    lasts: 150,
    value: (row, event, { normal }) => 20 + row / 100 + normal() + (isOn(event, 150) ? 10 : 0),
  },
  {
    name: 'a burst among spikes that are usual',
    lasts: 24,
    value: (_, event, { normal, even }) =>
      10 + normal() + (even() < 0.02 ? 20 + 5 * even() : 0) + (isOn(event, 24) ? 25 : 0),
  },
];

/** Labelled series that are the same in each run: 20 of each of ten kinds, with one to three events each. */
export function generatedSeries(): readonly Labelled[] {
  return KINDS.flatMap((kind, index) =>
    Array.from({ length: OF_EACH_KIND }, (_, turn) => made(kind, 1 + index * OF_EACH_KIND + turn)),
  );
}

function made(kind: Kind, seed: number): Labelled {
  const random = randomOf(seed);
  const part = (ROWS - 900) / (1 + (seed % 3));
  const onsets = Array.from({ length: 1 + (seed % 3) }, (_, index) =>
    Math.floor(900 + (index + 0.6 * random.even()) * part),
  );
  const values = Array.from({ length: ROWS }, (_, row) => {
    const onset = onsets.findLast((one) => one <= row);
    return kind.value(row, onset === undefined ? -1 : row - onset, random);
  });
  return {
    name: `${kind.name} ${seed}`,
    at: values.map((_, row) => START + row * STEP),
    values: kind.name.startsWith('a counter') ? counted(values) : values,
    windows: onsets.map((begin) => ({ begin, end: begin + Math.max(kind.lasts, SOON) })),
  };
}

/** Adds up, and begins anew every 1,100 rows. */
function counted(values: readonly (number | null)[]): readonly number[] {
  let sum = 0;
  return values.map((value, row) => {
    sum = row % 1_100 === 1_099 ? 0 : sum + (value ?? 0);
    return sum;
  });
}

/** Mulberry32, and of two of its numbers a normal one. */
function randomOf(seed: number): Random {
  let state = seed * 0x9e3779b9;
  const even = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - even())) * Math.cos(2 * Math.PI * even());
  return { even, normal };
}
