import { and, asc, eq, isNull, ne } from 'drizzle-orm';
import type { Actor } from '../../model/person.ts';
import type { Instant } from '../../model/time.ts';
import type { PairedChannel, PeopleStore } from '../ports.ts';
import type { Context } from './context.ts';
import { pairedChannels, pairingCodes, people } from './schema.ts';

export function peopleStore({ db, read, write }: Context): PeopleStore {
  return {
    person: (id) =>
      read('look up a person', () => {
        const columns = { id: people.id, name: people.name, role: people.role };
        return db.select(columns).from(people).where(eq(people.id, id)).get() ?? null;
      }),

    channels: () =>
      read('list the paired channels', () =>
        db
          .select({
            name: pairedChannels.name,
            kind: pairedChannels.kind,
            address: pairedChannels.address,
            thread: pairedChannels.thread,
          })
          .from(pairedChannels)
          .orderBy(asc(pairedChannels.name))
          .all(),
      ),

    addCode: (hash, expires) =>
      write('store a pairing code', () => {
        db.insert(pairingCodes)
          .values({ hash, expires })
          .onConflictDoUpdate({ target: pairingCodes.hash, set: { expires } })
          .run();
      }),

    pair: (hash, { actor, channel, at }) =>
      write('pair a chat', () => {
        const code = db.select().from(pairingCodes).where(eq(pairingCodes.hash, hash)).get();
        if (!code) return 'unknown';
        if (code.expires <= at) return 'expired';
        db.delete(pairingCodes).where(eq(pairingCodes.hash, hash)).run();
        letIn(actor, at);
        link(channel, at);
        return 'paired';
      }),
  };

  function letIn({ id, name }: Actor, at: Instant): void {
    db.insert(people)
      .values({ id, name, role: 'admin', createdAt: at })
      .onConflictDoUpdate({ target: people.id, set: { name, role: 'admin' } })
      .run();
  }

  /** A place is linked once: under a new name it would otherwise be told everything twice. */
  function link({ name, kind, address, thread }: PairedChannel, at: Instant): void {
    const sameThread =
      thread === null ? isNull(pairedChannels.thread) : eq(pairedChannels.thread, thread);
    db.delete(pairedChannels)
      .where(
        and(
          eq(pairedChannels.kind, kind),
          eq(pairedChannels.address, address),
          sameThread,
          ne(pairedChannels.name, name),
        ),
      )
      .run();
    const place = { kind, address, thread };
    db.insert(pairedChannels)
      .values({ name, ...place, createdAt: at })
      .onConflictDoUpdate({ target: pairedChannels.name, set: place })
      .run();
  }
}
