import type { Reply, Tone } from '../chat/reply.ts';
import { line, reply } from '../chat/reply.ts';
import type { Outcome } from '../model/alert-change.ts';
import { alertData } from './data.ts';

/** What became of each alert a person acted on, a line each. `done` says what was done, e.g. `Ana has`. */
export function outcomesReply(outcomes: readonly Outcome[], done: string): Reply {
  const lines = outcomes.map((outcome) => line(outcomeText(outcome, done), toneOf(outcome)));
  const worst = lines.length === 1 ? toneOf(outcomes[0]) : 'info';
  const none = outcomes.every(({ kind }) => kind !== 'done');
  return reply(lines, {
    tone: none ? 'warning' : worst,
    private: none,
    data: { outcomes: outcomes.map(outcomeData) },
  });
}

function outcomeText(outcome: Outcome, done: string): string {
  switch (outcome.kind) {
    case 'done':
      return `${done} #${outcome.alert.id} ${outcome.alert.message}.`;
    case 'unchanged':
      return `#${outcome.alert.id} ${outcome.alert.message}: ${outcome.why}.`;
    case 'unknown':
      return `There is no alert #${outcome.id}. /alerts lists the open ones.`;
    default:
      return outcome satisfies never;
  }
}

function toneOf(outcome: Outcome | undefined): Tone {
  return outcome?.kind === 'done' ? 'good' : 'warning';
}

function outcomeData(outcome: Outcome) {
  if (outcome.kind === 'unknown') {
    return { id: outcome.id, outcome: outcome.kind, why: null, alert: null };
  }
  const why = outcome.kind === 'unchanged' ? outcome.why : null;
  return { id: outcome.alert.id, outcome: outcome.kind, why, alert: alertData(outcome.alert) };
}
