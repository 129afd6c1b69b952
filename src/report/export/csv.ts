import type { Point } from '../../model/sample.ts';
import type { Chosen, Selection, Writer } from './world.ts';

/** A spreadsheet takes cells that begin so for formulas: https://owasp.org/www-community/attacks/CSV_Injection */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * One row per value: time in UTC, target, metric, unit, a column for each name of a label, value. Quoted as in RFC 4180
 * (https://www.rfc-editor.org/rfc/rfc4180), with CR LF at the end of each row.
 */
export function csvWriter({ series }: Pick<Selection, 'series'>): Writer {
  const names = [...new Set(series.flatMap(({ labels }) => Object.keys(labels)))].sort();
  return {
    head: () =>
      row(['time', 'target', 'metric', 'unit', ...names.map((name) => `label_${name}`), 'value']),
    open: () => '',
    points({ target, metric, labels }: Chosen, points: readonly Point[]) {
      const own = names.map((name) => labels[name] ?? '');
      const fixed = [target.name, metric.name, metric.unit, ...own].map(cell).join(',');
      return points
        .map(({ at, value }) => `${new Date(at).toISOString()},${fixed},${value}\r\n`)
        .join('');
    },
    close: () => '',
    tail: () => '',
  };
}

function row(cells: readonly string[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

/** A text cell; one that would be a formula gets a quote in front. */
function cell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
