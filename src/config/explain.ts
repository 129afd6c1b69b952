import type { ConfigProblem } from './config.ts';

/** One line for people: `tocsin.yaml line 12: targets.web-1.port: "x" — write a port from 1 to 65535`. */
export function explain(problem: ConfigProblem): string {
  const place = problem.line === null ? problem.file : `${problem.file} line ${problem.line}`;
  return `${place}: ${problem.message}`;
}

/** Every problem on a line of its own, under one heading. */
export function explainAll(problems: readonly ConfigProblem[]): string {
  const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
  return [
    `The configuration has ${count}:`,
    ...problems.map((problem) => `  ${explain(problem)}`),
  ].join('\n');
}
