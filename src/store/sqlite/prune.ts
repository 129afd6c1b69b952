import { setImmediate as breathe } from 'node:timers/promises';
import type { Instant } from '../../model/time.ts';
import type { Context } from './context.ts';

/** Rows deleted in one transaction, so that nobody waits long for the write lock. */
const BATCH = 500;

/**
 * Which rows may go. A score stays while it still says what held at `before`; what was not handled, not sent or given
 * up stays, and so do the alerts themselves.
 */
const OLD: readonly (readonly [table: string, condition: string])[] = [
  ['round_counts', 'hour < @before'],
  ['gaps', '"to" < @before'],
  [
    'scores',
    `at < @before and exists (
       select 1 from scores later
       where later.target = scores.target and later.at <= @before and later.id > scores.id)`,
  ],
  ['inbox', 'done_at < @before'],
  ['job_runs', 'slot < @before'],
  ['pairing_codes', 'expires < @before'],
  ['outbox', "state = 'sent' and settled_at < @before"],
  ['alert_events', `at < @before and alert in (select id from alerts where state = 'resolved')`],
];

/** Deletes what is older than `before`, in small steps between which everything else goes on. */
export async function prune({ raw, write }: Context, before: Instant): Promise<void> {
  for (const [table, condition] of OLD) {
    const statement = raw.prepare(
      `delete from ${table} where rowid in (select rowid from ${table} where ${condition} limit ${BATCH})`,
    );
    while ((await write(`prune ${table}`, () => statement.run({ before }).changes)) === BATCH) {
      await breathe();
    }
  }
}
