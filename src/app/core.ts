import { commands } from '../../commands/index.ts';
import { identifier } from '../chat/authorise.ts';
import { type BoardDesk, NO_BOARDS } from '../chat/board-desk.ts';
import type {
  BackupDesk,
  CommandContext,
  ConfigDesk,
  DoctorDesk,
  LookingDesk,
  SelfReport,
} from '../chat/command.ts';
import { dispatcher } from '../chat/dispatch.ts';
import type { LiveMessages } from '../chat/live-messages.ts';
import type { PairedChannel } from '../chat/pairing.ts';
import { pairing } from '../chat/pairing.ts';
import type { ChatSurface, Desk, Identify, Request } from '../chat/surface.ts';
import { messageOf } from '../collect/logs/parse.ts';
import type { Host } from '../collect/remote.ts';
import type { Config } from '../config/config.ts';
import type { Log } from '../log/log.ts';
import type { ProbeState } from '../model/declared-probe.ts';
import type { KeptEntry, LogReader } from '../model/log.ts';
import type { ChartPreset } from '../model/panel.ts';
import type { Actor } from '../model/person.ts';
import type { Preset } from '../model/preset.ts';
import type { Target } from '../model/target.ts';
import type { Clock } from '../model/time.ts';
import { channelKinds } from '../notify/kinds.ts';
import { baseCharts } from '../presets/charts.ts';
import { periodOf } from '../report/period/period.ts';
import { periodReport } from '../report/period/report.ts';
import type { Events, Logs, Samples, Store } from '../store/ports.ts';
import type { PushedSeries } from '../web/intake.ts';
import { type Acting, openActing } from './acting.ts';
import type { Alerting } from './alerting.ts';
import { channelDesk } from './channel-desk.ts';
import type { OwnCheckDesk } from './check-desk.ts';
import { storedSight } from './containers.ts';
import { desks } from './desks.ts';
import type { Elsewhere } from './elsewhere.ts';
import { httpPlace, presetMetrics } from './exporting.ts';
import type { ConfigFile } from './file-desk.ts';
import { fileDesk } from './file-desk.ts';
import type { Live } from './live.ts';
import { markDesk } from './mark-desk.ts';
import { maskedLogs } from './masked-logs.ts';
import { metricDesk } from './metric-desk.ts';
import { openOddities } from './oddities.ts';
import { oncallDesk } from './oncall-desk.ts';
import type { People } from './people.ts';
import type { Registering } from './registering.ts';
import { routing } from './routing.ts';
import type { Place } from './sending.ts';
import { freshnessReader } from './sources.ts';
import type { StorageWatch } from './storage.ts';
import type { MakeReport } from './summaries.ts';
import { targetDesk } from './target-desk.ts';
import { openTelling, type Telling } from './telling.ts';
import { tickDesk } from './ticks.ts';

export interface CoreDeps {
  readonly live: Live;
  readonly alerting: Alerting;
  readonly people: People;
  readonly store: Store;
  readonly samples: Samples;
  readonly events: Pick<Events, 'ask' | 'usage'>;
  readonly logs: LogReader & Pick<Logs, 'states'>;
  /** Shows new lines; nothing does so unless given. */
  readonly looking?: LookingDesk;
  /** Messages that go on after the answer; there are none unless given. */
  readonly liveMessages?: LiveMessages;
  /** Messages that show how everything is; there are none unless given. */
  readonly boards?: BoardDesk;
  /** What applications told by themselves; what is stored of it unless given. */
  readonly telling?: Pick<Telling, 'latest'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly config: ConfigDesk;
  readonly backups: BackupDesk;
  /** Examines the running process; there is none unless given. */
  readonly doctor?: DoctorDesk;
  readonly registered: Registering;
  readonly checks: OwnCheckDesk;
  /** What is done on targets; where nothing runs, it is only shown. */
  readonly acting?: Pick<Acting, 'desk'>;
  /** The host of a target that is watched here; not given where nothing is watched. */
  host?(target: Target): Host | null;
  readonly file: ConfigFile;
  /** Whether a process runs that takes over what is written; true unless given. */
  readonly isRunning?: boolean;
  readonly storage: Pick<StorageWatch, 'report'>;
  /** Every channel that messages go to; the configured ones unless given. */
  places?(): readonly Place[];
  /** Chats that run; none unless given. */
  chats?(): readonly ChatSurface[];
  /** How the declared probes of a target last went; not given where nothing is watched. */
  probes?(target: Target): readonly ProbeState[];
  self(): Promise<SelfReport>;
  /** What only a running process knows; nothing unless given. */
  readonly jobs?: CommandContext['jobs'];
  readonly processes?: CommandContext['processes'];
  /** Draws the pictures of files; where it is not given, they have small curves instead. */
  readonly pictures?: CommandContext['pictures'];
  paired(channel: PairedChannel): void;
  /** Writes silences to Alertmanagers too; nothing does unless given. */
  readonly elsewhere?: Pick<Elsewhere, 'places' | 'placesFor' | 'write'>;
  /** Something was queued for the channels. */
  queued(): void;
  /** Rules or what is watched changed: what judges has to be made anew. */
  rejudge(): Promise<void>;
  /** Lets the rules of a target see what came for it by hand. */
  pushed(target: Target, series: readonly PushedSeries[]): Promise<void>;
}

/** All that answers, and needs no network: the same behind a running bot and a single command. */
export interface Core {
  readonly desk: Desk;
  readonly identify: Identify;
  readonly report: MakeReport;
}

