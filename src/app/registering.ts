import type { Doer } from '../model/alert.ts';
import type { Learn, Learned } from '../model/learning.ts';
import type { MetricSaid, RegisteredMetric } from '../model/metric-said.ts';
import type { Clock } from '../model/time.ts';
import type { Store } from '../store/ports.ts';
import type { Live } from './live.ts';

/** Most metrics that people and programs may register. */
const MOST = 2_000;

export interface RegisteringDeps {
  readonly live: Live;
  readonly store: Pick<Store, 'definitions'>;
  readonly clock: Pick<Clock, 'now'>;
  /** Metrics have other names now: what judges has to be made anew. */
  rejudge(): Promise<void>;
}

/** Takes what people and programs say of metrics: what contradicts is refused, what was said already changes nothing. */
export interface Registering {
  readonly learn: Learn;
  /** What is wrong with it, or null. */
  register(said: MetricSaid, by: Doer): Promise<string | null>;
  /** False when nobody registered it. */
  forget(name: string): Promise<boolean>;
}

export function registering(deps: RegisteringDeps): Registering {
  const { live, store } = deps;
  let last: Promise<unknown> = Promise.resolve();
  /** One after the other, so that each sees what the others put in force. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work);
    last = next.catch(() => {});
    return next;
  };
  const taken = async (): Promise<void> => {
    const before = namesOf(live);
    await live.readMetrics();
    if (before !== namesOf(live)) await deps.rejudge();
  };
  const put = async (all: readonly RegisteredMetric[]): Promise<void> => {
    if (all.length === 0) return;
    await store.definitions.put(all);
    await taken();
  };

  return {
    async learn(all, by) {
      // Mostly all was said before: then nobody waits for anybody.
      if (all.every((said) => isKnown(live, said))) return all.map(() => DUPLICATE);
      return inTurn(async () => {
        const sorted = sort(deps, all, { source: 'program', by });
        await put(sorted.fresh);
        return sorted.outcomes;
      });
    },

    register: (said, by) =>
      inTurn(async () => {
        const { fresh, outcomes } = sort(deps, [said], { source: 'person', by });
        await put(fresh);
        const [outcome] = outcomes;
        return outcome?.kind === 'rejected' ? outcome.reason : null;
      }),

    forget: (name) =>
      inTurn(async () => {
        const isGone = await store.definitions.remove(name);
        if (isGone) await taken();
        return isGone;
      }),
  };
}

/** Every other name, in one text. */
function namesOf(live: Live): string {
  const all = live
    .catalogue()
    .metrics.flatMap(({ name, aliases = [] }) => aliases.map((alias) => `${alias}=${name}`));
  return all.sort().join();
}

const ACCEPTED: Learned = { kind: 'accepted' };
const DUPLICATE: Learned = { kind: 'duplicate' };

/** What is new of it, and what becomes of each; of one name the first counts. */
function sort(
  { live, clock }: RegisteringDeps,
  all: readonly MetricSaid[],
  { source, by }: Pick<RegisteredMetric, 'source' | 'by'>,
): { readonly fresh: readonly RegisteredMetric[]; readonly outcomes: readonly Learned[] } {
  const known = live.catalogue();
  const before = live.registered();
  const fresh = new Map<string, RegisteredMetric>();
  const outcomes = all.map((said): Learned => {
    if (fresh.has(said.name) || (source === 'program' && isKnown(live, said))) return DUPLICATE;
    const reason = known.contradiction(said, source);
    if (reason !== null) return { kind: 'rejected', reason };
    const old = before.get(said.name);
    if (!old && before.size + fresh.size >= MOST) return { kind: 'rejected', reason: TOO_MANY };
    // A person keeps what programs told, and whoever says more keeps what was said before.
    const merged = { ...old?.said, ...said };
    fresh.set(said.name, { said: merged, source, by, at: clock.now() });
    return ACCEPTED;
  });
  return { fresh: [...fresh.values()], outcomes };
}

const TOO_MANY = `${MOST} metrics are registered already — forget some with /metrics forget <name>`;

/** Whether a program would only say again what somebody said; what a person registered, it does not change. */
function isKnown(live: Live, said: MetricSaid): boolean {
  const found = live.registered().get(said.name);
  if (found?.source === 'person') return live.catalogue().contradiction(said, 'program') === null;
  if (!found) return false;
  return Object.entries(said).every(
    ([key, value]) => JSON.stringify(found.said[key as keyof MetricSaid]) === JSON.stringify(value),
  );
}
