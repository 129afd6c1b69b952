import type { QuietHours } from './config.ts';

/** What to write where quiet hours are expected. */
export const QUIET_HINT = 'write quiet hours as "22:00-07:00", with two different ends';

const SPAN = /^([01]\d|2[0-3]):([0-5]\d)\s*-\s*([01]\d|2[0-3]):([0-5]\d)$/;

/** Both ends of `22:00-07:00` as minutes since midnight; null for anything else. */
export function parseQuiet(text: string): Pick<QuietHours, 'from' | 'to'> | null {
  const [, ...parts] = SPAN.exec(text.trim()) ?? [];
  const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = parts.map(Number);
  const from = 60 * fromHour + fromMinute;
  const to = 60 * toHour + toMinute;
  return from === to ? null : { from, to };
}

/** Minutes since midnight as people write them: `07:00`. */
export function clockText(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
