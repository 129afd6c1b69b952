import type { Block, Reply, Tone } from '../chat/reply.ts';
import { heading, line, refuse, reply } from '../chat/reply.ts';
import type { ContainerSight, SeenContainer } from '../model/container.ts';
import { formatDuration, formatValue } from '../model/format.ts';
import type { SeriesAnswer, SeriesQuestion } from '../model/series-question.ts';
import type { Target } from '../model/target.ts';
import type { Instant } from '../model/time.ts';
import { MINUTE } from '../model/time.ts';
import { iso } from './data.ts';

/** Rows that a person reads; --json has them all. */
const MAX_ROWS = 40;
const MAX_REASONS = 10;
/** How old a value may be that still counts: some rounds, or this. */
const FRESH = 10 * MINUTE;

export interface ContainerWorld {
  readonly now: Instant;
  readonly containers: { sight(target: number): Promise<ContainerSight | null> };
  readonly samples: { query(question: SeriesQuestion): Promise<SeriesAnswer> };
  readonly rounds: { last(target: number): Promise<{ readonly at: Instant } | null> };
}

/** What a container takes now; null where nobody knows. */
interface Use {
  readonly cpu: number | null;
  readonly bytes: number | null;
  readonly memory: number | null;
}

interface Shown {
  readonly target: Target;
  readonly sight: ContainerSight;
  readonly uses: ReadonlyMap<string, Use>;
  readonly at: Instant;
}

/** The containers of these targets, what is wrong first. */
export async function containersReply(
  world: ContainerWorld,
  targets: readonly Target[],
): Promise<Reply> {
  const all = await Promise.all(targets.map((target) => shownOf(world, target)));
  const shown = all.flatMap((one) => one ?? []);
  if (shown.length === 0) return refuse(nothing(targets));
  const blocks = shown.flatMap((one) => blocksOf(one, world.now));
  const asOf = Math.min(...shown.map(({ at }) => at));
  return reply(blocks, { asOf, data: { targets: shown.map(dataOf) } });
}

function nothing(targets: readonly Target[]): string {
  const [only] = targets;
  const where = targets.length === 1 && only ? ` of ${only.name}` : '';
  return `No containers${where} are known. They are read where docker or podman can be asked: docs/containers.md says how.`;
}

async function shownOf(world: ContainerWorld, target: Target): Promise<Shown | null> {
  const sight = await world.containers.sight(target.id);
  if (sight === null) return null;
  const last = await world.rounds.last(target.id);
  const [cpu, bytes, memory] = await Promise.all(
    ['container.cpu', 'container.memory_bytes', 'container.memory'].map((metric) =>
      newest(world, target, metric),
    ),
  );
  const uses = sight.containers.map(({ name }): [string, Use] => [
    name,
    {
      cpu: cpu?.get(name) ?? null,
      bytes: bytes?.get(name) ?? null,
      memory: memory?.get(name) ?? null,
    },
  ]);
  return { target, sight, uses: new Map(uses), at: last?.at ?? sight.at };
}

/** Newest values of a metric by the container's name. */
async function newest(
  { samples, now }: ContainerWorld,
  { id, interval }: Target,
  metric: string,
): Promise<ReadonlyMap<string, number>> {
  const window = Math.max(FRESH, 3 * interval);
  const asked = { metric, target: id, fn: 'last', window, when: { at: now } } as const;
  const { series } = await samples.query(asked);
  return new Map(
    series.flatMap(({ labels, points }): [string, number][] => {
      const value = points.at(-1)?.value;
      return value === undefined ? [] : [[labels['name'] ?? '', value]];
    }),
  );
}

