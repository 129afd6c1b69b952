import type { Collector } from '../collect/collector.ts';
import { localCollector } from '../collect/collectors/local.ts';
import { pushCollector } from '../collect/collectors/push.ts';
import type { ContainerBook } from '../collect/containers/book.ts';
import { containersPart } from '../collect/containers/containers-part.ts';
import type { Part } from '../collect/part.ts';
import type { Declared, DeclaredPart } from '../collect/probes/part.ts';
import { declaredPart } from '../collect/probes/part.ts';
import type { MissingSeries } from '../collect/probes/taking.ts';
import type { Host } from '../collect/remote.ts';
import { timerSleep } from '../collect/sleep.ts';
import { assertNever } from '../model/assert-never.ts';
import type { ProbeState } from '../model/declared-probe.ts';
import type { TopProcesses } from '../model/processes.ts';
import type { Target } from '../model/target.ts';
import { systemClock } from '../model/time.ts';

/** Collectors of what is watched; ssh2 is loaded only when a target needs it. */
export interface Collectors extends AsyncDisposable {
  of(target: Target): Collector;
  /** The host of a target that is collected from; null where there is none. */
  host(target: Target): Host | null;
  /** How its declared probes last went. */
  probes(target: Target): readonly ProbeState[];
  /** What the newest round of a target looked for and knows not to be there. */
  missing(target: Target): readonly MissingSeries[];
  /** Its processes that take most; null when none were looked at. */
  processes(target: Target): TopProcesses | null;
  /** Makes ready for targets that come later. */
  prepare(targets: readonly Target[]): Promise<void>;
  /** Closes what none of these targets needs: connections to hosts that went or moved. */
  release(targets: readonly Target[]): Promise<void>;
}

export interface CollectingDeps {
  readonly told: Parameters<typeof pushCollector>[0]['told'];
  readonly containers: ContainerBook;
  /** What is asked of the applications of a target, as it is in force: the same object until it changes. */
  declared(target: number): Declared;
  /** A part of what an application answered is to be kept as an event. */
  happened(target: number, type: string, value: unknown): void;
  /** What else is asked of a target's host in each of its rounds. */
  more(target: Target): readonly Part[];
}

export async function openCollectors(
  targets: readonly Target[],
  deps: CollectingDeps,
): Promise<Collectors> {
  const made = new Map<string, Collector>();
  const declared = new Map<number, DeclaredPart>();

  function parts(target: Target): readonly Part[] {
    const { id } = target;
    const part = declaredPart({
      declared: () => deps.declared(id),
      clock: systemClock,
      random: Math.random,
      happened: (type, value) => deps.happened(id, type, value),
    });
    declared.set(id, part);
    return [containersPart(target, deps.containers), part, ...deps.more(target)];
  }

  async function prepare(wanted: readonly Target[]): Promise<void> {
    await deps.containers.keep(wanted);
    for (const target of wanted) {
      const key = keyOf(target);
      if (!made.has(key)) made.set(key, await collectorFor(target, { ...deps, parts }));
    }
  }

  await prepare(targets);
  return {
    prepare,
    host: (target) => made.get(keyOf(target))?.host?.(target) ?? null,
    probes: ({ id }) => declared.get(id)?.states() ?? [],
    missing: ({ id }) => declared.get(id)?.missing() ?? [],
    processes: (target) => made.get(keyOf(target))?.processes?.(target) ?? null,
    of(target) {
      const collector = made.get(keyOf(target));
      if (!collector) throw new Error(`no collector for ${target.name} (${target.kind})`);
      return collector;
    },
    async release(wanted) {
      const kept = new Set(wanted.map(keyOf));
      const ids = new Set(wanted.map(({ id }) => id));
      for (const id of declared.keys()) if (!ids.has(id)) declared.delete(id);
      for (const [key, collector] of made) {
        if (kept.has(key)) continue;
        made.delete(key);
        await collector[Symbol.asyncDispose]();
      }
    },
    async [Symbol.asyncDispose]() {
      for (const collector of made.values()) await collector[Symbol.asyncDispose]();
    },
  };
}

/** A collector serves as long as what it was made for holds; a connection must not outlive its host's address. */
function keyOf({ kind, id, ssh, containers }: Target): string {
  switch (kind) {
    case 'ssh':
      return JSON.stringify([id, ssh, containers === undefined ? 'any' : containers]);
    case 'local':
      return JSON.stringify([kind, containers === undefined ? 'any' : containers]);
    default:
      return kind;
  }
}

type Making = Pick<CollectingDeps, 'told' | 'containers' | 'more'> & {
  parts(target: Target): readonly Part[];
};

async function collectorFor(
  { kind, name }: Target,
  { told, containers, more, parts }: Making,
): Promise<Collector> {
  switch (kind) {
    case 'local':
      return localCollector({ parts });
    case 'ssh': {
      const { sshCollector } = await import('../collect/collectors/ssh.ts');
      return sshCollector({ clock: systemClock, sleep: timerSleep, random: Math.random, parts });
    }
    case 'docker': {
      const { dockerCollector } = await import('../collect/collectors/docker.ts');
      return dockerCollector({ clock: systemClock, book: containers, parts: more });
    }
    case 'push':
      return pushCollector({ told, clock: systemClock });
    case 'checks':
    case 'alerts':
      // What its checks see is no reading of its own.
      return { kind, collect: async () => [], async [Symbol.asyncDispose]() {} };
    case 'self':
      throw new Error(`${name} is never collected from: it looks at itself`);
    default:
      return assertNever(kind);
  }
}
