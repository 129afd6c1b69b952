import type { Labels } from '../../model/sample.ts';
import { sortedLabels } from '../labels.ts';
import { tooManyLabels, wrongSeries } from './check.ts';
import type { Definition } from './intake.ts';

/** A series as the main thread knows it. */
export interface Known extends Definition {
  /** The keeper knows it too. */
  confirmed: boolean;
}

/** Numbers that stand for series between the threads, so that names are handed over once. */
export class Registry {
  readonly #targets = new Map<number, Map<string, Map<string, Known>>>();
  #lastRef = 0;

  /** The series, or why there cannot be one. */
  find(target: number, metric: string, labels: Labels): Known | string {
    if (!isPlain(labels) || tooManyLabels(labels)) {
      return wrongSeries(target, metric, labels) ?? 'the labels are no names with values';
    }
    const text = labelsText(labels);
    const known = this.#targets.get(target)?.get(metric)?.get(text);
    if (known) return known;
    return wrongSeries(target, metric, labels) ?? this.#add(target, metric, text);
  }

  remove({ target, metric, labels }: Known): void {
    const metrics = this.#targets.get(target);
    const series = metrics?.get(metric);
    series?.delete(labels);
    if (series?.size === 0) metrics?.delete(metric);
    if (metrics?.size === 0) this.#targets.delete(target);
  }

  /** Starts over, with numbers that were never used. */
  clear(): void {
    this.#targets.clear();
  }

  #add(target: number, metric: string, labels: string): Known {
    const known: Known = { ref: ++this.#lastRef, target, metric, labels, confirmed: false };
    const metrics = this.#targets.get(target) ?? new Map<string, Map<string, Known>>();
    this.#targets.set(target, metrics);
    const series = metrics.get(metric) ?? new Map<string, Known>();
    metrics.set(metric, series.set(labels, known));
    return known;
  }
}

function isPlain(labels: unknown): boolean {
  return typeof labels === 'object' && labels !== null && !Array.isArray(labels);
}

/** Labels as they are stored: JSON with sorted keys. */
export function labelsText(labels: Labels): string {
  for (const _ in labels) return JSON.stringify(sortedLabels(labels));
  return '{}';
}
