import type { Reply, Tone } from '../chat/reply.ts';
import { line, refuse, reply } from '../chat/reply.ts';
import type { AlertState } from '../model/alert.ts';
import type { Outcome } from '../model/alert-change.ts';
import { alertData } from './data.ts';
import { counted, grouped, shortened } from './state-text.ts';

/** Outcomes that are told one by one; more are counted. */
const SHOWN = 15;
/** Characters of a message in one line. */
const MESSAGE = 200;
/** Different reasons that are told. */
const REASONS = 5;

/** What became of each alert a person acted on, a line each. `done` says what was done, e.g. `Ana has`. */
export function outcomesReply(outcomes: readonly Outcome[], done: string): Reply {
  if (outcomes.length === 0) {
    return refuse('Nothing of that is open any more. /alerts lists the open ones.');
  }
  const many = outcomes.length > SHOWN;
  const lines = many
    ? summary(outcomes, done)
    : outcomes.map((outcome) => line(outcomeText(outcome, done), toneOf(outcome)));
  const well = outcomes.length === 1 || many ? 'good' : 'info';
  const none = !outcomes.some(isDone);
  return reply(lines, {
    tone: outcomes.every(isDone) ? well : 'warning',
    private: none,
    data: { outcomes: outcomes.map(outcomeData) },
  });
}

function isDone({ kind }: Outcome): boolean {
  return kind === 'done';
}

/** `Ana has 10,000 alerts; 3 stayed as they were.`, and why. */
function summary(outcomes: readonly Outcome[], done: string) {
  const changed = outcomes.filter(isDone).length;
  const unchanged = outcomes.filter((one) => one.kind === 'unchanged');
  const unknown = outcomes.length - changed - unchanged.length;
  const parts = [`${done} ${counted(changed, 'alert')}`];
  if (unchanged.length > 0)
    parts.push(unchangedText(unchanged.map(({ alert }) => alert.state.kind)));
  if (unknown > 0) parts.push(`${grouped(unknown)} ${unknown === 1 ? 'is' : 'are'} not there`);
  const reasons = new Map<string, number>();
  for (const { why } of unchanged) reasons.set(why, (reasons.get(why) ?? 0) + 1);
  const most = [...reasons].toSorted((a, b) => b[1] - a[1]).slice(0, REASONS);
  return [
    line(`${parts.join('; ')}.`, changed > 0 ? 'good' : 'warning'),
    ...most.map(([why, count]) =>
      line(`${grouped(count)} of them: ${shortened(why, MESSAGE)}.`, 'muted'),
    ),
  ];
}

function unchangedText(states: readonly AlertState['kind'][]): string {
  const were = states.length === 1 ? 'was' : 'were';
  const many = grouped(states.length);
  if (states.every((kind) => kind === 'acknowledged')) return `${many} ${were} taken already`;
  if (states.every((kind) => kind === 'resolved')) return `${many} ${were} over already`;
  return `${many} stayed as ${states.length === 1 ? 'it was' : 'they were'}`;
}

function outcomeText(outcome: Outcome, done: string): string {
  switch (outcome.kind) {
    case 'done':
      return `${done} #${outcome.alert.id} ${shortened(outcome.alert.message, MESSAGE)}.`;
    case 'unchanged':
      return `#${outcome.alert.id} ${shortened(outcome.alert.message, MESSAGE)}: ${outcome.why}.`;
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
