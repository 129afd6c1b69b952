import { asc, eq } from 'drizzle-orm';
import type { DefinitionStore } from '../ports.ts';
import type { Context } from './context.ts';
import { metricDefinitions } from './schema-adjustments.ts';

/** What people and programs said of metrics. */
export function definitionStore({ db, read, write }: Context): DefinitionStore {
  return {
    list: () =>
      read('list the metrics that were registered', () =>
        db
          .select()
          .from(metricDefinitions)
          .orderBy(asc(metricDefinitions.name))
          .all()
          .map(({ name: _, byId, byName, ...row }) => ({
            ...row,
            by: { id: byId, name: byName },
          })),
      ),

    put: (all) =>
      write('register metrics', () => {
        for (const { said, source, by, at } of all) {
          const how = { said, source, byId: by.id, byName: by.name, at };
          db.insert(metricDefinitions)
            .values({ name: said.name, ...how })
            .onConflictDoUpdate({ target: metricDefinitions.name, set: how })
            .run();
        }
      }),

    remove: (name) =>
      write('forget a metric', () => {
        const { changes } = db
          .delete(metricDefinitions)
          .where(eq(metricDefinitions.name, name))
          .run();
        return changes > 0;
      }),
  };
}
