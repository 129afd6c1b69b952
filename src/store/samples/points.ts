import type { Labels, Point } from '../../model/sample.ts';
import type { Database } from '../database.ts';
import { sortedLabels } from '../labels.ts';
import type { Samples } from '../ports.ts';

/** Reads a range of one series; more points than wanted become one average per equal span, at its points' mean time. */
export function pointReader({ raw, read }: Database): Samples['points'] {
  const find = raw
    .prepare<[number, string, string], number>(
      'select id from series where target = ? and metric = ? and labels = ?',
    )
    .pluck();
  const range = 'from samples where series = @id and at >= @from and at < @to';
  const more = raw.prepare(`select 1 ${range} limit 1 offset @limit`);
  const all = raw.prepare<unknown[], Point>(`select at, value ${range} order by at`);
  const averaged = raw.prepare<unknown[], Point>(
    `select cast(round(avg(at)) as integer) as at, avg(value) as value ${range}
     group by cast((at - @from) / @span as integer) order by at`,
  );

  return (target, { metric, labels }, { from, to, limit }) =>
    read('read samples', () => {
      const id = find.get(target, metric, labelKey(labels));
      if (id === undefined) return [];
      const bounds = { id, from, to };
      if (more.get({ ...bounds, limit }) === undefined) return all.all(bounds);
      return averaged.all({ ...bounds, span: (to - from) / limit });
    });
}

/** Labels as they are stored: JSON with sorted keys. */
function labelKey(labels: Labels): string {
  return JSON.stringify(sortedLabels(labels));
}
