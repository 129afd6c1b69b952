import type { Container } from '../../model/container.ts';
import { HOUR, MINUTE, SECOND } from '../../model/time.ts';
import { EngineError, type Engine as WholeEngine } from '../collectors/docker-engine.ts';
import { type ContainerPlace, placeOf } from './cgroup-use.ts';
import { CONTAINER_ID, parseContainer, record } from './inspect.ts';
import { MAX_CONTAINERS } from './sight.ts';

/** Containers of an engine that are asked about at all; it gives the newest first. */
const MAX_LISTED = 5 * MAX_CONTAINERS;
/** How long what an engine said of a container that looks the same is taken as still so. */
const KEPT = 5 * MINUTE;

type Engine = Pick<WholeEngine, 'get'>;

export interface EngineList {
  readonly containers: readonly Container[];
  readonly places: readonly ContainerPlace[];
}

/** What a list can be late after its round, and clocks be apart. */
const MARGIN = 10 * SECOND;

interface Known {
  /** What the list says of it in words: its state, exit code and health. */
  readonly said: string;
  readonly at: number;
  readonly container: Container | null;
  readonly place: ContainerPlace | null;
}

export interface ListOptions {
  /** Questions at once. */
  readonly atOnce: number;
  /** On the monotonic clock. */
  readonly now: number;
  readonly signal: AbortSignal;
}

/**
 * Lists all containers of one engine. It is asked of each what the list does not tell, but only of those that may have
 * changed: what says the same as in the list before, and for longer than since then, is the same still. Containers that go
 * between two questions are left out.
 */
export function engineLister(): (engine: Engine, options: ListOptions) => Promise<EngineList> {
  let known: ReadonlyMap<string, Known> = new Map();
  let looked = Number.NEGATIVE_INFINITY;

  async function ask(engine: Engine, one: Listed, options: ListOptions): Promise<Known | null> {
    const before = known.get(one.id);
    const isSame = before?.said === one.said && one.lasts > options.now - looked + MARGIN;
    if (before !== undefined && isSame && options.now - before.at < KEPT) return before;
    const given = await engine.get(`/containers/${one.id}/json`, options.signal);
    if (given === null) return null;
    // Not what it said whole: that holds the container's environment, and much else.
    const read = { container: parseContainer(given), place: placeOf(given) };
    return { said: one.said, at: options.now, ...read };
  }

  return async (engine, options) => {
    const listed = await list(engine, options.signal);
    const found = await inTurns(listed, options.atOnce, (one) => ask(engine, one, options));
    known = new Map(
      listed.flatMap(({ id }, index) => {
        const one = found[index];
        return one == null ? [] : [[id, one] as const];
      }),
    );
    looked = options.now;
    const all = [...known.values()];
    return {
      containers: all.flatMap(({ container }) => container ?? []),
      places: all.flatMap(({ place }) => place ?? []),
    };
  };
}

interface Listed {
  readonly id: string;
  readonly said: string;
  /** Milliseconds for which it has been so at least. */
  readonly lasts: number;
}

/** How engines say how long: https://github.com/docker/go-units/blob/v0.5.0/duration.go */
const LASTS = /(?:(\d{1,4})|About an?|Less than a) (second|minute|hour|day|week|month|year)s?/;

const UNITS: Readonly<Record<string, number>> = {
  ...{ second: SECOND, minute: MINUTE, hour: HOUR, day: 24 * HOUR },
  ...{ week: 168 * HOUR, month: 720 * HOUR, year: 8_760 * HOUR },
};

/** Takes a status such as `Up 2 hours (healthy)` apart; what says no time lasts until it says something else. */
export function statusOf(status: string): Omit<Listed, 'id'> {
  const match = LASTS.exec(status);
  if (match === null) return { said: status, lasts: Number.POSITIVE_INFINITY };
  const [words, digits = '1', name = ''] = match;
  const unit = UNITS[name] ?? 0;
  const most = words.startsWith('Less') ? 0 : Number(digits) * unit;
  // From hours on they round.
  return { said: status.replace(words, ''), lasts: most - (unit < HOUR ? 0 : HOUR / 2) };
}

/** https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerList */
async function list(engine: Engine, signal: AbortSignal): Promise<readonly Listed[]> {
  const given = await engine.get('/containers/json?all=1', signal);
  if (!Array.isArray(given)) throw new EngineError('it gives no list of containers');
  return given
    .slice(0, MAX_LISTED)
    .map(record)
    .flatMap(({ Id: id, State: state, Status: status }) =>
      typeof id === 'string' && CONTAINER_ID.test(id)
        ? { id, ...statusOf(`${String(state)} ${String(status)}`) }
        : [],
    );
}

/** Works through all, some at once. */
export async function inTurns<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const left = items.entries();
  const worker = async () => {
    for (const [index, item] of left) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}
