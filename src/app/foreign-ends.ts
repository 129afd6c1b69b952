import { openForeign } from '../alert/foreign.ts';
import type { ForeignAlert } from '../model/foreign-alert.ts';
import { foreignFingerprint, sourceOf } from '../model/foreign-alert.ts';
import type { Clock, Instant } from '../model/time.ts';
import { MINUTE } from '../model/time.ts';
import type { Store } from '../store/ports.ts';
import type { Alerting } from './alerting.ts';

/**
 * After a start, how long the products have to send again what is open: Prometheus does so every minute, and waits up to
 * as long for an address that did not answer.
 */
const START_GRACE = 3 * MINUTE;

const SETTING = 'foreign.ends';

export interface EndsDeps {
  readonly alerting: Pick<Alerting, 'book'>;
  readonly store: Pick<Store, 'settings'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** When alerts of other products are over unless they are sent again. */
export interface ForeignEnds {
  /** They were sent. */
  note(alerts: readonly ForeignAlert[]): void;
  /** Ids of the open ones that were not sent again in time; each is named once. */
  passed(): readonly number[];
  /** Writes down what changed. */
  write(): Promise<void>;
}

/** What is noted and not written is lost with a crash, and comes again with the next sending. */
export async function openForeignEnds(deps: EndsDeps): Promise<ForeignEnds> {
  const { alerting, store, clock } = deps;
  const ends = await readEnds(deps);
  let isWritten = true;
  return {
    note(alerts) {
      const open = openForeign(alerting);
      for (const alert of alerts) {
        const id = open.get(foreignFingerprint(alert))?.id;
        if (id === undefined || alert.endsAt === null) continue;
        ends.set(id, alert.endsAt);
        isWritten = false;
      }
    },
    passed() {
      const now = clock.now();
      const over = [...ends].filter(([id, at]) => at <= now || alerting.book.byId(id) === null);
      for (const [id] of over) ends.delete(id);
      if (over.length > 0) isWritten = false;
      return over.map(([id]) => id).filter((id) => alerting.book.byId(id) !== null);
    },
    async write() {
      if (isWritten) return;
      isWritten = true;
      await store.settings.set(SETTING, JSON.stringify([...ends]));
    },
  };
}

/** Nobody could be heard while nothing ran. */
async function readEnds({ alerting, store, clock }: EndsDeps): Promise<Map<number, Instant>> {
  const stored = JSON.parse((await store.settings.get(SETTING)) ?? '[]') as [number, Instant][];
  const known = new Map(stored);
  const least = clock.now() + START_GRACE;
  const ends = new Map<number, Instant>();
  for (const alert of openForeign(alerting).values()) {
    const end = known.get(alert.id);
    // Only Prometheus sends again; what it sent last before a crash may have no end yet.
    if (end === undefined && sourceOf(alert) !== 'prometheus') continue;
    ends.set(alert.id, Math.max(end ?? 0, least));
  }
  return ends;
}
