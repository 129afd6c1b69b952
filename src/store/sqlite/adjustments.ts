import { asc, eq } from 'drizzle-orm';
import type { AdjustmentStore } from '../ports.ts';
import type { Context } from './context.ts';
import { maintenance, ruleSwitches } from './schema-adjustments.ts';

/** Maintenance windows that were made in a chat, and rules that were switched off there. */
export function adjustmentStore(context: Context): AdjustmentStore {
  return { ...windows(context), ...switches(context) };
}

type Windows = Pick<AdjustmentStore, 'maintenance' | 'addMaintenance' | 'removeMaintenance'>;

function windows({ db, read, write }: Context): Windows {
  return {
    maintenance: () =>
      read('list the maintenance windows', () =>
        db
          .select()
          .from(maintenance)
          .orderBy(asc(maintenance.name))
          .all()
          .map(({ byId, byName, createdAt: _, ...window }) => ({
            ...window,
            by: { id: byId, name: byName },
          })),
      ),

    addMaintenance: ({ by, ...window }, at) =>
      write('store a maintenance window', () => {
        const { changes } = db
          .insert(maintenance)
          .values({ ...window, byId: by.id, byName: by.name, createdAt: at })
          .onConflictDoNothing()
          .run();
        return changes > 0;
      }),

    removeMaintenance: (name) =>
      write('remove a maintenance window', () => {
        return db.delete(maintenance).where(eq(maintenance.name, name)).run().changes > 0;
      }),
  };
}

function switches({
  db,
  read,
  write,
}: Context): Pick<AdjustmentStore, 'switches' | 'switchOff' | 'switchOn'> {
  return {
    switches: () =>
      read('list the rules that are off', () =>
        db
          .select()
          .from(ruleSwitches)
          .orderBy(asc(ruleSwitches.rule))
          .all()
          .map(({ byId, byName, ...row }) => ({ ...row, by: { id: byId, name: byName } })),
      ),

    switchOff: ({ rule, by, at, reason }) =>
      write('switch a rule off', () => {
        const how = { byId: by.id, byName: by.name, at, reason };
        db.insert(ruleSwitches)
          .values({ rule, ...how })
          .onConflictDoUpdate({ target: ruleSwitches.rule, set: how })
          .run();
      }),

    switchOn: (rule) =>
      write('switch a rule on', () => {
        return db.delete(ruleSwitches).where(eq(ruleSwitches.rule, rule)).run().changes > 0;
      }),
  };
}
