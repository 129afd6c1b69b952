import type { Block, Reply, Tone } from '../chat/reply.ts';
import { heading, line, reply, strong } from '../chat/reply.ts';
import { formatDuration } from '../model/format.ts';
import type { Instant } from '../model/time.ts';
import type { Correlation } from '../score/correlation.ts';
import { chanceOf, isSharedTrend } from '../score/correlation.ts';
import type { CorrelateFound, Pair } from './correlate.ts';
import { LAGS } from './correlate.ts';
import { seriesName } from './even-steps.ts';
import { counted, grouped, shortened } from './state-text.ts';

/** Fewer steps than this are few, though enough. */
const FEW = 50;
const STRONG = 0.7;
const NAME = 120;
/** Pairs in one answer. */
const SHOWN = 8;

interface Words {
  readonly asked: string;
  readonly window: string;
  readonly isSearch: boolean;
  nameOf(target: number): string;
  readonly now: Instant;
}

/** How series went together: figures, which comes first, and what they do not say. */
export function correlateReply(found: CorrelateFound, words: Words): Reply {
  const { first, pairs, step, looked, left, targetsLeft } = found;
  const asked = shortened(first ? nameOf(first, words) : words.asked, NAME);
  const shown = pairs.slice(0, SHOWN);
  const blocks: Block[] = [
    heading(titleOf(asked, found, words), 'info'),
    ...shown.flatMap((one) => pairBlocks(one, { asked, step, words })),
    ...(pairs.length > SHOWN
      ? [line(`${grouped(pairs.length - SHOWN)} more series.`, 'muted')]
      : []),
    ...caution(found, words).map((text) => line(text, 'muted')),
  ];
  const sized = `averages over ${formatDuration(step)}, the last ${words.window}`;
  const rest = [
    ...(left > 0 ? [`; ${grouped(left)} more were not looked at`] : []),
    ...(targetsLeft > 0 ? [`; ${counted(targetsLeft, 'other target')} only by name`] : []),
  ].join('');
  return reply(blocks, {
    asOf: words.now,
    footer: `${sized}; ${counted(looked, 'series', 'series')} looked at${rest}`,
    data: {
      ...{ of: asked, window: words.window, step_seconds: step / 1_000, looked, not_looked: left },
      pairs: shown.map((one) => pairData(one, step, words)),
    },
  });
}

function titleOf(asked: string, { first, pairs }: CorrelateFound, { window, isSearch }: Words) {
  if (first === null) return `${asked}: no data within ${window}`;
  const isKnown = pairs.some(({ found }) => found.kind === 'correlation');
  if (pairs.length > 0 && !isKnown) return `${asked}: nothing can be said`;
  if (pairs.length > 0) return isSearch ? `What goes with ${asked}` : `${asked} beside another`;
  return isSearch
    ? `Nothing goes with ${asked}`
    : `${asked}: the other has no data within ${window}`;
}

function pairBlocks(
  { series, found }: Pair,
  { asked, step, words }: { asked: string; step: number; words: Words },
): Block[] {
  const name = strong(shortened(nameOf(series, words), NAME));
  if (found.kind === 'not enough') {
    return [line([name, `: not enough data: ${found.have} of ${found.need} steps`], 'muted')];
  }
  if (found.kind === 'steady') {
    const which = found.which === 'first' ? asked : 'it';
    return [
      line([name, `: ${which} does not vary in this window, so nothing can be said`], 'muted'),
    ];
  }
  const { pearson, spearman, count } = found;
  const figures = `Pearson ${signed(pearson)}, Spearman ${signed(spearman)}, ${counted(count, 'step')}`;
  const isTrend = isSharedTrend(found);
  return [
    line([name, `: ${strengthOf(found)} (${figures}); ${lagText(found.lag, step)}`], toneOf(found)),
    ...(isTrend ? [line(trendText(found), 'warning')] : []),
    ...(count < FEW
      ? [
          line(
            `${count} steps are few: by chance alone up to ${signed(chanceOf(count))}.`,
            'warning',
          ),
        ]
      : []),
  ];
}

function toneOf(found: Correlation): Tone {
  return isSharedTrend(found) || Math.abs(found.pearson) < chanceOf(found.count) ? 'muted' : 'info';
}

function strengthOf(found: Correlation): string {
  const least = Math.min(Math.abs(found.pearson), Math.abs(found.spearman));
  if (least <= chanceOf(found.count)) return 'no more than chance';
  const way = found.pearson > 0 ? 'together' : 'against each other';
  return `${least >= STRONG ? 'strongly' : 'weakly'} ${way}`;
}

function lagText(lag: number, step: number): string {
  if (lag === 0) return 'at the same time';
  const by = formatDuration(Math.abs(lag) * step);
  return lag > 0 ? `it follows by ${by}` : `it goes ahead by ${by}`;
}

function trendText({ changes }: Correlation): string {
  const shown = changes === null ? 'do not vary' : `give ${signed(changes)}`;
  return `A shared trend: the differences from step to step ${shown}, which is no more than chance. Both rise or fall; that means nothing by itself.`;
}

function caution({ pairs, looked }: CorrelateFound, { isSearch }: Words): string[] {
  const isKnown = pairs.some(({ found }) => found.kind === 'correlation');
  if (!isKnown && (pairs.length > 0 || !isSearch)) return [];
  const tried = isSearch ? `${counted(looked, 'series', 'series')} and ` : '';
  return [
    `Tried: ${tried}${2 * LAGS + 1} lags, so some go together by chance. That two go together does not say that one causes the other.`,
  ];
}

function signed(value: number): string {
  return value.toFixed(2);
}

function nameOf({ target, metric, labels }: Pair['series'], words: Words): string {
  return seriesName(words.nameOf(target), metric, labels);
}

function pairData({ series, found }: Pair, step: number, words: Words) {
  const { metric, labels } = series;
  const about = { target: words.nameOf(series.target), metric, labels };
  if (found.kind !== 'correlation') return { ...about, problem: found.kind };
  const { pearson, spearman, changes, lag, count } = found;
  return {
    ...{ ...about, pearson, spearman, changes, steps: count },
    lag_seconds: (lag * step) / 1_000,
    shared_trend: isSharedTrend(found),
  };
}
