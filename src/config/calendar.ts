import { validate } from 'node-cron';

/** Whether `text` is a cron expression of five fields. */
export function isCron(text: string): boolean {
  return text.trim().split(/\s+/).length === 5 && validate(text);
}

/** Whether `text` is a time zone this Node knows, e.g. `Europe/Berlin`. */
export function isZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}
