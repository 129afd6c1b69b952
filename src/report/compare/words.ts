import type { Target } from '../../model/target.ts';
import type { Instant } from '../../model/time.ts';
import { findMetric } from '../metric-found.ts';
import type { MetricWorld } from '../metric-values.ts';
import type { Window } from './windows.ts';
import { readWindow, samePart, windowBefore } from './windows.ts';

/** One side: which targets, and when. */
export interface Side {
  readonly targets: readonly Target[];
  readonly window: Window;
}

export type Compared =
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'fleet'; readonly window: Window }
  | {
      /** The same targets at two times, or two targets at the same time. `metrics` empty: the usual ones. */
      readonly kind: 'windows' | 'targets';
      readonly sides: readonly [Side, Side];
      readonly metrics: readonly string[];
      /** One window is still under way: of the other only as much is compared. */
      readonly isCut: boolean;
    };

const USUAL = '24h';
const HINT =
  'Write two targets (/compare web-1 web-2), two windows (today yesterday, week last-week, 24h), or fleet.';

/** Reads words in any order: targets, windows, metrics, `fleet`. */
export async function readCompared(
  world: MetricWorld & { readonly zone: string },
  words: readonly string[],
  now: Instant,
): Promise<Compared> {
  const all = await world.targets.list();
  const sorted = await sortWords(world, { words, all, now });
  if ('why' in sorted) return { kind: 'refused', why: sorted.why };
  const { targets, windows, metrics, isFleet } = sorted;
  const usual = usualWindow(now);
  const [first = usual, second] = windows;
  if (windows.length > 2 || targets.length > 2 || (targets.length === 2 && windows.length === 2)) {
    return { kind: 'refused', why: `Two things can be compared at once. ${HINT}` };
  }
  if (isFleet) return { kind: 'fleet', window: first };
  const [one, other] = targets;
  if (one && other) {
    const window = { ...first, to: Math.min(first.to, now) };
    const side = (target: Target): Side => ({ targets: [target], window });
    return { kind: 'targets', sides: [side(one), side(other)], metrics, isCut: false };
  }
  if (windows.length === 0 && metrics.length === 0 && !one) return { kind: 'refused', why: HINT };
  const { windows: both, isCut } = samePart(
    first,
    second ?? windowBefore(first, world.zone, now),
    now,
  );
  const of = one ? [one] : all;
  const [newer, before] = both;
  const sides = [
    { targets: of, window: newer },
    { targets: of, window: before },
  ] as const;
  return { kind: 'windows', sides, metrics, isCut };
}

function usualWindow(now: Instant): Window {
  const found = readWindow(USUAL, 'UTC', now);
  if (found === null || 'why' in found) throw new Error(`no window: ${USUAL}`);
  return found;
}

interface Sorted {
  readonly targets: Target[];
  readonly windows: Window[];
  readonly metrics: string[];
  isFleet: boolean;
}

async function sortWords(
  world: MetricWorld & { readonly zone: string },
  asked: {
    readonly words: readonly string[];
    readonly all: readonly Target[];
    readonly now: Instant;
  },
): Promise<Sorted | { readonly why: string }> {
  const { words, all, now } = asked;
  const sorted: Sorted = { targets: [], windows: [], metrics: [], isFleet: false };
  for (const word of words) {
    const problem = await sortWord(world, word, { sorted, all, now });
    if (problem !== null) return { why: problem };
  }
  return sorted;
}

/** What is wrong with a word, or null. */
async function sortWord(
  world: MetricWorld & { readonly zone: string },
  word: string,
  { sorted, all, now }: { sorted: Sorted; all: readonly Target[]; now: Instant },
): Promise<string | null> {
  const lower = word.toLowerCase();
  const target = all.find(({ name }) => name.toLowerCase() === lower);
  if (target) {
    sorted.targets.push(target);
    return null;
  }
  if (lower === 'fleet') {
    sorted.isFleet = true;
    return null;
  }
  const window = readWindow(word, world.zone, now);
  if (window !== null && 'why' in window) return window.why;
  if (window !== null) {
    sorted.windows.push(window);
    return null;
  }
  const found = await findMetric(world, word, all);
  if ('why' in found) return unknownWord(word, all);
  sorted.metrics.push(found.metric.name);
  return null;
}

function unknownWord(word: string, all: readonly Target[]): string {
  const names = all.slice(0, 20).map(({ name }) => name);
  const shown = word.slice(0, 64);
  return `“${shown}” is no target, no window and no metric. ${HINT} Targets: ${names.join(', ') || 'none'}.`;
}
