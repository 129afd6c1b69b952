import type { AlertLife } from '../model/alert.ts';
import type { Escalation, EscalationPlace, EscalationStep } from '../model/escalation.ts';
import type { Instant } from '../model/time.ts';
import { SECOND } from '../model/time.ts';

/** A step that is later than this was not looked at: the process slept, or something held the step back. */
const OVERDUE = 10 * SECOND;

type Progress = Pick<AlertLife, 'escalation' | 'escalateAt'>;

/** From its first step on, counted from `at`. */
export function begun(chain: Escalation, at: Instant): Progress {
  return waiting(chain, { chain: chain.name, step: 0, round: 0 }, at);
}

/** Goes on where it stood, with all the time that its next step has; what was done to its end begins anew. */
export function resumed(
  chain: Escalation,
  { step, round }: EscalationPlace,
  at: Instant,
): Progress {
  if (isDone(chain, { step, round })) return begun(chain, at);
  return waiting(chain, { chain: chain.name, step, round }, at);
}

/** A step that is due, as it is done. */
export interface Fired {
  /** The step that is done, from 0; null: no step to the end of its round reaches anybody. */
  readonly step: number | null;
  readonly round: number;
  /** Steps that were due before it while nobody looked: the newest alone is done. */
  readonly missed: readonly number[];
  /** Steps before it that reach nobody. */
  readonly empty: readonly number[];
  /** What comes then. */
  readonly next: Progress;
}

/**
 * What is done of a step that is due. Of several that became due while nobody looked only the newest is, unless what
 * held the step back is gone now: then it is done itself. One that reaches nobody makes room for the next at once, and
 * where none follows for the newest before it.
 */
export function fireStep(
  chain: Escalation,
  place: EscalationPlace,
  { due, at, reaches }: { due: Instant; at: Instant; reaches: (step: EscalationStep) => boolean },
): Fired {
  const isLate = at - due > OVERDUE;
  const newest =
    isLate && place.heldFor === undefined ? caughtUp(chain, place, { due, at }) : place;
  const skipped = stepsBetween(chain, place, newest);
  const { round } = newest;
  const rest = chain.steps.slice(newest.step);
  const ahead = rest.findIndex(reaches);
  const empty = rest.slice(0, ahead === -1 ? rest.length : ahead).map((_, n) => newest.step + n);
  const onward = ahead === -1 ? null : newest.step + ahead;
  const back = onward === null ? skipped.findLastIndex(isHeard) : -1;
  const step = onward ?? skipped[back] ?? null;
  const missed = skipped.filter((_, index) => index !== back);
  // A step that is done in its second is counted from when it was due, so that seconds do not add up.
  const from = isLate ? at : due;
  const done = { step: onward ?? chain.steps.length - 1, round };
  const next = waiting(chain, { chain: chain.name, ...following(chain, done) }, from);
  return { step, round, missed, empty, next };

  function isHeard(index: number): boolean {
    const one = chain.steps[index];
    return one !== undefined && reaches(one);
  }
}

/** Whether its step came due while nobody looked. */
export function isOverdue({ escalation, escalateAt }: AlertLife, at: Instant): boolean {
  return escalateAt !== null && at - escalateAt > OVERDUE && escalation?.heldFor === undefined;
}

/** The newest step that is due. */
function caughtUp(
  chain: Escalation,
  from: EscalationPlace,
  { due, at }: { due: Instant; at: Instant },
): Spot {
  let spot: Spot = from;
  for (let time = due; ; ) {
    const next = following(chain, spot);
    time += chain.steps[next.step]?.after ?? 0;
    if (isDone(chain, next) || time > at) return spot;
    spot = next;
  }
}

type Spot = Pick<EscalationPlace, 'step' | 'round'>;

function following(chain: Escalation, { step, round }: Spot): Spot {
  return step + 1 < chain.steps.length ? { step: step + 1, round } : { step: 0, round: round + 1 };
}

function stepsBetween(chain: Escalation, from: Spot, to: Spot): number[] {
  const steps: number[] = [];
  for (let spot = from; spot.step !== to.step || spot.round !== to.round; ) {
    steps.push(spot.step);
    spot = following(chain, spot);
  }
  return steps;
}

/** Whether it was done as often as it is to be; what the file has made shorter may be, too. */
function isDone({ steps, repeat }: Escalation, { step, round }: Spot): boolean {
  return round > repeat || step >= steps.length;
}

function waiting(chain: Escalation, place: EscalationPlace, from: Instant): Progress {
  const after = chain.steps[place.step]?.after;
  const isOver = after === undefined || isDone(chain, place);
  return { escalation: place, escalateAt: isOver ? null : from + after };
}

/** `step 2 of 3`, and in which round where there are several. */
export function stepName({ steps, repeat }: Escalation, step: number, round: number): string {
  const again = repeat === 0 ? '' : `, round ${round + 1} of ${repeat + 1}`;
  return `step ${step + 1} of ${steps.length}${again}`;
}

/** The step that comes next, for people; null while none is to come. */
export function nextStep(
  chain: Escalation | null,
  { escalation: place, escalateAt }: AlertLife,
): { readonly to: readonly string[]; readonly name: string } | null {
  const step = place && chain?.steps[place.step];
  if (!chain || !step || escalateAt === null) return null;
  return { to: step.to, name: stepName(chain, place.step, place.round) };
}
