import type { Block } from '../chat/reply.ts';
import { line } from '../chat/reply.ts';
import { formatValue } from '../model/format.ts';
import type { Unit } from '../model/metric.ts';
import type { Point } from '../model/sample.ts';
import type { Instant } from '../model/time.ts';
import { HOUR } from '../model/time.ts';
import type { Changes, Usual } from '../score/baseline.ts';
import { baselineOf, changesOf, isUnusual, usualLately } from '../score/baseline.ts';
import type { NotEnough } from '../score/enough.ts';
import { notEnoughText } from '../score/enough.ts';
import type { Slope } from '../score/slope.ts';
import { slopeOf } from '../score/slope.ts';
import { usualRangeText } from './usual-text.ts';

/** What is to be said of a series beyond its bounds. */
export interface Insight {
  readonly slope: Slope | NotEnough;
  readonly changes: Changes;
  readonly usual: Usual | NotEnough;
  /** Mean of the last hour; null: nothing was measured in it. */
  readonly lately: number | null;
  readonly isUnusual: boolean;
}

/** `points` of the window asked for, `hours` of the weeks before, both oldest first. */
export function insightOf(
  points: readonly Point[],
  hours: readonly Point[],
  { zone, now }: { readonly zone: string; readonly now: Instant },
): Insight {
  const last = points.filter(({ at }) => at > now - HOUR && at <= now);
  const lately =
    last.length === 0 ? null : last.reduce((sum, one) => sum + one.value, 0) / last.length;
  const hour = now - (now % HOUR);
  const before = hours.filter(({ at }) => at < hour - HOUR);
  const usual = usualLately(baselineOf(before, zone), now);
  return {
    ...{ slope: slopeOf(points), changes: changesOf(hours, zone, hour), usual, lately },
    isUnusual: lately !== null && 'median' in usual && isUnusual(lately, usual),
  };
}

/** Slope, the last full hour against others, and what is usual in this one; a mark where it is unusual. */
export function insightBlocks(found: Insight, unit: Unit): readonly Block[] {
  const { slope, changes, usual } = found;
  const text = [slopeText(slope, unit), changesText(changes, unit), usualText(found, unit)];
  return [
    line(text.filter((one) => one !== '').join('; '), found.isUnusual ? 'warning' : 'muted'),
  ].filter(() => slope.kind === 'slope' || 'median' in usual || text[1] !== '');
}

function slopeText(slope: Slope | NotEnough, unit: Unit): string {
  if (slope.kind === 'not enough') return `slope: ${notEnoughText(slope)}`;
  const show = (value: number) => signed(value, unit);
  const range = `${show(slope.low)} to ${show(slope.high)} with 95 % confidence`;
  return slope.isClear
    ? `${show(slope.perDay)} a day (${range})`
    : `no clear slope (${range} a day)`;
}

function changesText({ yesterday, lastWeek }: Changes, unit: Unit): string {
  const parts = [
    ...(yesterday === null ? [] : [`${signed(yesterday, unit)} against yesterday`]),
    ...(lastWeek === null ? [] : [`${signed(lastWeek, unit)} against the same hour last week`]),
  ];
  return parts.length === 0 ? '' : `last full hour ${parts.join(', ')}`;
}

function usualText({ usual, lately, isUnusual: odd }: Insight, unit: Unit): string {
  if (!('median' in usual)) return `usual range: ${notEnoughText(usual)}`;
  const show = (value: number) => formatValue(value, unit);
  const range = usualRangeText(usual, lately, unit);
  const of = usual.by === 'hour of week' ? `${usual.weeks} weeks` : `${usual.hours} days`;
  const from = `usual by ${usual.by} is ${range} (${of})`;
  return odd && lately !== null ? `⚠ unusual: ${show(lately)} in the last hour, ${from}` : from;
}

function signed(value: number, unit: Unit): string {
  return `${value < 0 ? '-' : '+'}${formatValue(Math.abs(value), unit)}`;
}

/** For programs, in the metric's unit; what there is too little for is null. */
export function insightData({ slope, changes, usual, isUnusual: unusual }: Insight) {
  return {
    slope:
      slope.kind === 'slope'
        ? { per_day: slope.perDay, low: slope.low, high: slope.high, is_clear: slope.isClear }
        : null,
    against_yesterday: changes.yesterday,
    against_last_week: changes.lastWeek,
    usual:
      'median' in usual
        ? { median: usual.median, low: usual.low, high: usual.high, by: usual.by }
        : null,
    unusual,
  };
}
