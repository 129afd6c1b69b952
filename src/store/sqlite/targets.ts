import { asc, eq, notInArray } from 'drizzle-orm';
import type { SshAddress, Target } from '../../model/target.ts';
import { sortedLabels } from '../labels.ts';
import type { NewTarget, TargetStore } from '../ports.ts';
import type { Context } from './context.ts';
import { targets } from './schema.ts';

/** `sync` answers with the passwords it was given; they are never written, so `list` has none. */
export function targetStore({ db, read, write }: Context): TargetStore {
  return {
    sync: (wanted, at) =>
      write('store the targets', () => {
        const names = wanted.map(({ name }) => name);
        db.update(targets).set({ watched: false }).where(notInArray(targets.name, names)).run();
        return wanted.map((target): Target => {
          const sorted = { ...target, labels: sortedLabels(target.labels) };
          return { ...sorted, id: upsert(sorted, at) };
        });
      }),

    list: () =>
      read('list the targets', () =>
        db.select().from(targets).where(eq(targets.watched, true)).orderBy(asc(targets.name)).all(),
      ).then((rows) => rows.map(({ watched: _, createdAt: __, ...target }) => target)),
  };

  function upsert(target: NewTarget, at: number): number {
    const { name, kind, interval, labels, preset } = target;
    const values = {
      name,
      kind,
      interval,
      labels,
      preset,
      ssh: withoutPassword(target.ssh),
      watched: true,
    };
    const [row] = db
      .insert(targets)
      .values({ ...values, createdAt: at })
      .onConflictDoUpdate({ target: targets.name, set: values })
      .returning({ id: targets.id })
      .all();
    if (!row) throw new Error(`target ${name} was not stored`);
    return row.id;
  }
}

function withoutPassword(ssh: SshAddress | null): SshAddress | null {
  return ssh && { ...ssh, password: null };
}
