import type { Alert, AlertEvent } from '../model/alert.ts';
import { compareSeverity, NEW_LIFE, RULE } from '../model/alert.ts';
import type { AlertContent } from '../model/alert-change.ts';
import type { Instant } from '../model/time.ts';
import type { Occasion } from './gate.ts';
import type { Entry } from './record.ts';

/** What is written of an episode that moved by itself; `forgets`: what stays of its rule is over. */
export function movedEntry(
  before: Alert | null,
  alert: Entry['alert'],
  { at, detail, forgets }: { at: Instant; detail: string; forgets: boolean },
): Entry {
  const kind = eventKind(before, alert);
  const event = { at, by: RULE, detail };
  return {
    alert,
    before,
    occasion: occasionOf(before, alert, kind),
    events: kind === null ? [] : [{ ...event, kind }, ...flapEvents(before, alert, at)],
    ...(forgets && { ruleState: null }),
  };
}

/** null: nothing that a history tells, such as the first sign of clearing. */
function eventKind(before: Alert | null, after: AlertContent): AlertEvent['kind'] | null {
  const { state, severity } = after;
  if (before && state.kind === before.state.kind) {
    if (severity === before.severity) return null;
    return compareSeverity(severity, before.severity) > 0 ? 'raised' : 'lowered';
  }
  if (state.kind === 'pending') return 'pending';
  if (state.kind !== 'resolved') return isAgain(before) ? 'reopened' : 'fired';
  return before?.state.kind === 'pending' ? 'cancelled' : 'resolved';
}

/** Whether people may have heard of this episode before it fires now. */
function isAgain(before: Alert | null): boolean {
  if (before === null) return false;
  const { state } = before;
  return state.kind === 'resolved' || (state.kind === 'pending' && state.again !== undefined);
}

function flapEvents(before: Alert | null, { life }: AlertContent, at: Instant) {
  const begins = life.flappingSince !== null && (before?.life ?? NEW_LIFE).flappingSince === null;
  const detail = `${life.changes.length} changes of late`;
  return begins ? [{ at, by: RULE, kind: 'flapping', detail } as const] : [];
}

function occasionOf(
  before: Alert | null,
  { life }: AlertContent,
  kind: AlertEvent['kind'] | null,
): Occasion {
  if (life.flappingSince !== null && before?.life.flappingSince === null) return 'flapping';
  switch (kind) {
    case 'fired':
    case 'raised':
    case 'resolved':
      return kind;
    case 'reopened':
      return 'again';
    default:
      return 'changed';
  }
}
