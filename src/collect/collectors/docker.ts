import { isDeepStrictEqual } from 'node:util';
import type { Container, ContainerUse, EngineAddress } from '../../model/container.ts';
import type { Reading } from '../../model/sample.ts';
import type { Target } from '../../model/target.ts';
import type { Clock } from '../../model/time.ts';
import { CollectError, type Collector } from '../collector.ts';
import type { ContainerBook } from '../containers/book.ts';
import { watchOf } from '../containers/book.ts';
import { type EngineList, engineLister, inTurns } from '../containers/engine-list.ts';
import { matters } from '../containers/select.ts';
import { MAX_CONTAINERS } from '../containers/sight.ts';
import { engineTrouble } from '../containers/trouble.ts';
import { type CpuTimes, cpuPercent, parseEngineStats } from '../containers/use.ts';
import { type Part, partsRound, patienceOf } from '../part.ts';
import type { Host } from '../remote.ts';
import { dockerEngine, type Engine, EngineError } from './docker-engine.ts';
import { engineHost } from './docker-host.ts';

/** Questions at once to one engine. */
const AT_ONCE = 4;

type Book = Pick<ContainerBook, 'looked' | 'failed'>;

/** What is kept of one target between rounds. */
interface Asking {
  readonly docker: EngineAddress;
  readonly host: Host;
  readonly parts: readonly Part[];
  readonly round: ReturnType<typeof partsRound>;
}

/** Asks container engines over their own interface: a socket of this machine, or TCP with or without TLS. */
export function dockerCollector(deps: {
  readonly clock: Clock;
  readonly book: Book;
  /** What else is asked in each round of a target; an engine answers about the output of its containers. */
  parts?(target: Target): readonly Part[];
}): Collector {
  const times = new Map<number, ReadonlyMap<string, CpuTimes>>();
  const asking = new Map<number, Asking>();
  const listers = new Map<number, ReturnType<typeof engineLister>>();

  function askingOf(target: Target): Asking | null {
    const { id, name, docker } = target;
    if (docker === undefined) return null;
    const known = asking.get(id);
    if (known !== undefined && isDeepStrictEqual(known.docker, docker)) return known;
    const host = engineHost(name, docker);
    const parts = known?.parts ?? deps.parts?.(target) ?? [];
    const options = { clock: deps.clock, random: Math.random };
    const made = { docker, host, parts, round: partsRound(host, options) };
    asking.set(id, made);
    return made;
  }

  async function more(target: Target, signal: AbortSignal): Promise<readonly Reading[]> {
    const one = askingOf(target);
    if (one === null || one.parts.length === 0) return [];
    return one.round(one.parts, { signal, patience: patienceOf(target) });
  }

  function listed(engine: Engine, { id }: Target, signal: AbortSignal): Promise<EngineList> {
    const lister = listers.get(id) ?? engineLister();
    listers.set(id, lister);
    return lister(engine, { atOnce: AT_ONCE, now: deps.clock.monotonic(), signal });
  }

  return {
    kind: 'docker',
    host: (target) => askingOf(target)?.host ?? null,
    async collect(target, signal) {
      signal.throwIfAborted();
      const context = { target: target.name, retryable: true };
      if (target.docker === undefined) {
        throw new CollectError('no engine is configured', { ...context, retryable: false });
      }
      const engine = dockerEngine(target.docker);
      try {
        const { containers } = await listed(engine, target, signal);
        const running = containers.filter((one) => isMeasured(one, target));
        const measured = await measure(engine, running, {
          before: times.get(target.id) ?? new Map(),
          signal,
        });
        times.set(target.id, measured.times);
        const look = { at: deps.clock.now(), containers, services: null };
        const readings = deps.book.looked(target, look, measured.uses);
        return [...readings, ...(await more(target, signal))];
      } catch (error) {
        if (!(error instanceof EngineError)) throw error;
        const trouble = error.isOurs ? error.message : engineTrouble(error.message, null);
        deps.book.failed(target, trouble, deps.clock.now());
        throw new CollectError(trouble, { ...context, cause: error });
      }
    },
    async [Symbol.asyncDispose]() {
      times.clear();
      asking.clear();
      listers.clear();
    },
  };
}

function isMeasured(container: Container, target: Target): boolean {
  return container.state === 'running' && matters(container, watchOf(target));
}

interface Measured {
  readonly uses: ReadonlyMap<string, ContainerUse>;
  readonly times: ReadonlyMap<string, CpuTimes>;
}

/** One look each; how busy they are is compared with the round before. */
async function measure(
  engine: Engine,
  containers: readonly Container[],
  { before, signal }: { readonly before: ReadonlyMap<string, CpuTimes>; signal: AbortSignal },
): Promise<Measured> {
  const uses = new Map<string, ContainerUse>();
  const times = new Map<string, CpuTimes>();
  await inTurns(containers.slice(0, MAX_CONTAINERS), AT_ONCE, async ({ id }) => {
    const path = `/containers/${id}/stats?stream=false&one-shot=true`;
    const stats = parseEngineStats(await engine.get(path, signal));
    uses.set(id, { ...stats.use, cpu: cpuPercent(before.get(id), stats.times) });
    if (stats.times !== null) times.set(id, stats.times);
  });
  return { uses, times };
}
