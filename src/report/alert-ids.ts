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

/** What a word of several ids looks like; `12*` is every open alert in the message of #12. */
export const ID_WORD = /^#?\d{1,9}\*?(,#?\d{1,9}\*?)*,?$/;

const IDS = /^#?\d{1,9}\*?([\s,]+#?\d{1,9}\*?)*,?$/;

/** Several ids: `12 13`, `#12,#13`, `12*`; at most 50. */
export function alertIds() {
  return z
    .string()
    .trim()
    .regex(IDS, 'write alert ids such as 12 or 12 13, or 12* for all in the message of #12')
    .transform((text) => {
      const all = new Map<number, boolean>();
      for (const [, id = '', star] of text.matchAll(/(\d+)(\*?)/g)) {
        all.set(Number(id), star === '*' || all.get(Number(id)) === true);
      }
      return [...all].map(([id, isAll]) => ({ id, all: isAll }));
    })
    .refine((refs) => refs.length <= 50, 'at most 50 alerts at once');
}

/** Ids of something else than alerts: `3`, `#3 4`; at most 50. */
export function plainIds(example: string) {
  return z
    .string()
    .trim()
    .regex(/^#?\d{1,9}([\s,]+#?\d{1,9})*,?$/, `write ids such as ${example}`)
    .transform((text) => [...new Set((text.match(/\d+/g) ?? []).map(Number))])
    .refine((ids) => ids.length <= 50, 'at most 50 at once');
}

interface Listing {
  readonly alerts: {
    list(filter: {
      state: 'open' | 'firing' | 'resolved';
      severity: null;
      target: null;
      limit: number;
    }): Promise<{ alerts: readonly Alert[] }>;
  };
}

/** Suggests alert ids with what they are about; `open` only those a person can act on, `firing` those nobody has. */
export function completeAlert(which: 'firing' | 'open' | 'any') {
  return async (typed: string, context: Listing) => {
    const filter = { severity: null, target: null, limit: 25 } as const;
    const state = which === 'firing' ? 'firing' : 'open';
    const open = (await context.alerts.list({ ...filter, state })).alerts;
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
