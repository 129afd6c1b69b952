import type { Unit } from './metric.ts';
import { DAY, HOUR, MINUTE, SECOND } from './time.ts';

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

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

function formatBytes(value: number): string {
  let rest = Math.abs(value);
  let unit = 0;
  while (rest >= 999.5 && unit < BYTE_UNITS.length - 1) {
    rest /= 1000;
    unit++;
  }
  return `${value < 0 ? '-' : ''}${short(rest)} ${BYTE_UNITS[unit]}`;
}

/** At most one decimal below 100, none above; no trailing zero. */
function short(value: number): string {
  const digits = Math.abs(value) < 100 ? 1 : 0;
  return String(Number(value.toFixed(digits)));
}

/** A measured value in its metric's unit, for people: `94.1 %`, `1.2 GB`, `3 d 4 h`. */
export function formatValue(value: number | boolean | string | null, unit: Unit): string {
  if (value === null) return 'missing';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value;
  switch (unit) {
    case 'percent':
      return `${short(value)} %`;
    case 'ratio':
      return `${short(value * 100)} %`;
    case 'bytes':
      return formatBytes(value);
    case 'bytes/s':
      return `${formatBytes(value)}/s`;
    case 'seconds':
      return formatDuration(value * SECOND);
    case 'ms':
      if (value < SECOND) return `${short(value)} ms`;
      return value < MINUTE ? `${short(value / SECOND)} s` : formatDuration(value);
    case 'points':
    case 'count':
    case 'none':
      return short(value);
    default:
      return unit satisfies never;
  }
}
