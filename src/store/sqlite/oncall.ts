import { and, asc, eq, gt } from 'drizzle-orm';
import type { RotaOverride } from '../../model/rota.ts';
import type { OncallStore } from '../oncall-port.ts';
import type { Context } from './context.ts';
import { personWishes, rotaOverrides } from './schema-oncall.ts';

type Row = typeof rotaOverrides.$inferSelect;

export function oncallStore({ db, read, write }: Context): OncallStore {
  return {
    overrides: (now) =>
      read('list who stands in', () =>
        db
          .select()
          .from(rotaOverrides)
          .where(gt(rotaOverrides.to, now))
          .orderBy(asc(rotaOverrides.id))
          .all()
          .map(toOverride),
      ),

    override: (made, at) =>
      write('store who stands in', () =>
        made.map(({ by, ...one }) =>
          toOverride(
            db
              .insert(rotaOverrides)
              .values({ ...one, byId: by.id, byName: by.name, createdAt: at })
              .returning()
              .get(),
          ),
        ),
      ),

    endOverride: (id, at) =>
      write('take back who stands in', () => {
        const isOpen = and(eq(rotaOverrides.id, id), gt(rotaOverrides.to, at));
        return db.update(rotaOverrides).set({ to: at }).where(isOpen).run().changes > 0;
      }),

    wishes: () =>
      read('list how people want to be told', () => {
        const rows = db.select().from(personWishes).all();
        return new Map(rows.map(({ person, wishes }) => [person, wishes]));
      }),

    wish: (person, wishes, { by, at }) =>
      write('store how a person wants to be told', () => {
        const said = { wishes, byId: by.id, byName: by.name, at };
        db.insert(personWishes)
          .values({ person, ...said })
          .onConflictDoUpdate({ target: personWishes.person, set: said })
          .run();
      }),
  };
}

function toOverride({ byId, byName, createdAt: _, ...one }: Row): RotaOverride {
  return { ...one, by: { id: byId, name: byName } };
}
