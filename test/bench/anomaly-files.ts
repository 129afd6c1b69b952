import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** A series of which is known where it is unusual. */
export interface Labelled {
  readonly name: string;
  readonly at: readonly number[];
  readonly values: readonly (number | null)[];
  /** Rows from `begin` to `end`, both of them unusual, in order. */
  readonly windows: readonly { readonly begin: number; readonly end: number }[];
}

/** Public labelled series: https://github.com/numenta/NAB; not part of this repository. */
const FOLDER = join(import.meta.dirname, '../../../shared/data/anomaly');
const Windows = z.record(z.string(), z.array(z.tuple([z.string(), z.string()])));

/** The public labelled files; null when they are not there. */
export function publicFiles(
  folder = process.env['ANOMALY_DATA'] ?? FOLDER,
): readonly Labelled[] | null {
  const list = join(folder, 'windows.json');
  if (!existsSync(list)) return null;
  const windows = Windows.parse(JSON.parse(readFileSync(list, 'utf8')));
  return Object.entries(windows).map(([name, spans]) => {
    const [, ...lines] = readFileSync(join(folder, name), 'utf8').trim().split(/\r?\n/);
    const rows = lines.map((line) => line.split(','));
    const at = rows.map(([time = '']) => moment(time));
    return {
      name,
      at,
      values: rows.map(([, value]) => Number(value)),
      windows: spans.map(([from, to]) => ({
        begin: at.findIndex((time) => time >= moment(from)),
        end: at.findLastIndex((time) => time <= moment(to)),
      })),
    };
  });
}

function moment(text: string): number {
  return Date.parse(`${text.trim().slice(0, 19).replace(' ', 'T')}Z`);
}
