import { MINUTE } from '../model/time.ts';
import type { Fired, RuleStats, Suggestion } from './alert-stats.ts';

/** Alerts from which a share says something. */
const ENOUGH = 5;
const ENOUGH_NOISE = 3;
/** A rule that fires so often a day is looked at. */
const OFTEN = 3;
/** Share of short ones from which a longer `for` helps. */
const SHORT_SHARE = 0.5;
/** What counts as short, and the `for` that would have kept it quiet. */
const STEPS = [
  [1, 2],
  [3, 5],
  [5, 10],
  [10, 15],
  [15, 30],
] as const;

/** What would make a rule worth its noise; each tied to the number that says so. */
export function suggestionsFor(stats: RuleStats, fired: readonly Fired[]): readonly Suggestion[] {
  const texts = [tooShort(stats, fired), marked(stats), untaken(stats)];
  return texts.flatMap((text) => (text === null ? [] : [{ rule: stats.rule, text }]));
}

function tooShort({ count, perDay }: RuleStats, fired: readonly Fired[]): string | null {
  if (count < ENOUGH || perDay < OFTEN) return null;
  const ended = fired.filter(({ byItself }) => byItself).map(({ toResolve }) => toResolve ?? 0);
  const shares = STEPS.map(([within, longer]) => {
    const short = ended.filter((took) => took <= within * MINUTE).length;
    return { within, longer, share: short / count };
  });
  const best =
    shares.find(({ share }) => share >= 0.9) ??
    shares.findLast(({ share }) => share >= SHORT_SHARE);
  if (!best) return null;
  const often = perDay >= 10 ? Math.round(perDay) : Number(perDay.toFixed(1));
  return `fires ${often}x a day and clears within ${best.within} min in ${Math.round(100 * best.share)} %: add \`for: ${best.longer}m\` or a clear threshold`;
}

function marked({ noisy, noise, count }: RuleStats): string | null {
  if (noisy < ENOUGH_NOISE || noise < 0.5) return null;
  return `marked noise ${noisy} of ${count}: raise its limit, lower its severity, or switch it off`;
}

function untaken({ acknowledged, count }: RuleStats): string | null {
  if (count < ENOUGH || acknowledged > 0) return null;
  return `never acknowledged in ${count} alerts: does anybody need it? Lower its severity`;
}
