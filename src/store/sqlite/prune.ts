import { setImmediate as breathe } from 'node:timers/promises';
import type { Instant } from '../../model/time.ts';
import type { Context } from './context.ts';

/** Rows deleted in one transaction, so that nobody waits long for the write lock. */
const BATCH = 500;

/** Alerts whose card nobody will change again. */
const LONG_OVER = "select id from alerts where state = 'resolved' and acted_at < @before";

/** Silences that hold nothing any more: what they hid is asked for only when they end. */
const LONG_ENDED = `select id from silences where ended_at < @before
  and not exists (select 1 from holds where holds.silence = silences.id)`;

type Old = readonly (readonly [table: string, condition: string])[];

/** Changes of checks are kept longer than the rest: uptime is reckoned from them. */
export const OLD_CHANGES: Old = [
  [
    'check_changes',
    `at < @before and exists (
       select 1 from check_changes later
       where later."check" = check_changes."check" and later.at <= @before and later.id > check_changes.id)`,
  ],
];

/** How right forecasts were is told of a longer time than the rest is kept for. */
export const OLD_FORECASTS: Old = [['forecasts', 'made_at < @before']];

/**
 * Which rows may go. A score stays while it still says what held at `before`; what was not handled or not sent stays, what
 * was given up stays as long as its alert is shown, and the alerts themselves stay for ever, as
 * does what was done about them.
 */
const OLD: Old = [
  ['round_counts', 'hour < @before'],
  ['gaps', '"to" < @before'],
  [
    'scores',
    `at < @before and exists (
       select 1 from scores later
       where later.target = scores.target and later.at <= @before and later.id > scores.id)`,
  ],
  ['action_runs', "mode = 'dry' and at < @before"],
  ['inbox', 'done_at < @before'],
  ['job_runs', 'slot < @before'],
  ['pairing_codes', 'expires < @before'],
  ['rota_overrides', '"to" < @before'],
  ['marks', 'at < @before'],
  ['alert_causes', `at < @before and alert_id in (select id from alerts where state = 'resolved')`],
  ['outbox', "state = 'sent' and settled_at < @before"],
  [
    'outbox',
    `state = 'dead' and settled_at < @before and (alert is null or alert in (${LONG_OVER}))`,
  ],
  ['holds', `alert in (${LONG_OVER})`],
  ['silence_hits', `silence in (${LONG_ENDED})`],
  ['silences', `id in (${LONG_ENDED}) and id not in (select silence from silence_hits)`],
  ['posted_messages', `alert in (${LONG_OVER})`],
  ['alert_events', `at < @before and alert in (select id from alerts where state = 'resolved')`],
];

/** Deletes what is older than `before`, in small steps between which everything else goes on. */
export async function prune(
  { raw, write }: Context,
  before: Instant,
  old: Old = OLD,
): Promise<void> {
  for (const [table, condition] of old) {
    const statement = raw.prepare(
      `delete from ${table} where rowid in (select rowid from ${table} where ${condition} limit ${BATCH})`,
    );
    while ((await write(`prune ${table}`, () => statement.run({ before }).changes)) === BATCH) {
      await breathe();
    }
  }
}
