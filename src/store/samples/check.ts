import { DAY, HOUR, type Instant } from '../../model/time.ts';
import type { SampleQuery } from './port.ts';

/** Longest name of a metric or label, and longest value of a label, in characters. */
const MAX_NAME = 200;
const MAX_LABELS = 30;
/** A clock may be ahead by so much. */
const MAX_AHEAD = HOUR;
/** Older than the hourly roll-ups that are kept. */
const MAX_AGE = 366 * DAY;

/** Longest window, and most instants of one question: what Prometheus allows of points a series. */
const MAX_WINDOW = 400 * DAY;
const MAX_INSTANTS = 11_000;

/** Characters below a space would break lines and keys apart. */
const CONTROL = /\p{Cc}/u;

/** Why a value or its time cannot be stored, or null. Takes anything. */
export function wrongPoint(at: unknown, value: unknown, now: Instant): string | null {
  if (typeof value !== 'number') return 'the value is no number';
  if (!Number.isFinite(value)) return 'the value is not finite';
  if (!Number.isSafeInteger(at)) return 'the time is no whole number of milliseconds';
  const time = at as number;
  if (time > now + MAX_AHEAD) return 'the time is more than an hour in the future';
  return time < now - MAX_AGE ? 'the time is more than a year ago' : null;
}

/** Why a series cannot be stored, or null. Takes anything; looked at once for each series. */
export function wrongSeries(target: unknown, metric: unknown, labels: unknown): string | null {
  if (!Number.isSafeInteger(target)) return 'the target is no whole number';
  const metricIs = wrongText(metric, "the metric's name");
  if (metricIs !== null) return metricIs;
  if (tooManyLabels(labels)) return `there are more than ${MAX_LABELS} labels`;
  if (typeof labels !== 'object' || labels === null || Array.isArray(labels)) {
    return 'the labels are no names with values';
  }
  for (const [name, value] of Object.entries(labels)) {
    const wrong = wrongText(name, 'the name of a label') ?? wrongValue(value, name);
    if (wrong !== null) return wrong;
  }
  return null;
}

/** Cheap enough to be asked before labels are brought in order. */
export function tooManyLabels(labels: unknown): boolean {
  return typeof labels === 'object' && labels !== null && Object.keys(labels).length > MAX_LABELS;
}

function wrongText(text: unknown, what: string): string | null {
  if (typeof text !== 'string') return `${what} is no text`;
  if (text === '') return `${what} is empty`;
  if (text.length > MAX_NAME) return `${what} is longer than ${MAX_NAME} characters`;
  return CONTROL.test(text) ? `${what} has a control character` : null;
}

function wrongValue(value: unknown, name: string): string | null {
  return value === '' ? null : wrongText(value, `the label ${name}`);
}

/**
 * What is wrong with a question.
 *
 * @throws RangeError
 */
export function checkQuery({ window, when, top }: SampleQuery): void {
  if (!(window > 0 && window <= MAX_WINDOW)) {
    throw new RangeError(`a window is longer than 0 and at most ${MAX_WINDOW / DAY} days`);
  }
  if (top !== undefined && !(Number.isInteger(top) && top > 0)) {
    throw new RangeError('top is a whole number from 1');
  }
  const times = 'at' in when ? [when.at] : [when.from, when.to];
  if (!times.every((time) => Number.isSafeInteger(time))) {
    throw new RangeError('an instant is a whole number of milliseconds');
  }
  if ('at' in when) return;
  if (!(when.step > 0)) throw new RangeError('a step is longer than 0');
  if ((when.to - when.from) / when.step >= MAX_INSTANTS) {
    throw new RangeError(`at most ${MAX_INSTANTS} instants at once: take a longer step`);
  }
}
