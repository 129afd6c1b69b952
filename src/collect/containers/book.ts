import { z } from 'zod';
import {
  CONTAINER_STATES,
  type ContainerSight,
  type ContainerUse,
  type ContainerWatch,
  type SeenContainer,
} from '../../model/container.ts';
import { formatMoment } from '../../model/format.ts';
import type { Labels, Reading } from '../../model/sample.ts';
import type { Target } from '../../model/target.ts';
import { containerReadings, ENGINE, engineDown } from './readings.ts';
import { EVERYTHING, type Look, nextSight } from './sight.ts';

/** What was seen of the containers of every target, so that two looks can be compared, also over a restart. */
export interface ContainerBook {
  /** Makes known what is stored of these targets, once for each, and forgets others. */
  keep(targets: readonly Pick<Target, 'id' | 'containers'>[]): Promise<void>;
  /** What is known of a target's containers; null when nobody has looked. */
  sight(target: number): ContainerSight | null;
  /** Takes a look; `uses` by id of the container. */
  looked(target: Target, look: Look, uses: ReadonlyMap<string, ContainerUse>): readonly Reading[];
  /** The engine could not be asked, for a reason that says what to do. */
  failed(target: Target, trouble: string, at: number): readonly Reading[];
  /** Words behind a value, for the alert that it makes; null where there are none. */
  note(target: number, metric: string, labels: Labels): string | null;
  /** Whether a series that is missing is known to be no more: its container was removed, or need not run. */
  isGone(target: number, metric: string, labels: Labels): boolean;
}

export interface ContainerBookDeps {
  load(target: number): Promise<ContainerSight | null>;
  save(target: number, sight: ContainerSight): Promise<void>;
  /** Told when something could not be stored; the look counts all the same. */
  onError(error: unknown): void;
}

const instant = z.number().nullable();
const Sight = z.object({
  at: z.number(),
  trouble: z.string().nullable(),
  more: z.number(),
  containers: z.array(
    z.object({
      name: z.string(),
      service: z.string().nullable(),
      project: z.string().nullable(),
      id: z.string(),
      image: z.string(),
      state: z.enum([...CONTAINER_STATES, 'missing']),
      health: z.enum(['healthy', 'unhealthy', 'starting']).nullable(),
      exitCode: z.number(),
      isOomKilled: z.boolean(),
      startedAt: instant,
      finishedAt: instant,
      restartCount: z.number(),
      restarts: z.number(),
      oomKills: z.number(),
      hasRun: z.boolean(),
      trouble: z.string().nullable(),
    }),
  ),
}) satisfies z.ZodType<ContainerSight>;

/** Reads a sight from stored text; null when it is none. */
export function parseSight(text: string): ContainerSight | null {
  try {
    return Sight.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** How the containers of a target are looked at. */
export function watchOf({ containers }: Pick<Target, 'containers'>): ContainerWatch {
  return containers ?? EVERYTHING;
}

const NOTHING: ContainerSight = { at: 0, trouble: null, containers: [], more: 0 };

/** What is told of a container that should run and does not. */
const OF_ANY_STATE = new Set(
  ['up', 'restarts', 'oom_kills', 'new_restarts', 'new_oom_kills', 'exit_code'].map(
    (one) => `container.${one}`,
  ),
);

export function containerBook(deps: ContainerBookDeps): ContainerBook {
  const sights = new Map<number, ContainerSight>();
  const loaded = new Set<number>();

  function set(target: number, sight: ContainerSight): void {
    const isSame = said(sights.get(target)) === said(sight);
    sights.set(target, sight);
    if (!isSame) deps.save(target, sight).catch(deps.onError);
  }

  function forget(target: number): void {
    loaded.delete(target);
    sights.delete(target);
  }

  async function remember({ id, containers }: Pick<Target, 'id' | 'containers'>): Promise<void> {
    // What nobody looks at any more is gone as far as alerts go.
    if (containers === null) sights.set(id, NOTHING);
    if (containers === null || loaded.has(id)) return;
    loaded.add(id);
    const stored = await deps.load(id);
    if (stored !== null) sights.set(id, stored);
  }

  return {
    async keep(targets) {
      const ids = new Set(targets.map(({ id }) => id));
      for (const id of loaded) {
        if (!ids.has(id)) forget(id);
      }
      for (const target of targets) await remember(target);
    },
    sight: (target) => sights.get(target) ?? null,
    looked(target, look, uses) {
      const next = nextSight(sights.get(target.id) ?? null, look, watchOf(target));
      set(target.id, next.sight);
      return containerReadings(next, uses);
    },
    failed(target, trouble, at) {
      const before = sights.get(target.id);
      const isWanted = target.containers !== undefined || (before?.containers.length ?? 0) > 0;
      set(target.id, { containers: [], more: 0, ...before, at, trouble });
      return isWanted ? engineDown() : [];
    },
    note(target, metric, { name }) {
      const sight = sights.get(target);
      if (sight === undefined) return null;
      if (metric === ENGINE) return sight.trouble;
      const found = sight.containers.find((one) => one.name === name);
      return found === undefined ? null : noteOf(metric, found);
    },
    isGone(target, metric, { name }) {
      const sight = sights.get(target);
      if (!metric.startsWith('container.') || sight?.trouble !== null) return false;
      const there = sight.containers.find((one) => one.name === name);
      if (there?.state === 'running') return false;
      return there?.trouble == null || !OF_ANY_STATE.has(metric);
    },
  };
}

/** What happened while nobody looked is found late: it is told with its own time. */
function noteOf(metric: string, { trouble, startedAt, finishedAt }: SeenContainer): string | null {
  switch (metric) {
    case 'container.up':
    case 'container.restarts':
      return trouble;
    case 'container.new_restarts':
      return trouble ?? (startedAt === null ? null : `it runs since ${formatMoment(startedAt)}`);
    case 'container.new_oom_kills':
      return finishedAt === null ? null : `at ${formatMoment(finishedAt)}`;
    default:
      return null;
  }
}

/** Moments of looks are no news. */
function said(sight: ContainerSight | undefined): string {
  return JSON.stringify({ ...sight, at: 0 });
}
