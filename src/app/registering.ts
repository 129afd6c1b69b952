import type { Doer } from '../model/alert.ts';
import type { Learn, Learned } from '../model/learning.ts';
import type { MetricSaid, RegisteredMetric } from '../model/metric-said.ts';
import type { Clock } from '../model/time.ts';
import { oneByOne } from '../model/wait.ts';
import type { Samples, Store } from '../store/ports.ts';
import type { Live } from './live.ts';

/** Most metrics that people may register, and as many more that programs may. */
const MOST = 2_000;

export interface RegisteringDeps {
  readonly live: Live;
  readonly store: Pick<Store, 'definitions'>;
  readonly samples: Pick<Samples, 'series'>;
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
  /** One after the other, so that each sees what the others put in force. */
  const inTurn = oneByOne();
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
        const spare = await giveWay(deps, all);
        const most = MOST + spare.length;
        const { fresh, outcomes } = sort(deps, all, { source: 'program', by, most });
        const names = new Set([...namesBy(live, 'program'), ...fresh.map(({ said }) => said.name)]);
        for (const name of spare.slice(0, Math.max(0, names.size - MOST))) {
          await store.definitions.remove(name);
        }
        await put(fresh);
        return outcomes;
      });
    },

    register: (said, by) =>
      inTurn(async () => {
        const { fresh, outcomes } = sort(deps, [said], { source: 'person', by, most: MOST });
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
  { source, by, most }: Pick<RegisteredMetric, 'source' | 'by'> & { readonly most: number },
): { readonly fresh: readonly RegisteredMetric[]; readonly outcomes: readonly Learned[] } {
  const known = live.catalogue();
  const before = live.registered();
  const own = new Set(namesBy(live, source));
  const fresh = new Map<string, RegisteredMetric>();
  const outcomes = all.map((said): Learned => {
    if (fresh.has(said.name) || (source === 'program' && isKnown(live, said))) return DUPLICATE;
    const reason = known.contradiction(said, source);
    if (reason !== null) return { kind: 'rejected', reason };
    const old = before.get(said.name);
    if (old?.source !== source && own.size >= most) return { kind: 'rejected', reason: TOO_MANY };
    own.add(said.name);
    // A person keeps what programs told, and whoever says more keeps what was said before.
    const merged = { ...old?.said, ...said };
    fresh.set(said.name, { said: merged, source, by, at: clock.now() });
    return ACCEPTED;
  });
  return { fresh: [...fresh.values()], outcomes };
}

function namesBy(live: Live, source: RegisteredMetric['source']): readonly string[] {
  return [...live.registered().values()]
    .filter((one) => one.source === source)
    .map(({ said }) => said.name);
}

/** What programs told, nobody reports and is not said now, the oldest first: it makes room when there is none. */
async function giveWay(
  { live, samples }: RegisteringDeps,
  all: readonly MetricSaid[],
): Promise<readonly string[]> {
  const told = [...live.registered().values()].filter(({ source }) => source === 'program');
  if (told.length + all.length <= MOST) return [];
  const needed = new Set(all.map(({ name }) => name));
  for (const { id } of live.targets()) {
    for (const { metric } of await samples.series(id)) needed.add(metric);
  }
  return told
    .filter(({ said }) => !needed.has(said.name))
    .toSorted((one, other) => one.at - other.at)
    .map(({ said }) => said.name);
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
