import { z } from 'zod';
import type { Alert } from '../model/alert.ts';

/** An id as people write it: `12` or `#12`. */
export function alertId() {
  return z
    .string()
    .trim()
    .regex(/^#?\d{1,9}$/, 'write an alert id such as 12')
    .transform((text) => Number.parseInt(text.replace('#', ''), 10));
}

/** What a word of several ids looks like. */
export const ID_WORD = /^#?\d{1,9}(,#?\d{1,9})*,?$/;

/** Several ids: `12 13`, `#12,#13`; at most 50. */
export function alertIds() {
  return z
    .string()
    .trim()
    .regex(/^#?\d{1,9}([\s,]+#?\d{1,9})*,?$/, 'write alert ids such as 12 or 12 13')
    .transform((text) => [...new Set((text.match(/\d+/g) ?? []).map(Number))])
    .refine((ids) => ids.length <= 50, 'at most 50 alerts at once');
}

interface Listing {
  readonly alerts: {
    list(filter: {
      state: 'open' | 'resolved';
      severity: null;
      target: null;
      limit: number;
    }): Promise<{ alerts: readonly Alert[] }>;
  };
}

/** Suggests alert ids with what they are about; `open` only those a person can act on. */
export function completeAlert(which: 'open' | 'any') {
  return async (typed: string, context: Listing) => {
    const filter = { severity: null, target: null, limit: 25 } as const;
    const open = (await context.alerts.list({ ...filter, state: 'open' })).alerts;
    const more =
      which === 'any' && open.length < 25
        ? (await context.alerts.list({ ...filter, state: 'resolved' })).alerts
        : [];
    const wanted = typed.replace('#', '').toLowerCase();
    return [...open, ...more]
      .map((one) => ({
        value: String(one.id),
        label: `#${one.id} ${one.severity} · ${one.message} (${one.state.kind})`.slice(0, 100),
      }))
      .filter(
        ({ value, label }) => value.startsWith(wanted) || label.toLowerCase().includes(wanted),
      )
      .slice(0, 25);
  };
}
