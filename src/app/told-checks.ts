import type { CheckStatus } from '../model/check.ts';
import { isUp } from '../model/check.ts';
import type { Labels } from '../model/sample.ts';
import type { ToldCheck } from '../model/service.ts';
import type { Clock, Instant } from '../model/time.ts';
import { DAY, MINUTE, SECOND } from '../model/time.ts';
import type { Samples } from '../store/ports.ts';

/** What told nothing for so long is no service any more. */
const FORGOTTEN = DAY;
/** Clocks of applications may be ahead, as far as rows are taken. */
const AHEAD = 5 * MINUTE;

/** The newest of one check of an application. */
export interface ToldState extends ToldCheck {
  readonly target: number;
  readonly at: Instant;
  readonly lastOk: Instant | null;
  /** Told since the start; else it is what the samples say. */
  readonly isHeard: boolean;
}

/** How the checks of applications stand. */
export interface ToldChecks {
  all(): Promise<readonly ToldState[]>;
  took(target: number, at: Instant, check: ToldCheck): void;
}

/** Remembers what applications told of their checks; of what came before the start, that which the samples say. */
export function toldChecks(deps: {
  readonly samples: Pick<Samples, 'query'>;
  readonly clock: Pick<Clock, 'now'>;
}): ToldChecks {
  const states = new Map<string, ToldState>();
  let loaded: Promise<void> | null = null;

  function enter(one: ToldState): void {
    const key = `${one.target} ${one.name}`;
    const known = states.get(key);
    if (known !== undefined && (known.at > one.at || known.isHeard > one.isHeard)) return;
    states.set(key, { ...one, lastOk: one.lastOk ?? known?.lastOk ?? null });
  }

  async function load(): Promise<void> {
    for (const one of await stored(deps)) enter(one);
  }

  return {
    async all() {
      loaded ??= load().catch((error: unknown) => {
        loaded = null;
        throw error;
      });
      await loaded;
      const oldest = deps.clock.now() - FORGOTTEN;
      for (const [key, { at }] of states) if (at < oldest) states.delete(key);
      return [...states.values()];
    },
    took: (target, at, check) =>
      enter({ ...check, target, at, lastOk: isUp(check.status) ? at : null, isHeard: true }),
  };
}

async function stored({ samples, clock }: Parameters<typeof toldChecks>[0]) {
  const at = clock.now() + AHEAD;
  const ask = async (metric: string, fn: 'last' | 'age') => {
    const question = { metric, fn, target: null, window: FORGOTTEN + AHEAD, when: { at } };
    const { series } = await samples.query(question);
    return new Map(series.map((one) => [keyOf(one), one]));
  };
  const ups = await ask('check.up', 'last');
  const [ages, degraded] = [await ask('check.up', 'age'), await ask('check.degraded', 'last')];
  return [...ups].flatMap(([key, { target, labels, points }]): ToldState[] => {
    const [name, age] = [labels['name'], ages.get(key)?.points[0]?.value];
    if (target === null || name === undefined || age === undefined) return [];
    const when = at - Math.round(age * SECOND);
    const status = statusOf(points[0]?.value, degraded.get(key)?.points[0]?.value);
    const nothing = { latency: null, message: null, details: {}, isHeard: false };
    return [{ ...nothing, target, name, status, at: when, lastOk: isUp(status) ? when : null }];
  });
}

function keyOf({ target, labels }: { target: number | null; labels: Labels }): string {
  return `${target} ${labels['name']}`;
}

function statusOf(up: number | undefined, degraded: number | undefined): CheckStatus {
  if (up !== 1) return 'unhealthy';
  return degraded === 1 ? 'degraded' : 'healthy';
}
