import { commands } from '../../commands/index.ts';
import { act } from '../alert/desk.ts';
import { identifier } from '../chat/authorise.ts';
import type { CommandContext, SelfReport } from '../chat/command.ts';
import { dispatcher } from '../chat/dispatch.ts';
import type { PairedChannel } from '../chat/pairing.ts';
import { pairing } from '../chat/pairing.ts';
import type { Desk, Identify, Request } from '../chat/surface.ts';
import type { Config } from '../config/config.ts';
import type { Log } from '../log/log.ts';
import type { Actor } from '../model/person.ts';
import type { Target } from '../model/target.ts';
import type { Clock } from '../model/time.ts';
import { MINUTE } from '../model/time.ts';
import type { Listener } from '../notify/tell.ts';
import { alertTeller } from '../notify/tell.ts';
import { alertNote } from '../report/card.ts';
import type { Samples, Store } from '../store/ports.ts';
import type { Judges } from './judges.ts';
import { judges } from './judges.ts';

export interface CoreDeps {
  readonly config: Config;
  readonly store: Store;
  readonly samples: Samples;
  readonly clock: Clock;
  readonly log: Log;
  self(): Promise<SelfReport>;
  listeners(): readonly Listener[];
  paired(channel: PairedChannel): void;
  /** Something was queued for the channels. */
  queued(): void;
}

/** All that answers and decides, and needs no network: the same behind a running bot and a single command. */
export interface Core {
  readonly judges: Judges;
  /** Watched targets, with the secrets that the store does not keep. */
  readonly targets: readonly Target[];
  readonly tell: ReturnType<typeof alertTeller>;
  readonly desk: Desk;
  readonly identify: Identify;
}

export async function openCore(deps: CoreDeps): Promise<Core> {
  const { config, store, clock } = deps;
  const judging = judges(config);
  const stored = await store.targets.sync(config.targets, clock.now());
  const targets = stored.map((target) => ({
    ...target,
    ssh: config.targets.find((one) => one.name === target.name)?.ssh ?? null,
  }));
  const ruleNamed = (name: string) =>
    targets.flatMap((target) => judging.rulesOf(target)).find((rule) => rule.name === name);
  const tell = alertTeller({
    routes: config.routes,
    listeners: deps.listeners,
    ownChannels: (name) => ruleNamed(name)?.channels ?? null,
    always: () => alwaysTold(config, deps.listeners()),
    note: alertNote,
  });
  const acting = {
    log: store.alerts,
    tell,
    cooldown: (name: string) => ruleNamed(name)?.cooldown ?? 5 * MINUTE,
    now: clock.now,
  };
  const shared = {
    zone: config.zone,
    targets: store.targets,
    scores: store.scores,
    series: deps.samples,
    rounds: store.rounds,
    alerts: {
      list: store.alerts.list,
      get: store.alerts.get,
      between: store.alerts.between,
      act: (action, ids, options) => actOnAll(deps, acting, { action, ids, ...options }),
    } satisfies CommandContext['alerts'],
    pairing: pairing({ store: store.people, now: clock.now, paired: deps.paired }),
    metrics: judging.metrics,
    rules: judging.rulesOf,
    policy: (target: Target) => judging.presetOf(target).policy,
    self: deps.self,
  };
  const desk: Desk = dispatcher({
    commands,
    context: ({ actor, place }: Request, signal) => ({
      ...shared,
      commands: desk.commands,
      actor,
      place,
      now: clock.now(),
      signal,
    }),
    failed: (name, error) => deps.log.error({ err: error }, `/${name} failed`),
  });
  const identify = identifier({ people: config.people, paired: store.people });
  return { judges: judging, targets, tell, desk, identify };
}

/** Linked chats and the terminal hear of everything that is not mere information. */
function alwaysTold(config: Config, listeners: readonly Listener[]): readonly string[] {
  const routed = new Set(config.channels.map(({ name }) => name));
  return listeners.map(({ name }) => name).filter((name) => !routed.has(name));
}

async function actOnAll(
  deps: CoreDeps,
  acting: Parameters<typeof act>[0],
  asked: {
    action: 'acknowledge' | 'resolve';
    ids: readonly number[];
    by: Actor;
    note: string | null;
  },
) {
  const by = { id: asked.by.id, name: asked.by.name };
  const outcomes: Awaited<ReturnType<typeof act>>[] = [];
  for (const id of asked.ids) {
    outcomes.push(await act(acting, asked.action, { id, by, note: asked.note }));
  }
  deps.queued();
  return outcomes;
}
