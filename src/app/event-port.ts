import type { EventMapping } from '../model/event.ts';
import type { Recorder } from '../model/recorder.ts';
import { presetRecorders } from '../presets/recorders.ts';
import type { Events } from '../store/ports.ts';
import type { EventPort } from '../web/event-intake.ts';
import type { EffectDeps } from './event-effects.ts';
import { openEventEffects } from './event-effects.ts';
import type { Live } from './live.ts';

export interface EventPortDeps extends Pick<EffectDeps, 'samples' | 'clock' | 'log'> {
  readonly live: Live;
  readonly events: Pick<Events, 'take'>;
}

interface Shared
  extends Pick<EventPort, 'seen' | 'failed' | 'retention'>,
    Pick<EffectDeps, 'judge' | 'raise'> {
  /** A target sent events. */
  arrived(target: number): void;
}

/** Takes the events that programs push, and turns them into what presets and the configuration say. */
export function openEventPort(
  { live, events, ...deps }: EventPortDeps,
  { judge, raise, arrived, ...shared }: Shared,
): EventPort & AsyncDisposable {
  const effects = openEventEffects({
    ...{ samples: deps.samples, clock: deps.clock, log: deps.log, judge, raise },
    target: live.target,
    targets: live.targets,
    presetMappings: (target) => live.judges().presetOf(target).events ?? NONE,
    ownMappings: () => live.config().events,
    canonical: () => live.catalogue().canonical,
  });
  return {
    ...shared,
    clock: deps.clock,
    targets: live.targets,
    recorders: (id) => recordersOf(live, id),
    presetsFor: (path) =>
      Object.entries(presetRecorders).flatMap(([preset, all]) =>
        all.some((one) => one.path === path) ? [preset] : [],
      ),
    async take(all) {
      const outcome = await events.take(all);
      for (const id of new Set(all.map(({ target }) => target))) arrived(id);
      return outcome;
    },
    happened: effects.apply,
    [Symbol.asyncDispose]: () => effects[Symbol.asyncDispose](),
  };
}

const NONE: readonly EventMapping[] = [];

/** Of a target, or each of all targets once. */
function recordersOf(live: Live, id: number | null): readonly Recorder[] {
  const targets = live.targets().filter((target) => id === null || target.id === id);
  const presets = new Set(targets.map((target) => live.judges().presetOf(target)));
  return [...presets].flatMap(({ recorders = [] }) => recorders);
}
