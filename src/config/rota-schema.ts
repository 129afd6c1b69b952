import { z } from 'zod';
import { DAY } from '../model/time.ts';
import { line, listOf, name, zone } from './fields.ts';
import { hours } from './route-schema.ts';

/** From Monday on. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** Layers of one rota, and people of one layer. */
const MOST_LAYERS = 10;
const MOST_PEOPLE = 50;

const DATE_HINT = 'write a day such as 2026-01-05';
const HANDOVER_HINT = 'write when a turn begins: "Mon 09:00", or "09:00" of a daily turn';
const DAYS_HINT = 'write days such as [mon, tue], or [mon-fri]';
const PEOPLE_HINT = 'write names of people such as [Ana, Ben]';
const TURNS = ['daily', 'weekly'] as const;
const HANDOVER = /^(?:(mon|tue|wed|thu|fri|sat|sun)[a-z]* )?([01]\d|2[0-3]):([0-5]\d)$/i;
const SOME_DAYS = /^(mon|tue|wed|thu|fri|sat|sun)(?:-(mon|tue|wed|thu|fri|sat|sun))?$/;

/** `2026-01-05` as a day counted from 1970-01-01; null for anything else. */
export function parseDay(text: string): number | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return null;
  const at = Date.parse(`${text}T00:00:00Z`);
  // A day that a month does not have becomes one of the next.
  return new Date(at || 0).toISOString().startsWith(text) ? at / DAY : null;
}

/** `Mon 09:00` as day of the week (from 0, null when none is said) and minutes since midnight; null for anything else. */
export function parseHandover(text: string): { weekday: number | null; minute: number } | null {
  const [, day, hour, minute] = HANDOVER.exec(text.trim()) ?? [];
  if (hour === undefined) return null;
  const weekday = WEEKDAYS.findIndex((one) => one === day?.slice(0, 3).toLowerCase());
  return { weekday: weekday === -1 ? null : weekday, minute: 60 * Number(hour) + Number(minute) };
}

/** `mon-fri` as days of the week, from 0. */
export function parseDays(text: string): number[] {
  const [, from, to = from] = SOME_DAYS.exec(text) ?? [];
  const first = WEEKDAYS.findIndex((one) => one === from);
  const last = WEEKDAYS.findIndex((one) => one === to);
  return Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, index) => (first + index) % 7);
}

export const LayerEntry = z
  .strictObject({
    people: listOf(line(PEOPLE_HINT, 64), PEOPLE_HINT)
      .refine((list) => list.length > 0, PEOPLE_HINT)
      .refine((list) => list.length <= MOST_PEOPLE, `write at most ${MOST_PEOPLE} people`),
    turn: z.enum(TURNS, 'write weekly or daily').default('weekly'),
    handover: z
      .string(HANDOVER_HINT)
      .refine((text) => parseHandover(text) !== null, HANDOVER_HINT)
      .optional(),
    from: z.string(DATE_HINT).refine((text) => parseDay(text) !== null, DATE_HINT),
    between: hours.optional(),
    days: listOf(z.string(DAYS_HINT).regex(SOME_DAYS, DAYS_HINT), DAYS_HINT)
      .refine((list) => list.length > 0, DAYS_HINT)
      .optional(),
  })
  .refine(
    ({ turn, handover }) =>
      turn === 'weekly' || (parseHandover(handover ?? '')?.weekday ?? null) === null,
    {
      path: ['handover'],
      error: 'a daily turn begins every day: write the time alone, such as "09:00"',
    },
  );

export const RotaEntry = z.strictObject({
  zone: zone.optional(),
  layers: z
    .array(LayerEntry, 'write a list of layers, each with "- "')
    .min(1, 'write at least one layer')
    .max(MOST_LAYERS, `write at most ${MOST_LAYERS} layers`),
  announce: name.optional(),
});
