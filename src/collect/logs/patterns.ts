import { compilePattern } from '../../expression/pattern.ts';
import type { LogPattern } from '../../model/log.ts';

/** A pattern that is ready to be looked for. */
export interface ReadyPattern extends LogPattern {
  finds(text: string): boolean;
}

/** Words between bars need no machine to be found. */
const WORDS = /^[\w \-,;:'"%&/<>=@!~#]+(?:\|[\w \-,;:'"%&/<>=@!~#]+)*$/;

/** Patterns of the configuration, which has checked them; what is wrong all the same is never found. */
export function readyPatterns(patterns: readonly LogPattern[]): readonly ReadyPattern[] {
  return patterns.map((pattern) => ({ ...pattern, finds: finderOf(pattern.match) }));
}

function finderOf(match: string): ReadyPattern['finds'] {
  if (WORDS.test(match)) {
    const words = match.split('|');
    return (text) => words.some((word) => text.includes(word));
  }
  const compiled = compilePattern(match);
  if (compiled.kind === 'problem') return () => false;
  return (text) => compiled.pattern.matcher(text).find();
}
