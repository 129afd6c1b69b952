import { formatDuration, formatValue } from '../../model/format.ts';
import type { Point } from '../../model/sample.ts';
import { labelText } from '../../model/sample.ts';
import type { Instant } from '../../model/time.ts';
import { DAY } from '../../model/time.ts';
import { fullIn } from '../../score/forecast.ts';
import { slopeOf } from '../../score/slope.ts';
import type { Advice, Adviser } from './advice.ts';
import { confidenceOf } from './advice.ts';

/** What may fill up, and how far ahead that is worth a word. */
const WATCHED: Readonly<Record<string, { readonly word: string; readonly within: number }>> = {
  'system.disk': { word: 'is full', within: 30 * DAY },
  'system.memory': { word: 'is used up', within: 14 * DAY },
};
const LOOKS_BACK = 7 * DAY;
const URGENT = 3 * DAY;
const POINTS = 500;

/** Disks and memory that fill up, by a straight line over a week. */
export const growing: Adviser = async ({ samples }, { targets, now }) => {
  const found: Advice[] = [];
  for (const { id, name } of targets) {
    const all = await samples.series(id);
    for (const { metric, labels } of all.filter((one) => WATCHED[one.metric])) {
      const range = { from: now - LOOKS_BACK, to: now + 1, limit: POINTS };
      const points = await samples.points(id, { metric, labels }, range);
      found.push(...adviceOf(points, { target: name, metric, of: labelText(labels), now }));
    }
  }
  return found;
};

interface Series {
  readonly target: string;
  readonly metric: string;
  readonly of: string;
  readonly now: Instant;
}

function adviceOf(points: readonly Point[], { target, metric, of, now }: Series): Advice[] {
  const watched = WATCHED[metric];
  const [first, last, full] = [points[0], points.at(-1), fullIn(points, 100)];
  if (!watched || !first || !last || full === null) return [];
  const left = full.at - now;
  const slope = slopeOf(points);
  // What is full is said whether it still grows or not.
  if (left > watched.within || (left > 0 && !(slope.kind === 'slope' && slope.low > 0))) return [];
  const span = last.at - first.at;
  const name = [target, metric, of].filter((one) => one !== '').join(' ');
  const [then, shown] = [first, last].map(({ value }) => formatValue(value, 'percent'));
  const perDay = slope.kind === 'slope' ? formatValue(slope.perDay, 'percent') : '';
  const text =
    left <= 0
      ? `${name} ${watched.word}: ${shown}`
      : `${name} grows by ${perDay} a day, from ${then} to ${shown}, and ${watched.word} in about ${formatDuration(left)}, by a straight line`;
  return [
    {
      ...{ kind: 'filling up', severity: left < URGENT ? 'critical' : 'warning', target, text },
      confidence: confidenceOf(span / DAY, 2, 5),
      basis: `${points.length} points over ${formatDuration(span)}`,
      shownBy: { command: 'trend', input: `${metric} 7d ${target}` },
    },
  ];
}
