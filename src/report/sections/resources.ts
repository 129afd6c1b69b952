import type { Block } from '../../chat/reply.ts';
import { line } from '../../chat/reply.ts';
import { formatValue } from '../../model/format.ts';
import type { PeriodFacts } from '../period/facts.ts';
import { greatestOf, seriesOver } from '../period/measured.ts';
import type { PeriodReaders } from '../period/readers.ts';
import { counted, shortened } from '../state-text.ts';
import { titled } from './section.ts';

/** What every host has, in percent. */
const RESOURCES = [
  { metric: 'system.cpu', title: 'CPU' },
  { metric: 'system.memory', title: 'Memory' },
  { metric: 'system.disk', title: 'Fullest disk' },
] as const;
const SHOWN = 12;
/** Points of percent that are a change worth a sentence. */
const GREW = 5;

/**
 * CPU, memory and the fullest disk of each target: mean, 95th percentile, greatest, and against the time before,
 * all of the series with the greatest mean.
 */
export async function resources(
  { samples }: Pick<PeriodReaders, 'samples'>,
  { targets, isOne, period }: PeriodFacts,
): Promise<{ readonly blocks: readonly Block[]; readonly data: unknown }> {
  const only = isOne ? (targets[0]?.target.id ?? null) : null;
  const measured = await Promise.all(
    RESOURCES.map(async ({ metric, title }) => {
      const over = (fn: 'avg' | 'p95' | 'max', span = period.range) =>
        seriesOver(samples, { metric, fn, target: only }, span);
      const [mean, p95, max, before] = await Promise.all([
        ...[over('avg'), over('p95'), over('max')],
        over('avg', period.before),
      ] as const);
      return { metric, title, mean, p95, max, before };
    }),
  );
  const rows = targets.flatMap(({ target }) =>
    measured.flatMap(({ title, metric, ...one }) => {
      const fullest = greatestOf(one.mean.get(target.id) ?? new Map());
      if (fullest === null) return [];
      const { labels, value: mean } = fullest;
      const max = one.max.get(target.id)?.get(labels) ?? mean;
      // A sketch may be 1 % off: beyond the greatest value there is none.
      const p95 = Math.min(max, one.p95.get(target.id)?.get(labels) ?? mean);
      const before = one.before.get(target.id)?.get(labels) ?? null;
      return [{ target: target.name, title, metric, labels, mean, p95, max, before }];
    }),
  );
  if (rows.length === 0) return { blocks: [], data: [] };
  const shown = isOne ? rows : rows.toSorted((a, b) => b.max - a.max).slice(0, SHOWN);
  const rest = rows.length - shown.length;
  const blocks: Block[] = [
    {
      kind: 'table',
      columns: [
        { title: isOne ? 'Resource' : 'Target', align: 'left' },
        ...(['Mean', 'p95', 'Most', 'Before'] as const).map(
          (title) => ({ title, align: 'right' }) as const,
        ),
      ],
      rows: shown.map(({ target, title, mean, p95, max, before }) => [
        isOne ? title : `${shortened(target, 24)} ${title}`,
        ...[mean, p95, max].map(percent),
        before === null ? '-' : percent(before),
      ]),
    },
    ...(rest > 0 ? [line(`${counted(rest, 'more row')}, all lower.`, 'muted')] : []),
    ...rows.flatMap((row) => {
      const grew = row.before === null ? 0 : row.mean - row.before;
      if (grew < GREW) return [];
      const [from, to] = [percent(row.before ?? row.mean), percent(row.mean)];
      const text = `${row.title} of ${row.target} is ${grew.toFixed(1)} points higher than before: ${from} then, ${to} now.`;
      return [line(text, 'warning')];
    }),
  ];
  return {
    blocks: titled('Resource usage', blocks),
    data: rows.map(({ target, metric, labels, mean, p95, max, before }) => ({
      ...{ target, metric, labels, mean, p95, max, mean_before: before },
    })),
  };
}

function percent(value: number): string {
  return formatValue(value, 'percent');
}
