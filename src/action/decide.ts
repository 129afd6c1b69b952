import type { ActionRun, ActionState, SafeAction } from '../model/action.ts';
import type { Alert } from '../model/alert.ts';
import { formatDuration } from '../model/format.ts';
import type { Instant } from '../model/time.ts';
import { HOUR } from '../model/time.ts';

/** What never began uses up nothing of what is allowed within an hour. */
const NEVER_BEGAN: ReadonlySet<ActionState> = new Set(['asked', 'limited', 'cancelled', 'not run']);

/** What an admin asks for, and what is known of it. */
export interface Asked {
  readonly action: Pick<SafeAction, 'name' | 'perHour' | 'twoPerson'>;
  /** Alert that it is for, as it is now; null for none. */
  readonly alert: Pick<Alert, 'id' | 'state'> | null;
  /** What became of this action on this target within the last hour, and what is under way. */
  readonly runs: readonly Pick<ActionRun, 'id' | 'mode' | 'state' | 'at' | 'expires' | 'by'>[];
  readonly now: Instant;
}

/** `limited` is why nothing may happen now although all else is well. */
export type Decision =
  | { readonly kind: 'run' }
  | { readonly kind: 'second person' }
  | { readonly kind: 'refused' | 'limited'; readonly why: string };

/** Whether what an admin confirmed may happen now, and else why not. */
export function decide(asked: Asked): Decision {
  const { action, alert, runs, now } = asked;
  if (alert?.state.kind === 'resolved') {
    return refused(`Alert #${alert.id} is over, so nothing was done.`);
  }
  const real = runs.filter(({ mode }) => mode === 'real');
  if (real.some(({ state }) => state === 'running')) {
    return refused(`${action.name} is being done just now: wait for its end.`);
  }
  const limited = overLimit(action, real, now);
  if (limited !== null) return { kind: 'limited', why: limited };
  if (!action.twoPerson) return { kind: 'run' };
  const waiting = real.find(({ state, expires }) => state === 'asked' && (expires ?? 0) > now);
  if (waiting === undefined) return { kind: 'second person' };
  const { by, id } = waiting;
  return refused(
    `${by.name} has asked for ${action.name} already; another admin confirms it: /fix approve=${id}`,
  );
}

/** Why it may not happen now, or null. */
function overLimit(
  { name, perHour }: Asked['action'],
  runs: Asked['runs'],
  now: Instant,
): string | null {
  const counted = runs
    .filter(({ state, at }) => !NEVER_BEGAN.has(state) && at > now - HOUR)
    .map(({ at }) => at)
    .toSorted((a, b) => b - a);
  const oldest = counted[perHour - 1];
  if (oldest === undefined) return null;
  const times = perHour === 1 ? 'once' : `${perHour} times`;
  // After the clock was set back a run may seem to lie ahead.
  const wait = formatDuration(Math.min(HOUR, oldest + HOUR - now));
  return `${name} was done ${times} within the hour, and may not be done more often: again in ${wait}.`;
}

/** Whether what one admin asked for may happen now that another confirms it. */
export function decideSecond({
  run,
  action,
  isSamePerson,
  ...rest
}: Asked & {
  readonly run: Pick<ActionRun, 'state' | 'expires' | 'by'>;
  readonly isSamePerson: boolean;
}): Decision {
  const isWaiting = run.state === 'asked' && (run.expires ?? 0) > rest.now;
  if (!isWaiting) {
    const words = run.state === 'asked' ? 'has waited for too long' : `is over: ${run.state}`;
    return refused(`What ${run.by.name} asked for ${words}. Ask for it again.`);
  }
  if (isSamePerson) {
    return refused(`You asked for ${action.name} yourself: it takes another admin to confirm it.`);
  }
  return decide({ ...rest, action: { ...action, twoPerson: false } });
}

function refused(why: string): Decision {
  return { kind: 'refused', why };
}