function blocksOf({ target, sight, uses }: Shown, now: Instant): Block[] {
  const rows = sight.containers.toSorted((a, b) => rank(a) - rank(b));
  const wrong = rows.filter(({ trouble }) => trouble !== null);
  const more = Math.max(0, rows.length - MAX_ROWS) + sight.more;
  const table: Block = {
    kind: 'table',
    columns: [
      { title: 'Container', align: 'left' },
      { title: 'State', align: 'left' },
      { title: 'Up', align: 'right' },
      { title: 'CPU', align: 'right' },
      { title: 'Memory', align: 'right' },
      { title: 'Restarts', align: 'right' },
    ],
    rows: rows.slice(0, MAX_ROWS).map((one) => cellsOf(one, uses.get(one.name), now)),
  };
  return [
    heading(title(target, sight), toneOf(sight)),
    ...(sight.trouble === null
      ? []
      : [
          line(
            `${sight.trouble}.${rows.length === 0 ? '' : ' What follows is from before.'}`,
            'warning',
          ),
        ]),
    ...(rows.length === 0 ? [] : [table]),
    ...wrong
      .slice(0, MAX_REASONS)
      .map(({ name, trouble }) => line(`${name}: ${trouble ?? ''}`, 'critical')),
    ...(more > 0 ? [line(`${more} more; --json has those that are looked at`, 'muted')] : []),
  ];
}

function title({ name }: Target, { containers }: ContainerSight): string {
  const wanted = containers.filter((one) => one.state === 'running' || one.trouble !== null);
  const running = wanted.filter(({ state }) => state === 'running').length;
  if (wanted.length === 0) return `${name}: no containers run`;
  return `${name}: ${running} of ${wanted.length} containers run`;
}

function toneOf({ containers, trouble }: ContainerSight): Tone {
  if (containers.some((one) => one.trouble !== null)) return 'critical';
  const isIll = containers.some(({ health, state }) => isUnhealthy({ health, state }));
  return trouble !== null || isIll ? 'warning' : 'good';
}

function isUnhealthy({ state, health }: Pick<SeenContainer, 'state' | 'health'>): boolean {
  return state === 'running' && health === 'unhealthy';
}

function rank(one: SeenContainer): number {
  if (one.trouble !== null) return 0;
  if (isUnhealthy(one)) return 1;
  return one.state === 'running' ? 2 : 3;
}

function cellsOf(one: SeenContainer, use: Use | undefined, now: Instant): string[] {
  const isUp = one.state === 'running';
  const up = isUp && one.startedAt !== null ? formatDuration(now - one.startedAt) : '';
  const of = (value: number | null | undefined, unit: 'percent' | 'bytes') =>
    isUp && value != null ? formatValue(value, unit) : '';
  return [
    one.name,
    stateText(one),
    up,
    of(use?.cpu, 'percent'),
    of(use?.bytes, 'bytes'),
    one.restarts === 0 ? '-' : String(one.restarts),
  ];
}

const SIGNS = ['■', '▲', '●', '○'] as const;

/** A sign for how much it matters, and a word for what it is. */
function stateText(one: SeenContainer): string {
  const { state, health, exitCode } = one;
  const word = state === 'exited' ? `exit ${exitCode}` : state;
  return `${SIGNS[rank(one)] ?? ''} ${state === 'running' ? (health ?? word) : word}`;
}

function dataOf({ target, sight, uses, at }: Shown) {
  return {
    target: target.name,
    at: iso(at),
    engine_trouble: sight.trouble,
    more: sight.more,
    containers: sight.containers.map((one) => ({
      name: one.name,
      service: one.service,
      project: one.project,
      image: one.image,
      state: one.state,
      health: one.health,
      trouble: one.trouble,
      exit_code: one.state === 'running' ? null : one.exitCode,
      oom_killed: one.isOomKilled,
      started_at: iso(one.startedAt),
      restarts: one.restarts,
      oom_kills: one.oomKills,
      cpu_percent: uses.get(one.name)?.cpu ?? null,
      memory_bytes: uses.get(one.name)?.bytes ?? null,
      memory_percent: uses.get(one.name)?.memory ?? null,
    })),
  };
}