const NOBODY_LOOKS: LookingDesk = {
  start: () => ({ problem: 'Only a running Tocsin follows logs: start it, and ask it in a chat.' }),
  stop: () => false,
};

export function openCore(deps: CoreDeps): Core {
  const { live, store, clock } = deps;
  const told = (deps.telling ?? openTelling(deps)).latest;
  const shared = {
    targets: {
      list: async () =>
        (await store.targets.list()).map((target) => ({
          ...target,
          paused: deps.alerting.pauses.of(target.id),
        })),
    },
    scores: store.scores,
    series: deps.samples,
    samples: deps.samples,
    events: deps.events,
    logs: maskedLogs(deps),
    logNames: (target: number) => logNames(deps, target),
    logMessage: (entry: KeptEntry) => {
      const found = live.logsOf(entry.target).logs.find(({ name }) => name === entry.log);
      return messageOf(entry, found?.format ?? 'auto');
    },
    looking: deps.looking ?? NOBODY_LOOKS,
    liveMessages: deps.liveMessages ?? { begin: async () => false },
    boards: deps.boards ?? NO_BOARDS,
    rounds: store.rounds,
    marks: markDesk(deps),
    forecasts: store.forecasts,
    oddities: openOddities(deps),
    causes: { of: store.causes.of },
    containers: { sight: (target: number) => storedSight(store.settings, target) },
    ...desks(deps),
    checks: deps.checks,
    config: deps.config,
    backups: deps.backups,
    doctor: deps.doctor ?? { examine: async () => null },
    channelDesk: channelDesk({
      ...{ store, clock, kinds: channelKinds, queued: deps.queued },
      places: () => deps.places?.() ?? live.config().channels,
      hasChat: (kind) => hasChat(live.config(), kind),
      chats: () => deps.chats?.() ?? [],
      isRunning: deps.isRunning ?? true,
      route: (asked) => routing(deps, asked),
    }),
    oncallDesk: oncallDesk(deps),
    ticks: tickDesk(store.settings, clock),
    pictures: deps.pictures ?? { svg: async () => null },
    metricDesk: metricDesk(deps),
    actionDesk: (deps.acting ?? openActing({ ...deps, chats: () => [] })).desk,
    targetDesk: targetDesk({ ...deps, told }),
    fileDesk: fileDesk({
      ...deps,
      isRunning: deps.isRunning ?? true,
      attempt: deps.checks.attempt,
      isCheck: (name) => deps.checks.list().some(({ check }) => check.name === name),
    }),
    storage: deps.storage.report,
    pairing: pairing({ store: store.people, now: clock.now, paired: deps.paired }),
    rules: (target: Target) => live.judges().rulesOf(target),
    policy: (target: Target) => live.judges().policyOf(target),
    presetMetrics,
    reportSections: (target: Target) => live.judges().presetOf(target).reportSections ?? [],
    panels: (target: Target) => live.judges().presetOf(target).panels ?? [],
    charts: (target: Target) => chartsOf(live.judges().presetOf(target)),
    freshness: freshnessReader(deps),
    probes: (target: Target) => deps.probes?.(target) ?? [],
    waits: (target: Target) => waitsOf(deps, target),
    self: deps.self,
    jobs: deps.jobs ?? (async () => null),
    processes: deps.processes ?? (() => null),
  } satisfies Partial<CommandContext>;
  const desk: Desk = dispatcher({
    commands,
    context: ({ actor, place }: Request, signal) => ({
      ...shared,
      metrics: live.catalogue().metrics,
      http: httpPlace(live.config()),
      zone: zoneOf(live, actor),
      commands: desk.commands,
      actor,
      place,
      now: clock.now(),
      signal,
    }),
    failed: (name, error) => deps.log.error({ err: error }, `/${name} failed`),
  });
  const identify: Identify = (seen) =>
    identifier({ people: live.config().people, paired: store.people })(seen);
  const report: MakeReport = async ({ kind, date, zone, target, signal }) => {
    const all = await shared.targets.list();
    const targets = target === null ? all : all.filter(({ name }) => name === target);
    if (target !== null && targets.length === 0) return null;
    const now = clock.now();
    return periodReport(
      { ...shared, metrics: live.catalogue().metrics },
      {
        ...{ targets, isOne: target !== null, isAnalysis: false, zone, now, signal },
        period: periodOf(kind, { date, zone, now }),
      },
    );
  };
  return { desk, identify, report };
}

function waitsOf({ live, host }: CoreDeps, target: Target): number | null {
  const watched = live.targets().find(({ id }) => id === target.id);
  return (watched && host?.(watched)?.waits?.()) ?? null;
}

async function logNames({ live, logs }: CoreDeps, target: number): Promise<readonly string[]> {
  const followed = live.logsOf(target).logs.map(({ name }) => name);
  return [...new Set([...followed, ...Object.keys(await logs.states(target))])];
}

function hasChat({ discord, telegram }: Config, kind: string): boolean {
  return (kind === 'discord' && discord !== null) || (kind === 'telegram' && telegram !== null);
}

/** The zone that `people` gives for whoever asks, else the one of the reports. */
function zoneOf(live: Live, { id, surface }: Actor): string {
  const { people, zone } = live.config();
  const found = people.find((one) => surface !== 'console' && `${surface}:${one[surface]}` === id);
  return found?.zone ?? zone;
}

/** Every preset extends the base; what it names the same stands for the base's. */
function chartsOf({ charts = [] }: Pick<Preset, 'charts'>): readonly ChartPreset[] {
  return [...charts, ...baseCharts.filter(({ name }) => !charts.some((one) => one.name === name))];
}
