import type { AppEvent } from '../../../model/event.ts';
import type { EventFilter, EventQuestion } from '../../../model/event-question.ts';
import { DAY, SECOND } from '../../../model/time.ts';

/** Longest name of a type or field, and longest key, in characters. */
const MAX_NAME = 200;
const MAX_TAGS = 30;
const MAX_FIELDS = 100;
/** Characters of a text. */
const MAX_TEXT = 4_096;
/** Longest span of a question, most spans of a series, and longest list. */
const MAX_SPAN = 400 * DAY;
const MAX_STEPS = 11_000;
const MAX_LIST = 1_000;

/** Why an event cannot be stored, or null. What comes in over HTTP has passed narrower limits. */
export function wrongEvent({ target, type, at, tags, body, key }: AppEvent): string | null {
  if (!Number.isSafeInteger(target)) return 'the target is no whole number';
  if (!isName(type)) return `the type is no text of 1 to ${MAX_NAME} characters`;
  if (!Number.isSafeInteger(at)) return 'the time is no whole number of milliseconds';
  if (key !== null && !isName(key)) return `the key is no text of 1 to ${MAX_NAME} characters`;
  const [names, fields] = [Object.keys(tags), Object.entries(body)];
  if (names.length > MAX_TAGS) return `there are more than ${MAX_TAGS} tags`;
  if (fields.length > MAX_FIELDS) return `there are more than ${MAX_FIELDS} fields`;
  const [wrong] = [...Object.entries(tags), ...fields].filter(
    ([name, value]) => !isName(name) || !isValue(value),
  );
  return wrong === undefined ? null : `${wrong[0].slice(0, 40)} holds what cannot be stored`;
}

function isName(text: unknown): boolean {
  return typeof text === 'string' && text !== '' && text.length <= MAX_NAME;
}

function isValue(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value === 'string') return value.length <= MAX_TEXT;
  return typeof value === 'boolean' || value === null;
}

/**
 * What is wrong with a question.
 *
 * @throws RangeError
 */
export function checkQuestion({ from, to }: EventFilter, question: EventQuestion): void {
  if (![from, to].every(Number.isSafeInteger)) {
    throw new RangeError('an instant is a whole number of milliseconds');
  }
  if (!(from < to && to - from <= MAX_SPAN)) {
    throw new RangeError(`a question spans more than 0 and at most ${MAX_SPAN / DAY} days`);
  }
  if ('limit' in question && !isWhole(question.limit, MAX_LIST)) {
    throw new RangeError(`a list has 1 to ${MAX_LIST} entries`);
  }
  if (question.ask === 'sessions' && !isWhole(question.gap, DAY)) {
    throw new RangeError('a gap lasts 1 millisecond to 1 day');
  }
  if (question.ask === 'series' && !isWhole(Math.ceil((to - from) / question.step), MAX_STEPS)) {
    throw new RangeError(`a step is at least ${SECOND} ms, and there are at most ${MAX_STEPS}`);
  }
  if (question.ask === 'heatmap') checkZone(question.zone);
}

function isWhole(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= most;
}

function checkZone(zone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
  } catch (cause) {
    throw new RangeError(`there is no time zone ${zone.slice(0, 60)}`, { cause });
  }
}
