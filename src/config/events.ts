import type { EventMapping } from '../model/event.ts';
import type { Entry } from './entries.ts';

/** A mapping as it was written; the schema has seen that it makes one thing. */
export function toMapping({ value: entry }: Entry<'events'>): EventMapping {
  const { type, when, counter, value, histogram, field, by, alert } = entry;
  const picked = { type, ...(when !== undefined && { when }) };
  const labels = by !== undefined && { by };
  if (counter !== undefined) {
    return { ...picked, counter, ...labels, ...(value !== undefined && { value }) };
  }
  if (histogram !== undefined && field !== undefined) {
    return { ...picked, histogram, ...labels, field };
  }
  if (alert === undefined) throw new Error(`events ${type}: nothing is made of it`);
  const { by: own, ...said } = alert;
  return { ...picked, alert: { ...said, ...(own !== undefined && { by: own }) } };
}
