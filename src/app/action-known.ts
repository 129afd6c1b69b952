import { containerNamed } from '../action/container.ts';
import type { Wanted, Workshop } from '../collect/actions/perform.ts';
import type { ActionRun, SafeAction } from '../model/action.ts';
import type { ContainerSight } from '../model/container.ts';
import type { Target } from '../model/target.ts';
import type { Clock } from '../model/time.ts';
import { HOUR } from '../model/time.ts';
import type { ActionStore } from '../store/ports.ts';
import { refOf } from './action-refs.ts';
import type { Live } from './live.ts';

/** Runs that are looked at to judge the limit. */
const JUDGED = 500;

/** An action of a target, as it is configured now. */
export interface Known {
  readonly ref: string;
  readonly target: Target;
  readonly action: SafeAction;
}

export interface KnownDeps {
  readonly live: Pick<Live, 'targets' | 'actionsOf'>;
  readonly store: { readonly actions: ActionStore };
  readonly clock: Pick<Clock, 'now'>;
  /** Where an action of a target happens, or why it cannot. */
  workshop(target: Target): Workshop | string;
  /** Containers of a target as they were last seen. */
  sight(target: number): Promise<ContainerSight | null>;
}

/** Every action of every watched target. */
export function knownActions({ live }: Pick<KnownDeps, 'live'>): readonly Known[] {
  return live
    .targets()
    .flatMap((target) =>
      live
        .actionsOf(target.id)
        .map((action) => ({ ref: refOf(target.id, action), target, action })),
    );
}

export type Refused = { readonly kind: 'refused'; readonly why: string };

export function refused(why: string): Refused {
  return { kind: 'refused', why };
}

/** Everything that doing it needs. */
export interface Ready extends Known {
  readonly kind: 'ready';
  readonly wanted: Wanted;
  readonly workshop: Workshop;
  /** What became of it within the last hour. */
  readonly runs: readonly ActionRun[];
}

/** Looks at what an action needs, as it is now. */
export async function readyFor(deps: KnownDeps, known: Known): Promise<Ready | Refused> {
  const { target, action } = known;
  const workshop = deps.workshop(target);
  if (typeof workshop === 'string') return refused(workshop);
  const wanted = await wantedOf(deps, known);
  if (wanted.kind === 'refused') return wanted;
  const runs = await recentRuns(deps, known);
  return { kind: 'ready', ...known, action, wanted, workshop, runs };
}

function recentRuns(
  { store, clock }: Pick<KnownDeps, 'store' | 'clock'>,
  { target, action }: Known,
): Promise<readonly ActionRun[]> {
  const since = clock.now() - HOUR;
  return store.actions.list({ target: target.id, action: action.name, since }, JUDGED);
}

async function wantedOf(
  { sight }: Pick<KnownDeps, 'sight'>,
  { target, action: { deed } }: Known,
): Promise<Wanted | Refused> {
  if (deed.kind === 'run') return deed;
  const found = containerNamed(await sight(target.id), deed.container);
  return found.kind === 'refused' ? found : { kind: 'restart', container: found.name };
}
