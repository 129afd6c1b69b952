import { inArray } from 'drizzle-orm';
import type { Cause } from '../../model/cause.ts';
import type { CauseStore } from '../cause-port.ts';
import { parseCause } from './cause-body.ts';
import type { Context } from './context.ts';
import { alertCauses } from './schema-insight.ts';

const MOST = 1_000;

export function causeStore({ db, read, write }: Context): CauseStore {
  return {
    put: (causes) =>
      write('store causes', () => {
        for (const [alertId, body] of causes) {
          const row = { alertId, at: body.at, body };
          db.insert(alertCauses)
            .values(row)
            .onConflictDoUpdate({ target: alertCauses.alertId, set: row })
            .run();
        }
      }),

    of: (alerts) =>
      read('read causes', () => {
        const rows = db
          .select({ id: alertCauses.alertId, body: alertCauses.body })
          .from(alertCauses)
          .where(inArray(alertCauses.alertId, alerts.slice(0, MOST)))
          .all();
        return new Map(rows.flatMap(({ id, body }) => entryOf(id, parseCause(body))));
      }),
  };
}

function entryOf(id: number, cause: Cause | null): [number, Cause][] {
  return cause === null ? [] : [[id, cause]];
}
