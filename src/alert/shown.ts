import type { Alert, Severity } from '../model/alert.ts';
import { SEVERITIES } from '../model/alert.ts';

const NOBODY: ReadonlySet<number> = new Set();

/** Which alerts each message shows, by the id of its first one. */
export type Shown = ReturnType<typeof shownAlerts>;

/** What messages show, counted with every change: a storm shows thousands. */
export function shownAlerts() {
  const open = new Map<number, Set<number>>();
  /** How many alerts of each severity nobody has. */
  const free = new Map<number, Map<Severity, number>>();
  const ever = new Map<number, Map<number, string>>();

  function count({ id, lead, severity, state }: Alert, by: 1 | -1): void {
    if (state.kind !== 'firing') return;
    const counts = free.get(lead ?? id) ?? new Map<Severity, number>();
    free.set(lead ?? id, counts.set(severity, (counts.get(severity) ?? 0) + by));
  }

  function remember({ id, lead, targetName }: Alert): void {
    const first = lead ?? id;
    ever.set(first, (ever.get(first) ?? new Map()).set(id, targetName));
  }

  return {
    /** The message shows the alert as it is now; nobody is told of what is pending. */
    add(alert: Alert): void {
      const { id, lead, state } = alert;
      if (state.kind === 'pending') return;
      open.set(lead ?? id, (open.get(lead ?? id) ?? new Set()).add(id));
      remember(alert);
      count(alert, 1);
    },

    /** It is open as it was no more. What its message has shown is remembered until `tidy`. */
    remove(alert: Alert): void {
      const { id, lead, state } = alert;
      if (state.kind === 'pending') return;
      count(alert, -1);
      const ids = open.get(lead ?? id);
      ids?.delete(id);
      if (ids?.size === 0) open.delete(lead ?? id);
    },

    /** Forgets what the alert's message has shown once all of it is over. */
    tidy({ id, lead }: Alert): void {
      if (open.has(lead ?? id)) return;
      ever.delete(lead ?? id);
      free.delete(lead ?? id);
    },

    /** An alert that is over was in its message, too, where that shows others that are open. */
    addEnded(alert: Alert): void {
      if (open.has(alert.lead ?? alert.id)) remember(alert);
    },

    ids: (lead: number) => open.get(lead) ?? NOBODY,

    strongestFree(lead: number): Severity | null {
      const counts = free.get(lead);
      return SEVERITIES.findLast((severity) => (counts?.get(severity) ?? 0) > 0) ?? null;
    },

    everIn(lead: number): { readonly count: number; readonly targets: readonly string[] } {
      const names = [...(ever.get(lead)?.values() ?? [])];
      return { count: names.length, targets: [...new Set(names)] };
    },
  };
}
