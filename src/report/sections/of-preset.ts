import type { Block } from '../../chat/reply.ts';
import { line } from '../../chat/reply.ts';
import { formatValue } from '../../model/format.ts';
import type { ReportSection } from '../../model/report-section.ts';
import { unitIn } from '../measured.ts';
import type { PeriodFacts } from '../period/facts.ts';
import { type Measured, measuredOver } from '../period/measured.ts';
import type { PeriodReaders } from '../period/readers.ts';
import { titled } from './section.ts';

/** What the presets of the targets declare for one place of a report: figures of the period, and of the one before. */
export async function ofPresets(
  readers: Pick<PeriodReaders, 'samples' | 'metrics' | 'reportSections'>,
  facts: PeriodFacts,
  place: ReportSection['place'],
): Promise<{ readonly blocks: readonly Block[]; readonly data: readonly unknown[] }> {
  const sections = new Map<string, ReportSection>();
  for (const { target } of facts.targets) {
    for (const one of readers.reportSections(target)) {
      if (one.place === place) sections.set(one.title, one);
    }
  }
  const all = await Promise.all(
    [...sections.values()].map((one) => sectionOf(readers, facts, one)),
  );
  return {
    blocks: all.flatMap(({ blocks }) => blocks),
    data: all.map(({ data }) => data),
  };
}

async function sectionOf(
  { samples, metrics }: Pick<PeriodReaders, 'samples' | 'metrics'>,
  { targets, isOne, period }: PeriodFacts,
  { title, rows }: ReportSection,
) {
  const only = isOne ? (targets[0]?.target.id ?? null) : null;
  const measured = await Promise.all(
    rows.map(async ({ metric, fn, title: name }) => {
      const asked = { metric, fn, target: only };
      const [now, before] = await Promise.all([
        measuredOver(samples, asked, period.range),
        measuredOver(samples, asked, period.before),
      ]);
      return { name, metric, now, before };
    }),
  );
  const show = (metric: string, one: Measured | undefined) =>
    one === undefined ? '-' : formatValue(one.value, unitIn(metrics, metric));
  const lines = targets.flatMap(({ target }) =>
    measured.flatMap(({ name, metric, now, before }) => {
      const value = now.get(target.id);
      if (value === undefined) return [];
      const label = isOne ? name : `${target.name}: ${name}`;
      return [[label, show(metric, value), show(metric, before.get(target.id))]];
    }),
  );
  const table: Block = {
    kind: 'table',
    columns: [
      { title: 'Figure', align: 'left' },
      { title: 'Value', align: 'right' },
      { title: 'Before', align: 'right' },
    ],
    rows: lines,
  };
  const blocks =
    lines.length > 0 ? [table] : [line('Not enough data: none of it was measured.', 'muted')];
  return {
    blocks: titled(title, blocks),
    data: {
      title,
      figures: measured.map(({ name, metric, now, before }) => ({
        ...{ name, metric },
        targets: targets.map(({ target }) => ({
          target: target.name,
          value: now.get(target.id)?.value ?? null,
          before: before.get(target.id)?.value ?? null,
        })),
      })),
    },
  };
}
