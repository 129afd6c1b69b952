import type { Block, Reply } from '../chat/reply.ts';
import { heading, line, reply, strong } from '../chat/reply.ts';
import { formatDuration } from '../model/format.ts';
import type { LogFilter, LogReader } from '../model/log.ts';
import type { SeriesAnswer, SeriesQuestion } from '../model/series-question.ts';
import type { LogScope } from './log-text.ts';
import { counted, grouped, shortened } from './state-text.ts';

/** Groups of errors, and spans of the curve. */
const GROUPS = 5;
const SPANS = 24;

interface World {
  readonly logs: LogReader;
  readonly samples: { query(question: SeriesQuestion): Promise<SeriesAnswer> };
}

/** How many entries, errors and warnings there were, when, what patterns found, and which errors are the commonest. */
export async function analysisReply(
  { logs, samples }: World,
  { filter, what }: LogScope,
): Promise<Reply> {
  const [counts, { groups }, patterns] = await Promise.all([
    logs.counts(filter, SPANS),
    logs.errors(filter, GROUPS),
    found(samples, filter),
  ]);
  const { entries, errors, warnings, errorsOverTime } = counts;
  const top = groups.map(({ print, count }) => ({ message: print, count }));
  const data = {
    ...{ entries, errors, warnings, errorsOverTime },
    patterns: Object.fromEntries(patterns),
    top,
  };
  if (entries === 0) return reply([line(`No lines ${what}.`, 'muted')], { data });
  const numbers = { lines: entries, errors, warnings };
  const span = formatDuration((filter.to - filter.from) / SPANS);
  return reply(
    [
      heading(`Analysis of lines ${what}`, errors > 0 ? 'warning' : 'good'),
      {
        kind: 'fields',
        fields: Object.entries(numbers).map(([name, value]) => ({
          ...{ name, value: grouped(value), inline: true },
        })),
      },
      {
        kind: 'sparkline',
        label: 'errors over time',
        values: errorsOverTime,
        bounds: null,
        caption: `most ${counted(Math.max(...errorsOverTime), 'error')} within ${span}`,
      },
      ...patternBars(patterns),
      ...(top.length === 0 ? [] : [line('Commonest errors', 'muted')]),
      ...top.map(({ message, count }) =>
        line([strong(grouped(count)), ` ${shortened(message, 200)}`]),
      ),
    ],
    { data },
  );
}

/** How often each pattern was found, by its name. That is counted when lines are read, whatever their own time and level. */
async function found(
  samples: World['samples'],
  { from, to, target, log, level }: LogFilter,
): Promise<readonly (readonly [string, number])[]> {
  if (level !== null) return [];
  const { series } = await samples.query({
    ...{ metric: 'log.pattern', target, labels: log === null ? {} : { log } },
    ...{ fn: 'increase', window: to - from, when: { at: to } },
  });
  const sums = new Map<string, number>();
  for (const { labels, points } of series) {
    const { name = '' } = labels;
    const value = points.at(-1)?.value ?? 0;
    sums.set(name, (sums.get(name) ?? 0) + Math.round(value));
  }
  return [...sums].toSorted(([, one], [, other]) => other - one);
}

function patternBars(counts: readonly (readonly [string, number])[]): Block[] {
  if (counts.length === 0) return [];
  const all = counts.map(([label, value]) => ({ label, value, text: grouped(value) }));
  return [
    line('Found by patterns', 'muted'),
    { kind: 'bars', max: counts[0]?.[1] ?? 0, bars: all },
  ];
}
