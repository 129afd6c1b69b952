import type { Labelled } from './anomaly-files.ts';

/**
 * The scoring of the Numenta Anomaly Benchmark with its standard profile, written from its description:
 * https://arxiv.org/abs/1510.03336 (section III) and https://github.com/numenta/NAB/wiki.
 */

/** Weight of a false alarm beside 1 for a window found or missed. */
const FALSE_ALARM = 0.11;
/** The part of a file that is not scored, and of how many rows at most. */
const PROBATION = 0.15;
const PROBATION_OF = 5_000;
/** Widths behind a window from which a false alarm costs all. */
const FAR = 3;

interface Row {
  readonly score: number;
  readonly worth: number;
  /** Number of the window over all files; null outside of them. */
  readonly window: number | null;
}

export interface Outcome {
  /** 0 when nothing is ever told, 100 when each window is told at its first row and nothing else. */
  readonly points: number;
  readonly threshold: number;
  readonly found: number;
  readonly windows: number;
  readonly falseAlarms: number;
}

/** Scores all files with the one threshold that is the best for them together. */
export function nabScore(
  files: readonly Labelled[],
  scores: readonly (readonly number[])[],
): Outcome {
  const { rows, windows } = allRows(files, scores);
  const worth = new Map<number, number>();
  let [total, falseAlarms] = [-windows, 0];
  let best: Outcome = { points: 0, threshold: 1.1, found: 0, windows, falseAlarms: 0 };
  for (const [index, row] of rows.entries()) {
    if (row.window === null) {
      total += row.worth;
      falseAlarms += 1;
    } else {
      const before = worth.get(row.window) ?? -1;
      worth.set(row.window, Math.max(before, row.worth));
      total += Math.max(before, row.worth) - before;
    }
    if (rows[index + 1]?.score === row.score) continue;
    const points = (100 * (total + windows)) / (2 * windows);
    if (points <= best.points) continue;
    best = { points, threshold: row.score, found: worth.size, windows, falseAlarms };
  }
  return best;
}

/** What counts, the highest score first. */
function allRows(files: readonly Labelled[], scores: readonly (readonly number[])[]) {
  const rows: Row[] = [];
  let windows = 0;
  for (const [number, file] of files.entries()) {
    const worth = worthOf(file);
    const first = probation(file.at.length);
    for (let index = first; index < file.at.length; index += 1) {
      const { worth: value = 0, window = null } = worth[index] ?? {};
      const score = scores[number]?.[index] ?? 0;
      rows.push({ score, worth: value, window: window === null ? null : windows + window });
    }
    windows += file.windows.filter(({ end }) => end >= first).length;
  }
  return { rows: rows.sort((a, b) => b.score - a.score), windows };
}

export function probation(rows: number): number {
  return Math.floor(PROBATION * Math.min(rows, PROBATION_OF));
}

/** What an alarm at each row is worth. */
function worthOf({ at, windows }: Labelled): readonly Omit<Row, 'score'>[] {
  return at.map((_, index) => {
    const inside = windows.findIndex(({ begin, end }) => index >= begin && index <= end);
    const window = windows[inside];
    if (window) {
      const width = window.end - window.begin + 1;
      const worth = sigmoid(-(window.end - index + 1) / width) / sigmoid(-1);
      return { window: inside, worth };
    }
    const before = windows.findLast(({ end }) => end < index);
    const past = before ? (index - before.end) / (before.end - before.begin) : FAR;
    return { window: null, worth: FALSE_ALARM * (past >= FAR ? -1 : sigmoid(past)) };
  });
}

/** Nearly 1 at the left edge of a window (-1), 0 at its right edge, then falling to -1. */
function sigmoid(position: number): number {
  return 2 / (1 + Math.exp(5 * position)) - 1;
}
