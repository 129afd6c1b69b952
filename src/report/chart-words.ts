import { resolveMetric } from '../model/metric.ts';
import { nearest } from '../model/nearest.ts';
import type { ChartPreset } from '../model/panel.ts';
import type { Labels } from '../model/sample.ts';
import type { Target } from '../model/target.ts';
import type { Comparison } from './chart-asked.ts';
import { COMPARISONS } from './chart-asked.ts';
import type { MeasuredMetric } from './metric-values.ts';
import { WINDOW } from './span-word.ts';

/** What the words of a chart are about; each of it may be missing. */
export interface ChartWords {
  readonly metric: MeasuredMetric | null;
  readonly preset: ChartPreset | null;
  readonly targets: readonly Target[];
  readonly labels: Labels;
  readonly window: string | null;
  readonly compared: Comparison | null;
  readonly alert: number | null;
}

export interface KnownWords {
  readonly targets: readonly Target[];
  readonly metrics: readonly MeasuredMetric[];
  readonly presets: readonly ChartPreset[];
}

/** Words may be named, which says nothing more. */
const NAMED = /^(?:metric|target|window|preset|vs)[=:](?=.)/i;

const COMPARED = [
  { word: 'last-week', pattern: /(?:^|\s)(?:vs(?:[=:]|\.?\s+))?last[-_ ]?week(?=\s|$)/i },
  { word: 'yesterday', pattern: /(?:^|\s)(?:vs(?:[=:]|\.?\s+))?yesterday(?=\s|$)/i },
  { word: 'before', pattern: /(?:^|\s)(?:vs(?:[=:]|\.?\s+))?before(?=\s|$)/i },
] as const;

/**
 * Reads words in any order: each is a target (`web-1`, `web-*`), a metric by its name, alias or last part, a chart's
 * name, a window, a label (`mount=/var`), an alert (`#12`) or what it is compared with. A word that is none of them, or
 * a second one of what there can be one of, is refused with what can be written.
 */
export function readChartWords(
  text: string,
  known: KnownWords,
): ChartWords | { readonly why: string } {
  const read = comparisonOf(text);
  if ('why' in read) return read;
  const found = { ...EMPTY, labels: {}, compared: read.compared };
  for (const written of read.words) {
    const word = written.replace(NAMED, '');
    const part = partOf(word, known);
    if (part === null) return { why: noSuchWord(word, known) };
    const twice = clash(part, found);
    if (twice !== null)
      return { why: `There are two ${twice} here: write one, such as ${EXAMPLE}` };
    if ('targets' in part) found.targets = [...new Set([...found.targets, ...part.targets])];
    else if ('label' in part) found.labels = { ...found.labels, ...part.label };
    else Object.assign(found, part);
  }
  return found;
}

/** What is compared with, and the other words. */
function comparisonOf(
  text: string,
):
  | { readonly compared: Comparison | null; readonly words: readonly string[] }
  | { readonly why: string } {
  const compared = COMPARED.find(({ pattern }) => pattern.test(text));
  const rest = compared === undefined ? text : text.replace(compared.pattern, ' ');
  const [, against] = /(?:^|\s)vs(?:[=:]|\.?\s+)(\S+)/i.exec(rest) ?? [];
  if (against !== undefined) return { why: noSuchComparison(against) };
  const words = rest.split(/[\s,]+/).filter((one) => one !== '');
  return { compared: compared?.word ?? null, words };
}

const EXAMPLE = '/chart system.cpu web-1 24h vs last-week';

const EMPTY = {
  metric: null as MeasuredMetric | null,
  preset: null as ChartPreset | null,
  targets: [] as readonly Target[],
  window: null as string | null,
  alert: null as number | null,
};

type Part =
  | { readonly targets: readonly Target[] }
  | { readonly metric: MeasuredMetric }
  | { readonly preset: ChartPreset }
  | { readonly window: string }
  | { readonly alert: number }
  | { readonly label: Labels };

