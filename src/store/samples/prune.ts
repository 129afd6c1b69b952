import { setImmediate as breathe } from 'node:timers/promises';
import type { Instant } from '../../model/time.ts';
import type { Database } from '../database.ts';

/** Rows deleted in one transaction: some milliseconds, so that a round never waits long. */
const BATCH = 2000;

/** Deletes samples older than `before`, series by series, and then the series that have none left. */
export async function pruneSamples({ raw, read, write }: Database, before: Instant): Promise<void> {
  const series = raw.prepare<[], number>('select id from series').pluck();
  const remove = raw.prepare(
    `delete from samples where series = @id and at in (
       select at from samples where series = @id and at < @before order by at limit ${BATCH})`,
  );
  for (const id of await read('list the series', () => series.all())) {
    while ((await write('prune samples', () => remove.run({ id, before }).changes)) === BATCH) {
      await breathe();
    }
  }
  await write('prune series', () => {
    raw
      .prepare(
        'delete from series where not exists (select 1 from samples where series = series.id)',
      )
      .run();
  });
}
