import type { Labels } from '../model/sample.ts';

/** The same labels with their keys sorted, so that equal labels are stored as equal text. */
export function sortedLabels(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}
