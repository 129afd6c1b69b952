import { asc, eq, notInArray } from 'drizzle-orm';
import type { SshAddress, Target } from '../../model/target.ts';
import { SELF } from '../../model/target.ts';
import type { Instant } from '../../model/time.ts';
import { MINUTE } from '../../model/time.ts';
import { sortedLabels } from '../labels.ts';
import type { NewTarget, TargetStore } from '../ports.ts';
import type { Context } from './context.ts';
import { targets } from './schema.ts';

/** The monitor as a target: its own audit is its round. */
const MONITOR: NewTarget = {
  name: SELF,
  kind: 'self',
  interval: MINUTE,
  labels: {},
  preset: 'self',
  ssh: null,
  parent: null,
};

/** `sync` answers with the passwords and passphrases it was given; they are never written, so `list` has none. */
export function targetStore({ db, read, write }: Context): TargetStore {
  return {
    sync: (wanted, at) =>
      write('store the targets', () => {
        const names = wanted.map(({ name }) => name);
        db.update(targets).set({ watched: false }).where(notInArray(targets.name, names)).run();
        return wanted.map((target): Target => {
          const sorted = { ...target, labels: sortedLabels(target.labels) };
          return { ...sorted, id: upsert(sorted, { watched: true, at }) };
        });
      }),

    list: () =>
      read('list the targets', () =>
        db.select().from(targets).where(eq(targets.watched, true)).orderBy(asc(targets.name)).all(),
      ).then((rows) => rows.map(({ watched: _, createdAt: __, ...target }) => target)),

    self: (at) =>
      write('store the monitor itself', () => {
        return { ...MONITOR, id: upsert(MONITOR, { watched: false, at }) };
      }),
  };

  function upsert(target: NewTarget, { watched, at }: { watched: boolean; at: Instant }): number {
    const { name, kind, interval, labels, preset, parent } = target;
    const values = {
      name,
      kind,
      interval,
      labels,
      preset,
      parent,
      ssh: withoutSecrets(target.ssh),
      watched,
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

function withoutSecrets(ssh: SshAddress | null): SshAddress | null {
  if (ssh === null) return null;
  const { passphrase: _, jumps, ...rest } = ssh;
  const safe = { ...rest, password: null };
  return jumps === undefined
    ? safe
    : { ...safe, jumps: jumps.flatMap((one) => withoutSecrets(one) ?? []) };
}