function partOf(word: string, known: KnownWords): Part | null {
  const targets = targetsOf(word, known.targets);
  if (targets.length > 0) return { targets };
  if (WINDOW.test(word)) return { window: word };
  const [, alert] = /^#(\d{1,12})$/.exec(word) ?? [];
  if (alert !== undefined) return { alert: Number(alert) };
  const preset = known.presets.find(({ name }) => name === word.toLowerCase());
  const metric = metricOf(word, known.metrics);
  // A metric that is written whole comes first, a chart's name before the end of a metric's.
  if (metric?.isWhole) return { metric: metric.metric };
  if (preset) return { preset };
  if (metric) return { metric: metric.metric };
  const [, key, value] = /^([\w.-]+)=(.+)$/.exec(word) ?? [];
  return key !== undefined && value !== undefined ? { label: { [key]: value } } : null;
}

function targetsOf(word: string, targets: readonly Target[]): readonly Target[] {
  const wanted = word.toLowerCase();
  const [start, ...end] = wanted.split('*');
  if (end.length === 1) {
    const fits = (name: string) => name.startsWith(start ?? '') && name.endsWith(end[0] ?? '');
    return targets.filter(({ name }) => fits(name.toLowerCase()));
  }
  return targets.filter(({ name }) => name.toLowerCase() === wanted);
}

/** Finds a metric by its name or alias, else by the last part of its name, measured ones first. */
export function metricOf(word: string, metrics: readonly MeasuredMetric[]) {
  const resolved = resolveMetric(
    word,
    metrics.map(({ metric }) => metric),
  );
  if (resolved.kind === 'metric') {
    const one = metrics.find(({ metric }) => metric.name === resolved.metric.name);
    return one === undefined ? null : { metric: one, isWhole: true };
  }
  const wanted = word.toLowerCase();
  const ending = metrics.filter(
    ({ metric }) => metric.name.toLowerCase().split('.').at(-1) === wanted,
  );
  const one = ending.find(({ series }) => series.length > 0) ?? ending[0];
  return one === undefined ? null : { metric: one, isWhole: false };
}

function clash(part: Part, found: ChartWordsFound): string | null {
  if ('window' in part && found.window !== null) return 'windows';
  if ('alert' in part && found.alert !== null) return 'alerts';
  const isDrawn = found.metric !== null || found.preset !== null;
  return isDrawn && ('metric' in part || 'preset' in part) ? 'metrics' : null;
}

type ChartWordsFound = Pick<ChartWords, 'metric' | 'preset' | 'window' | 'alert'>;

function noSuchWord(word: string, { targets, metrics, presets }: KnownWords): string {
  const names = targets.slice(0, 12).map(({ name }) => name);
  const measured = metrics.filter(({ series }) => series.length > 0).map(({ metric }) => metric);
  const near = nearest(word.toLowerCase().slice(0, 64), [
    ...targets.map(({ name }) => name),
    ...measured.flatMap(({ name, aliases }) => [name, ...aliases]),
    ...presets.map(({ name }) => name),
  ]);
  return [
    `“${word.slice(0, 64)}” is no target, metric, window or comparison.`,
    ...(near === undefined ? [] : [`Did you mean ${near}?`]),
    `Targets: ${names.length === 0 ? 'none' : names.join(', ')}.`,
    `Metrics: ${firstOf(measured.toSorted((a, b) => Number(b.isKey) - Number(a.isKey)))}.`,
    ...(presets.length === 0 ? [] : [`Charts: ${presets.map(({ name }) => name).join(', ')}.`]),
    `Windows: 30m, 6h, 7d. Against: vs ${COMPARISONS.join(', vs ')}.`,
  ].join(' ');
}

function noSuchComparison(word: string): string {
  return `“${word.slice(0, 64)}” is nothing to compare with: write vs ${COMPARISONS.join(', vs ')}.`;
}

function firstOf(metrics: readonly { readonly name: string }[]): string {
  const names = metrics.slice(0, 12).map(({ name }) => name);
  return names.length === 0 ? 'nothing was measured yet' : names.join(', ');
}
