import { and, asc, desc, eq, isNull, sql } from 'drizzle-orm';
import type { Silence } from '../../model/silence.ts';
import type { SilenceStore } from '../ports.ts';
import { IS_OPEN } from './alert-lists.ts';
import type { Context } from './context.ts';
import { alerts } from './schema.ts';
import { silenceHits, silences } from './schema-adjustments.ts';

/** What people silenced. Which alerts a silence hid is written with the alerts themselves. */
export function silenceStore({ db, read, write }: Context): SilenceStore {
  return {
    add: ({ by, ...silence }) =>
      write('store a silence', () => {
        const row = db
          .insert(silences)
          .values({ ...silence, byId: by.id, byName: by.name })
          .returning()
          .get();
        return toSilence({ silence: row, hidden: 0 });
      }),

    active: () =>
      read('list the active silences', () =>
        counted(db).where(isNull(silences.endedAt)).orderBy(asc(silences.id)).all().map(toSilence),
      ),

    list: (limit) =>
      read('list the silences', () =>
        counted(db).orderBy(desc(silences.id)).limit(limit).all().map(toSilence),
      ),

    effect: (id) => read('look up what a silence hid', () => effect(id)),

    end: (id, { at, by }) =>
      write('end a silence', () => {
        const { changes } = db
          .update(silences)
          .set({ endedAt: at, endedById: by.id, endedByName: by.name })
          .where(and(eq(silences.id, id), isNull(silences.endedAt)))
          .run();
        return changes === 0 ? null : effect(id);
      }),
  };

  function effect(id: number) {
    const row = counted(db).where(eq(silences.id, id)).get();
    return row ? { silence: toSilence(row), open: stillOpen(id) } : null;
  }

  function stillOpen(silence: number): readonly number[] {
    return db
      .select({ id: alerts.id })
      .from(silenceHits)
      .innerJoin(alerts, eq(alerts.id, silenceHits.alert))
      .where(and(eq(silenceHits.silence, silence), IS_OPEN))
      .orderBy(asc(alerts.id))
      .all()
      .map(({ id }) => id);
  }
}

function counted(db: Context['db']) {
  return db
    .select({
      silence: silences,
      hidden: sql<number>`(select count(*) from silence_hits hit where hit.silence = silences.id)`,
    })
    .from(silences);
}

interface Row {
  readonly silence: typeof silences.$inferSelect;
  readonly hidden: number;
}

function toSilence({ silence, hidden }: Row): Silence {
  const { id, matcher, byId, byName, reason, createdAt, endsAt } = silence;
  const { endedAt: at, endedById, endedByName } = silence;
  const ended =
    at === null ? null : { at, by: { id: endedById ?? '', name: endedByName ?? 'somebody' } };
  const by = { id: byId, name: byName };
  return { id, matcher, by, reason, createdAt, endsAt, ended, hidden };
}
