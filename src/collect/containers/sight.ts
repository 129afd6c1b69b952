import type {
  Container,
  ContainerSight,
  ContainerWatch,
  SeenContainer,
} from '../../model/container.ts';
import type { Instant } from '../../model/time.ts';
import { isExpected, matters, shouldRun, whyDown } from './select.ts';

/** Containers of one target that are looked at. */
export const MAX_CONTAINERS = 200;

/** Looks at all containers unless said otherwise. */
export const EVERYTHING: ContainerWatch = { include: [], exclude: [], expected: [], engine: null };

/** A service that a project of compose has. */
export interface Service {
  readonly project: string;
  readonly service: string;
}

export interface Look {
  readonly at: Instant;
  readonly containers: readonly Container[];
  /** Services of the projects on the host, with or without container; null: not known. */
  readonly services: readonly Service[] | null;
}

/** What happened to a container since the look before, however long ago that was. */
export interface News {
  readonly restarts: number;
  readonly oomKills: number;
}

/** What is known after one more look, and by name what is new of containers that were known before. */
export interface Next {
  readonly sight: ContainerSight;
  readonly news: ReadonlyMap<string, News>;
}

/** Compares a look with what was known before: what is down, what is gone, what was restarted. */
export function nextSight(
  before: ContainerSight | null,
  { at, containers, services }: Look,
  watch: ContainerWatch,
): Next {
  const known = new Map(before?.containers.map((one) => [one.name, one]));
  const watched = inOrder(containers, watch);
  const looked = watched.slice(0, MAX_CONTAINERS).map((one) => {
    const former = known.get(one.name);
    return seen(one, former?.id === one.id ? former : undefined, watch);
  });
  const there = looked.map(({ now }) => now);
  const missing = missingOf(known, { containers, services }, watch);
  return {
    sight: {
      ...{ at, trouble: null, more: watched.length - looked.length },
      containers: [...there, ...missing].sort((a, b) => (a.name < b.name ? -1 : 1)),
    },
    news: new Map(
      looked.flatMap(({ now, news }) => (known.has(now.name) ? [[now.name, news] as const] : [])),
    ),
  };
}

/** Those that matter, each name once: what must run first, then what runs. */
function inOrder(containers: readonly Container[], watch: ContainerWatch): readonly Container[] {
  const rank = (one: Container) =>
    2 * Number(!isExpected(one, watch)) + Number(one.state !== 'running');
  const byName = new Map(containers.map((one) => [one.name, one]));
  return [...byName.values()]
    .filter((one) => one.state !== 'removing' && matters(one, watch))
    .sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

/** `former`: the same container at the look before. */
function seen(
  container: Container,
  former: SeenContainer | undefined,
  watch: ContainerWatch,
): { readonly now: SeenContainer; readonly news: News } {
  const { name, id, image, state, health, exitCode, isOomKilled } = container;
  const { startedAt, finishedAt, restartCount, compose } = container;
  const hasRun = state === 'running' || state === 'restarting' || (former?.hasRun ?? false);
  const isDown = state !== 'running' && shouldRun(container, { hasRun, watch });
  const restarts = restartsSince(container, former);
  const isNewKill =
    isOomKilled && !(former?.isOomKilled === true && former.finishedAt === finishedAt);
  const now: SeenContainer = {
    ...{ name, id, image, state, health, exitCode, isOomKilled, startedAt, finishedAt },
    ...{ restartCount, hasRun },
    service: compose?.service ?? null,
    project: compose?.project ?? null,
    restarts: (former?.restarts ?? 0) + restarts,
    oomKills: (former?.oomKills ?? 0) + Number(isNewKill),
    trouble: isDown ? whyDown(container) : null,
  };
  return { now, news: { restarts, oomKills: Number(isNewKill) } };
}

/**
 * Restarts since `former`. The engine counts its own and begins anew when a person starts the container; a run that began
 * anew while the one before was not seen to end is a restart too.
 */
function restartsSince(container: Container, former: SeenContainer | undefined): number {
  const counted = container.restartCount - (former?.restartCount ?? 0);
  if (former === undefined || counted > 0) return Math.max(0, counted);
  const isOtherRun = container.startedAt !== former.startedAt;
  return Number(isOtherRun && former.state === 'running');
}

/** What should be there and is not, under the name it had. */
function missingOf(
  known: ReadonlyMap<string, SeenContainer>,
  { containers, services }: Pick<Look, 'containers' | 'services'>,
  watch: ContainerWatch,
): readonly SeenContainer[] {
  const isThere = (wanted: string) =>
    containers.some(({ name, compose }) => name === wanted || compose?.service === wanted);
  const expected = watch.expected
    .filter((wanted) => !isThere(wanted))
    .map((wanted) => {
      const former = [...known.values()].find(
        ({ name, service }) => name === wanted || service === wanted,
      );
      return gone(former ?? { ...NEVER_SEEN, name: wanted });
    });
  const lost = (services ?? []).flatMap(({ project, service }) => {
    const isRunBy = ({ compose }: Container) =>
      compose?.project === project && compose.service === service;
    if (containers.some(isRunBy)) return [];
    const former = [...known.values()].find(
      (one) => one.project === project && one.service === service && one.hasRun,
    );
    return former === undefined || expected.some(({ name }) => name === former.name)
      ? []
      : [gone(former)];
  });
  return [...expected, ...lost];
}

function gone(former: SeenContainer): SeenContainer {
  return { ...former, state: 'missing', health: null, trouble: 'there is no such container' };
}

const NEVER_SEEN: Omit<SeenContainer, 'name'> = {
  ...{ service: null, project: null, id: '', image: '', state: 'missing', health: null },
  ...{ exitCode: 0, isOomKilled: false, startedAt: null, finishedAt: null },
  ...{ restartCount: 0, restarts: 0, oomKills: 0, hasRun: false, trouble: null },
};
