import type { Reading } from '../../src/model/sample.ts';

/** Small, fast and the same each run: https://prng.di.unimi.it/ (mulberry32) */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const PIECES = [
  ...['-', '9'.repeat(30), '\n', ' ', ':', '%', '\0', 'NaN', '1e999', 'é', '\\999', '0', ')', '('],
  ...['/proc/stat:', 'max', '\n@inodes\n', '\t', '=', '{', '.', 'K', 'Infinity'],
];

/** Copies of `text` with pieces cut out and others put in, the same each run. */
export function* damaged(text: string, count: number, seed = 20_300_115): Generator<string> {
  const random = randomNumbers(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  for (let run = 0; run < count; run += 1) {
    let copy = text;
    for (let cuts = 1 + below(6); cuts > 0; cuts -= 1) {
      const at = below(copy.length);
      const piece = PIECES[below(PIECES.length)] ?? '';
      copy = copy.slice(0, at) + piece + copy.slice(at + below(random() < 0.1 ? 800 : 4));
    }
    yield copy;
  }
}

/** Readings that cannot be: no finite number, negative, or a share of more than all. */
export function impossible(readings: readonly Reading[], percents: RegExp): string[] {
  return readings
    .filter(({ metric, value }) => {
      const most = percents.test(metric) ? 100 : Number.POSITIVE_INFINITY;
      const isSigned = metric === 'system.clock_offset_s' || metric === 'system.temperature';
      return !(Number.isFinite(value) && (isSigned || value >= 0) && value <= most);
    })
    .map(({ metric, value }) => `${metric} ${value}`);
}
