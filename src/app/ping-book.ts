import { createHash, randomUUID } from 'node:crypto';
import type { PingsSeen } from '../check/kind.ts';
import type { Ping, Pings } from '../model/ping.ts';
import { afterPing, NO_PINGS } from '../model/ping.ts';
import type { Clock, Instant } from '../model/time.ts';
import { oneByOne } from '../model/wait.ts';
import type { CheckStore, StoredPings } from '../store/check-port.ts';
import type { PingPort } from '../web/ping-routes.ts';
import type { CheckBook, OwnCheck } from './check-book.ts';

/** What is pushed for checks, by the key of each. */
export interface PingBook extends PingPort {
  /** Takes over the checks that are configured now; who has no key gets one. */
  refresh(): Promise<void>;
  /** From now on pings can be taken. */
  listening(): void;
  /** What a run may know; null where nothing can have come. */
  seen(own: OwnCheck): Omit<PingsSeen, 'isNew'> | null;
  /** Key of a check and what came for it; null when nothing comes for its kind. */
  of(name: string): { readonly key: string; readonly pings: Pings } | null;
}

export async function openPingBook(deps: {
  readonly store: Pick<CheckStore, 'pings' | 'keepPings'>;
  readonly book: Pick<CheckBook, 'all' | 'find'>;
  readonly clock: Pick<Clock, 'now'>;
  /** A ping came and is stored. */
  arrived?(own: OwnCheck, ping: Ping): Promise<void>;
}): Promise<PingBook> {
  const { store, book, clock } = deps;
  const stored = new Map((await store.pings()).map((one) => [one.check, one]));
  let byKey = new Map<string, OwnCheck>();
  let since: Instant | null = null;
  /** Each ping counts on what those before it left. */
  const inTurn = oneByOne();

  const keep = async (one: StoredPings) => {
    await store.keepPings(one);
    stored.set(one.check, one);
  };
  const keyOf = ({ id, check }: OwnCheck) => configuredKey(check) ?? stored.get(id)?.key ?? null;
  const pingsOf = ({ id }: OwnCheck) => stored.get(id)?.pings ?? NO_PINGS;

  async function refresh(): Promise<void> {
    const own = book.all().filter(({ kind }) => kind.isPushed === true);
    for (const one of own) {
      if (keyOf(one) !== null) continue;
      await keep({ check: one.id, key: randomUUID(), pings: pingsOf(one) });
    }
    byKey = new Map(own.map((one) => [digest(keyOf(one) ?? ''), one]));
  }

  await refresh();
  return {
    refresh: () => inTurn(refresh),
    listening() {
      since = clock.now();
    },
    // Digests are looked up, so that the time it takes tells nothing of the keys.
    find: (key) => byKey.get(digest(key))?.id ?? null,
    async take(id, told) {
      const own = book.all().find((one) => one.id === id);
      if (own === undefined) return;
      const ping = { ...told, at: clock.now() };
      await inTurn(() => {
        const key = stored.get(id)?.key ?? null;
        return keep({ check: id, key, pings: afterPing(pingsOf(own), ping) });
      });
      await deps.arrived?.(own, ping);
    },
    seen: (own) => (since === null ? null : { pings: pingsOf(own), since }),
    of(name) {
      const own = book.find(name);
      const key = own?.kind.isPushed === true ? keyOf(own) : null;
      return own === null || key === null ? null : { key, pings: pingsOf(own) };
    },
  };
}

function configuredKey({ options }: OwnCheck['check']): string | null {
  const { key } = options;
  return typeof key === 'string' ? key : null;
}

function digest(key: string): string {
  return createHash('sha256').update(key).digest('base64');
}
