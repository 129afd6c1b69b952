import { and, desc, eq, gte } from 'drizzle-orm';
import type { ActionRun } from '../../model/action.ts';
import type { ActionStore } from '../ports.ts';
import type { Context } from './context.ts';
import { actionRuns } from './schema-actions.ts';

type Row = typeof actionRuns.$inferSelect;

export function actionStore({ db, read, write }: Context): ActionStore {
  return {
    add: (run) =>
      write('write down an action', () => {
        const row = db
          .insert(actionRuns)
          .values({ ...run, ...columnsOf(run) })
          .onConflictDoNothing()
          .returning()
          .get();
        // With a token that is there already nothing comes back, whatever the type says.
        return (row as Row | undefined) === undefined ? null : toRun(row);
      }),

    change: (id, from, to) =>
      write('write down what became of an action', () => {
        const { by: _, asked: __, ...plain } = to;
        const { changes } = db
          .update(actionRuns)
          .set({ ...plain, ...columnsOf(to) })
          .where(and(eq(actionRuns.id, id), eq(actionRuns.state, from)))
          .run();
        return changes === 1;
      }),

    get: (id) =>
      read('read an action', () => {
        const row = db.select().from(actionRuns).where(eq(actionRuns.id, id)).get();
        return row ? toRun(row) : null;
      }),

    byToken: (token) =>
      read('read an action', () => {
        const row = db.select().from(actionRuns).where(eq(actionRuns.token, token)).get();
        return row ? toRun(row) : null;
      }),

    list: ({ target, action, since = 0 }, limit) =>
      read('list what was done', () =>
        db
          .select()
          .from(actionRuns)
          .where(
            and(
              eq(actionRuns.target, target),
              action === null ? undefined : eq(actionRuns.action, action),
              gte(actionRuns.at, since),
            ),
          )
          .orderBy(desc(actionRuns.at), desc(actionRuns.id))
          .limit(limit)
          .all()
          .map(toRun),
      ),
  };
}

/** Who, as columns; what is not given stays. */
function columnsOf({ by, asked }: Partial<Pick<ActionRun, 'by' | 'asked'>>) {
  return {
    ...(by && { byId: by.id, byName: by.name }),
    ...(asked !== undefined && {
      askedById: asked?.id ?? null,
      askedByName: asked?.name ?? null,
    }),
  } as Pick<Row, 'byId' | 'byName' | 'askedById' | 'askedByName'>;
}

function toRun({ byId, byName, askedById, askedByName, ...row }: Row): ActionRun {
  return {
    ...row,
    by: { id: byId, name: byName },
    asked: askedById === null ? null : { id: askedById, name: askedByName ?? askedById },
  };
}
