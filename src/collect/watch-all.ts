import type { Target } from '../model/target.ts';
import type { Collector } from './collector.ts';
import { type WatchDeps, watch } from './watch.ts';

export interface WatchAllDeps extends Omit<WatchDeps, 'collector'> {
  /** The collector of each kind of target that is configured. */
  collectorOf(target: Target): Pick<Collector, 'collect'>;
}

/** Loops that run; disposing it stops them all and waits for their last round to be taken. */
export interface Watching extends AsyncDisposable {
  /** Watches exactly these targets: loops of those that went or changed are stopped, new ones started. */
  set(targets: readonly Target[]): Promise<void>;
}

interface Loop {
  readonly target: string;
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

/** Watches every target in a loop of its own, so that one that hangs or fails touches no other. */
export function watchAll(targets: readonly Target[], deps: WatchAllDeps): Watching {
  const loops = new Map<number, Loop>();

  function start(target: Target): void {
    const stop = new AbortController();
    const collector: Pick<Collector, 'collect'> = {
      collect: (one, signal) => deps.collectorOf(one).collect(one, signal),
    };
    const ended = watch(target, { ...deps, collector }, stop.signal).catch((error) =>
      deps.onError(error, target),
    );
    loops.set(target.id, { target: JSON.stringify(target), stop, ended });
  }

  async function end(ids: readonly number[]): Promise<void> {
    const ending = ids.flatMap((id) => loops.get(id) ?? []);
    for (const loop of ending) loop.stop.abort();
    for (const id of ids) loops.delete(id);
    await Promise.all(ending.map((loop) => loop.ended));
  }

  for (const target of targets) start(target);
  return {
    async set(wanted) {
      const texts = new Map(wanted.map((target) => [target.id, JSON.stringify(target)]));
      await end([...loops].filter(([id, loop]) => texts.get(id) !== loop.target).map(([id]) => id));
      for (const target of wanted) {
        if (!loops.has(target.id)) start(target);
      }
    },
    [Symbol.asyncDispose]: () => end([...loops.keys()]),
  };
}
