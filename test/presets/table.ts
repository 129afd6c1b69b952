import { formatDuration } from '../../src/model/format.ts';
import type { MetricBand, MetricDefinition } from '../../src/model/metric.ts';
import { described } from '../../src/model/metric.ts';
import type { Preset } from '../../src/model/preset.ts';

/** Rows of a preset's rules as documents show them, one per level: rule, condition, severity, for, cooldown. */
export function ruleRows({ rules }: Pick<Preset, 'rules'>): string[] {
  return rules.flatMap(({ name, levels, for: holdFor, cooldown }) =>
    levels.map(({ severity, when }) => {
      const wait = holdFor === 0 ? 'at once' : formatDuration(holdFor);
      return `| \`${name}\` | \`${when}\` | ${severity} | ${wait} | ${formatDuration(cooldown)} |`;
    }),
  );
}

/** Rows of metrics as documents show them: name and other names, unit, type, category, labels, bands, explanation. */
export function metricRows(metrics: readonly MetricDefinition[]): string[] {
  return metrics.map(described).map((metric) => {
    const { name, aliases, unit, type, category, tags, bands, isKey, isTruth } = metric;
    const names = [name, ...aliases].map((one) => `\`${one}\``).join(', ');
    return row([
      isKey ? `${names} ★` : names,
      isTruth ? 'true or false' : unit.replace('none', ''),
      type,
      category,
      tags.map((tag) => `\`${tag}\``).join(', '),
      bandCells(bands),
      metric.explanation,
    ]);
  });
}

function bandCells(bands: readonly MetricBand[]): string {
  return bands
    .map(({ level, of, operator, limit }) =>
      [of === 'value' ? '' : of, level, operator, String(limit)].join(' ').trim(),
    )
    .join(', ');
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`.replaceAll(
    / {2,}/g,
    ' ',
  );
}
