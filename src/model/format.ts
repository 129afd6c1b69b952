import type { Evidence } from './alert.ts';
import type { Unit } from './metric.ts';
import { DAY, HOUR, type Instant, MINUTE, SECOND } from './time.ts';

/** A duration for people: `45 s`, `12 min`, `3 h 5 min`, `2 d 4 h`. */
export function formatDuration(milliseconds: number): string {
  const span = Math.max(0, milliseconds);
  if (span < MINUTE) return `${Math.min(59, Math.round(span / SECOND))} s`;
  if (span < HOUR) return `${Math.floor(span / MINUTE)} min`;
  if (span < DAY) return twoParts(span, [HOUR, 'h'], [MINUTE, 'min']);
  return twoParts(span, [DAY, 'd'], [HOUR, 'h']);
}

function twoParts(span: number, big: [number, string], small: [number, string]): string {
  const rest = Math.floor((span % big[0]) / small[0]);
  const head = `${Math.floor(span / big[0])} ${big[1]}`;
  return rest === 0 ? head : `${head} ${rest} ${small[1]}`;
}

/** A moment in a text that is stored, where nobody's clocks are known: `2026-03-10 03:10 UTC`. */
export function formatMoment(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

function formatBytes(value: number, decimals: number): string {
  let rest = Math.abs(value);
  let unit = 0;
  while (rest >= 999.5 && unit < BYTE_UNITS.length - 1) {
    rest /= 1000;
    unit++;
  }
  return `${value < 0 ? '-' : ''}${short(rest, decimals)} ${BYTE_UNITS[unit]}`;
}

/** `Sat 10 Jan 18:00`, as calendars and clocks in the zone show it. */
export function formatIn(zone: string, at: Instant): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    ...{ weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  } as Intl.DateTimeFormatOptions).formatToParts(at);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('weekday')} ${part('day')} ${part('month')} ${part('hour')}:${part('minute')}`;
}

/** From here on, and below the other, numbers are written with an exponent. */
const HUGE = 1e15;
const TINY = 1e-6;

/**
 * At most one decimal below 100, none above, unless more are asked for; two digits that count below 1; thousands in
 * groups; no trailing zero.
 */
function short(value: number, decimals: number): string {
  const size = Math.abs(value);
  if (size >= HUGE || (size > 0 && size < TINY)) {
    return Number(value.toPrecision(3)).toExponential().replace('+', '');
  }
  const digits = Math.max(usualDigits(size), decimals);
  const rounded = Number(value.toFixed(digits));
  return size < 1000 ? String(rounded) : rounded.toLocaleString('en-US', GROUPED);
}

const GROUPED = { maximumFractionDigits: 20 } as const;

function usualDigits(size: number): number {
  if (size > 0 && size < 1) return Math.ceil(-Math.log10(size)) + 1;
  return size < 100 ? 1 : 0;
}

/** Seconds as a duration; short ones keep their decimals. */
function formatSeconds(value: number, decimals: number): string {
  if (value < 0) return `-${formatSeconds(-value, decimals)}`;
  return value < 10 ? `${short(value, decimals)} s` : formatDuration(value * SECOND);
}

/**
 * A measured value in its metric's unit, for people: `94.1 %`, `1.2 GB`, `3 d 4 h`. `decimals` are kept where a limit
 * beside it has so many.
 */
export function formatValue(
  value: number | boolean | string | null,
  unit: Unit,
  decimals = 0,
): string {
  if (value === null) return 'missing';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value;
  switch (unit) {
    case 'percent':
      return `${short(value, decimals)} %`;
    case 'ratio':
      return `${short(value * 100, decimals)} %`;
    case 'bytes':
      return formatBytes(value, decimals);
    case 'bytes/s':
      return `${formatBytes(value, decimals)}/s`;
    case 'seconds':
      return formatSeconds(value, decimals);
    case 'ms':
      if (value < SECOND) return `${short(value, decimals)} ms`;
      return value < MINUTE ? `${short(value / SECOND, 0)} s` : formatDuration(value);
    case 'points':
    case 'count':
    case 'none':
      return short(value, decimals);
    default:
      return unit satisfies never;
  }
}

/** Functions over a window whose unit is another than their metric's. */
const OWN_UNIT: Readonly<Record<string, Unit>> = {
  count: 'count',
  changes: 'count',
  distinct: 'count',
  anomaly: 'none',
  share: 'ratio',
  age: 'seconds',
};
const PER_SECOND: readonly string[] = ['rate', 'slope'];
/** Most decimals that a limit is shown with. */
const MOST_DECIMALS = 6;

/** What was measured beside its limit, in the unit of the metric or of the function over its window. */
export function formatEvidence(
  { window, value, limit }: Pick<Evidence, 'window' | 'value' | 'limit'>,
  metricUnit: Unit,
): { readonly value: string; readonly limit: string } {
  const name = /^\w+/.exec(window ?? '')?.[0] ?? '';
  const unit = OWN_UNIT[name] ?? metricUnit;
  const decimals =
    typeof limit === 'number' ? decimalsOf(unit === 'ratio' ? limit * 100 : limit) : 0;
  const shown = (one: Evidence['value']) => {
    if (typeof one !== 'number' || !PER_SECOND.includes(name)) {
      return formatValue(one, unit, decimals);
    }
    return `${formatValue(one, unit, decimals)}/s`;
  };
  return { value: shown(value), limit: shown(limit) };
}

/** Decimals of a number as a person would write it: 2 of 0.25. */
function decimalsOf(value: number): number {
  const [, digits = ''] = Number(value.toPrecision(12)).toFixed(MOST_DECIMALS).split('.');
  return digits.replace(/0+$/, '').length;
}
