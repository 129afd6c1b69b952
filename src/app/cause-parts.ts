import type { Cause, CauseContainer, CauseGrowth, CauseLog, CauseProcess } from '../model/cause.ts';
import type { ContainerSight } from '../model/container.ts';
import type { LogReader } from '../model/log.ts';
import type { ProcessUse, TopProcesses } from '../model/processes.ts';
import type { Point } from '../model/sample.ts';
import type { Instant } from '../model/time.ts';
import { HOUR, MINUTE } from '../model/time.ts';
import { shortened } from '../report/state-text.ts';
import type { Samples } from '../store/ports.ts';

/** What is shown of each part, and of the lines of logs. */
const TOP = 3;
const LINES = 5;
/** Less than this stands out nowhere: percent of a core, percent of all memory, bytes in an hour. */
const CPU = 10;
const MEMORY = 10;
const GROWTH = 100e6;
/** Percent of a core and of its limit from which a container stands out. */
const CONTAINER = 80;
/** Disks that are looked at. */
const DISKS = 20;
/** How old a look at processes may be. */
const FRESH = 15 * MINUTE;
const BEFORE = 2 * MINUTE;
const NAME = 60;

type Mask = (text: string) => string;

/** Names that others gave, without secrets and in bounds. */
const named = (name: string, mask: Mask) => shortened(mask(name.replaceAll(/\s+/g, ' ')), NAME);

/** The processes that stand out; null where none were looked at of late. */
export function processParts(
  top: TopProcesses | null,
  { total, mask, at }: { readonly total: number | null; readonly mask: Mask; readonly at: Instant },
): Pick<Cause, 'cpu' | 'memory'> {
  if (top === null || at - top.at > FRESH) return { cpu: null, memory: null };
  const use = ({ name, cpu, memory }: ProcessUse): CauseProcess => {
    const share = total === null || total <= 0 ? null : (100 * memory) / total;
    return { name: named(name, mask), cpu, memory, share };
  };
  const busy = top.byCpu.map(use).filter(({ cpu }) => cpu !== null && cpu >= CPU);
  const large = top.byMemory.map(use).filter(({ share }) => share === null || share >= MEMORY);
  return { cpu: busy.slice(0, TOP), memory: large.slice(0, TOP) };
}

/** What a container takes, by its name. */
type Uses = ReadonlyMap<string, { readonly cpu?: number; readonly memory?: number }>;

/** The containers that stand out, and those that ended within the hour; null where none were looked at. */
export function containerParts(
  sight: ContainerSight | null,
  { uses, mask, at }: { readonly uses: Uses; readonly mask: Mask; readonly at: Instant },
): Pick<Cause, 'containers' | 'exits'> {
  if (sight === null || sight.trouble !== null) return { containers: null, exits: null };
  const containers = sight.containers
    .map(({ name, restarts, trouble }): CauseContainer => {
      const { cpu = null, memory = null } = uses.get(name) ?? {};
      const said = trouble === null ? null : shortened(mask(trouble), 200);
      return { name: named(name, mask), cpu, memory, restarts, trouble: said };
    })
    .filter(({ cpu, memory, trouble }) => {
      return trouble !== null || (cpu ?? 0) >= CONTAINER || (memory ?? 0) >= CONTAINER;
    })
    .toSorted((a, b) => strength(b) - strength(a));
  const exits = sight.containers
    .flatMap(({ name, exitCode: code, isOomKilled, finishedAt, hasRun }) => {
      if (!hasRun || finishedAt === null || finishedAt < at - HOUR || finishedAt > at) return [];
      return [{ name: named(name, mask), code, isOomKilled, at: finishedAt }];
    })
    .toSorted((a, b) => b.at - a.at);
  return { containers: containers.slice(0, TOP), exits: exits.slice(0, TOP) };
}

/** What does not run first, then what takes most. */
function strength({ cpu, memory, trouble }: CauseContainer): number {
  return (trouble === null ? 0 : 1e6) + Math.max(cpu ?? 0, memory ?? 0);
}

/** Newest values of one metric by a label, no older than a quarter of an hour. */
async function newest(
  samples: Pick<Samples, 'query'>,
  of: { readonly target: number; readonly metric: string; readonly at: Instant },
): Promise<readonly { readonly name: string; readonly value: number }[]> {
  const { target, metric, at } = of;
  const when = { at };
  const { series } = await samples.query({ metric, target, fn: 'last', window: FRESH, when });
  return series.flatMap(({ labels, points }) => {
    const value = points.at(-1)?.value;
    return value == null ? [] : [{ name: labels['name'] ?? '', value }];
  });
}

/** All memory of a host in bytes; null where it was not measured. */
export async function totalMemory(
  samples: Pick<Samples, 'query'>,
  target: number,
  at: Instant,
): Promise<number | null> {
  const [found] = await newest(samples, { target, metric: 'system.memory.total_bytes', at });
  return found?.value ?? null;
}

export async function containerUses(
  samples: Pick<Samples, 'query'>,
  target: number,
  at: Instant,
): Promise<Uses> {
  const uses = new Map<string, { cpu?: number; memory?: number }>();
  for (const part of ['cpu', 'memory'] as const) {
    for (const { name, value } of await newest(samples, {
      ...{ target, metric: `container.${part}`, at },
    })) {
      uses.set(name, { ...uses.get(name), [part]: value });
    }
  }
  return uses;
}

/** Filesystems that grew within the hour, from what is stored; null where none were measured. */
export async function growthPart(
  samples: Pick<Samples, 'series' | 'points'>,
  target: number,
  at: Instant,
): Promise<readonly CauseGrowth[] | null> {
  const all = await samples.series(target);
  const disks = all.filter(({ metric }) => metric === 'system.disk.free_bytes').slice(0, DISKS);
  const grown = await Promise.all(
    disks.map(async (disk) => {
      const range = { from: at - HOUR, to: at + 1, limit: 240 };
      const bytes = growthOf(await samples.points(target, disk, range));
      return bytes === null ? [] : [{ mount: disk.labels['mount'] ?? '', bytes }];
    }),
  );
  const known = grown.flat();
  if (known.length === 0) return null;
  const notable = known.filter(({ bytes }) => bytes >= GROWTH);
  return notable.toSorted((a, b) => b.bytes - a.bytes).slice(0, TOP);
}

/** Bytes that became fewer free from the first to the last point; null where they lie closer than ten minutes. */
function growthOf(points: readonly Point[]): number | null {
  const [first] = points;
  const last = points.at(-1);
  if (!first || !last || last.at - first.at < 10 * MINUTE) return null;
  return first.value - last.value;
}

/** Errors and warnings of the last two minutes, oldest first. */
export async function logPart(
  logs: Pick<LogReader, 'find'>,
  target: number,
  at: Instant,
): Promise<readonly CauseLog[]> {
  const filter = { from: at - BEFORE, to: at + 1, target, log: null, level: 'warning' } as const;
  const found = await logs.find(filter, { limit: LINES });
  return found.toReversed().flatMap(({ at: written, log, level, text }): CauseLog[] => {
    if (level === null || level === 'debug' || level === 'info') return [];
    const [first = ''] = text.split('\n');
    return [{ at: written, log, level, text: shortened(first, 200) }];
  });
}
