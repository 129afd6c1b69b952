import { indexFacts } from '../expression/evaluate.ts';
import { readFacts } from '../expression/given.ts';
import type { Factor, ScorePolicy } from '../model/score.ts';
import { compilePolicy } from './policy.ts';
import { scoreFacts } from './score.ts';

/** What people get who score facts by hand; this is the printed document. */
export interface ScoreAnswer {
  readonly score: number | null;
  readonly status: string;
  readonly factors: readonly Pick<Factor, 'name' | 'points' | 'value' | 'limit'>[];
  readonly unknown: readonly string[];
}

export type ScoreAnswered =
  | { readonly kind: 'answer'; readonly answer: ScoreAnswer }
  | { readonly kind: 'problem'; readonly message: string };

/** Scores facts given as parsed JSON (see `readFacts`) by a policy. */
export function scoreAnswer(policy: ScorePolicy, given: unknown): ScoreAnswered {
  const compiled = compilePolicy(policy);
  if (compiled.kind === 'problem') {
    const { factor, position, message } = compiled;
    const where = `policy ${policy.name}, factor ${factor}, character ${position + 1}`;
    return { kind: 'problem', message: `${where}: ${message}` };
  }
  const read = readFacts(given);
  if (read.kind === 'problem') return read;
  const { score, status, factors, unknown } = scoreFacts(compiled, indexFacts(read.facts));
  return {
    kind: 'answer',
    answer: {
      score,
      status,
      factors: factors.map(({ name, points, value, limit }) => ({ name, points, value, limit })),
      unknown,
    },
  };
}
