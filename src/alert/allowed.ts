import type { AlertState } from '../model/alert.ts';

/** What a person can do with an alert. */
export type Action = 'acknowledge' | 'unacknowledge' | 'resolve';

const FROM = {
  acknowledge: ['firing'],
  unacknowledge: ['acknowledged'],
  resolve: ['firing', 'acknowledged'],
} as const satisfies Record<Action, readonly AlertState['kind'][]>;

/** Whether a person may take `action` now; the chat buttons and the commands both ask here. */
export function allowed(action: Action, state: AlertState): boolean {
  return FROM[action].some((kind) => kind === state.kind);
}
