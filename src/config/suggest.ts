import { distance } from '../model/nearest.ts';

/** The known word nearest to `word`, at most `most` edits away, which keep some of it; null when none is that near. */
export function suggest(word: string, known: readonly string[], most = 2): string | null {
  let best: string | null = null;
  let least = Math.min(most + 1, word.length);
  for (const candidate of known) {
    const edits = distance(word.toLowerCase(), candidate.toLowerCase());
    if (edits < least) {
      least = edits;
      best = candidate;
    }
  }
  return best;
}
