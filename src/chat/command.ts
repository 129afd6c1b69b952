import type { z } from 'zod';
import type { Alert, AlertEvent, Severity } from '../model/alert.ts';
import type { Outcome, StoredHold } from '../model/alert-change.ts';
import type { BackupMade, Backups } from '../model/backup.ts';
import type { Cause } from '../model/cause.ts';
import type { Reloaded } from '../model/config-change.ts';
import type { ContainerSight } from '../model/container.ts';
import type { ProbeState } from '../model/declared-probe.ts';
import type { Drawings } from '../model/drawings.ts';
import type { EventReader } from '../model/event-question.ts';
import type { ExportStatus } from '../model/export.ts';
import type { Examined } from '../model/finding.ts';
import type { ForecastRecord } from '../model/forecast.ts';
import type { JobView } from '../model/job.ts';
import type { KeptEntry, LogFilter, LogReader } from '../model/log.ts';
import type { Mark } from '../model/mark.ts';
import type { MetricDefinition } from '../model/metric.ts';
import type { Oddity } from '../model/oddity.ts';
import type { DeliveryReport } from '../model/outbox.ts';
import type { ChartPreset, Panel } from '../model/panel.ts';
import type { Actor, Role } from '../model/person.ts';
import type { TopProcesses } from '../model/processes.ts';
import type { ReportSection } from '../model/report-section.ts';
import type { Rule } from '../model/rule.ts';
import type { Gap } from '../model/sample.ts';
import type { Score, ScorePolicy } from '../model/score.ts';
import type { Maintenance, Matcher, Silence } from '../model/silence.ts';
import type { SourceGroup } from '../model/source.ts';
import type { StorageReport } from '../model/storage.ts';
import type { Target } from '../model/target.ts';
import type { Instant } from '../model/time.ts';
import type { ActionDesk } from './action-desk.ts';
import type { BoardDesk } from './board-desk.ts';
import type { ChannelDesk } from './channel-desk.ts';
import type { CheckDesk } from './check-desk.ts';
import type { FileDesk } from './file-desk.ts';
import type { LiveMessages } from './live-messages.ts';
import type { MetricDesk } from './metric-desk.ts';
import type { OncallDesk } from './oncall-desk.ts';

import type { Reply } from './reply.ts';
import type { RuleDesk } from './rule-desk.ts';
import type { HttpPlace, SampleReader, SeriesReader } from './samples.ts';
import type { TargetDesk } from './target-desk.ts';
import type { TickDesk } from './tick-desk.ts';

export interface TargetReader {
  /** Every watched target, by name. */
  list(): Promise<readonly Target[]>;
}

export interface ScoreReader {
  /** Newest score of a target, or null before the first round. */
  latest(target: number): Promise<Score | null>;
  /** The score that held at `at`, or null. */
  at(target: number, at: Instant): Promise<Score | null>;
  /** Changes of the score in [from, to), oldest first. The even series is the metric `health.score`. */
  history(target: number, from: Instant, to: Instant): Promise<readonly Score[]>;
}

export interface AlertFilter {
  /** null: the open ones. */
  readonly state: 'open' | 'pending' | 'firing' | 'acknowledged' | 'resolved' | null;
  readonly severity: Severity | null;
  readonly target: number | null;
  readonly limit: number;
}

export interface AlertDesk {
  /** Matching alerts, strongest first, then oldest, and how many there are in all. */
  list(filter: AlertFilter): Promise<{ alerts: readonly Alert[]; total: number }>;
  get(id: number): Promise<{ alert: Alert; events: readonly AlertEvent[] } | null>;
  /** Opened or resolved in [from, to). */
  between(from: Instant, to: Instant, target: number | null): Promise<readonly Alert[]>;
  /** Open at some time in [from, to), whenever they fired and ended. */
  touching(from: Instant, to: Instant, target: number | null): Promise<readonly Alert[]>;
  /** Acknowledges, gives back or resolves; each press takes effect once, whoever else presses. */
  act(
    action: 'acknowledge' | 'unacknowledge' | 'resolve',
    alerts: readonly AlertRef[],
    /** `lasts`: milliseconds until whoever takes it is asked about it; not given: as configured. */
    options: { by: Actor; note: string | null; lasts?: number | null },
  ): Promise<readonly Outcome[]>;
  /** Alerts whose escalation is under way, with the step that comes next; null where that is the next severity's. */
  escalating(): Promise<readonly Escalating[]>;
  stopEscalations(alerts: readonly AlertRef[], options: { by: Actor }): Promise<readonly Outcome[]>;
  /** Names of the people to whom alerts can be handed over. */
  people(): readonly string[];
  /** Gives all that a person has to another. */
  handOver(to: string, options: { by: Actor }): Promise<HandedOver>;
  /** Writes a line into its history and onto its card. */
  note(id: number, options: { by: Actor; text: string }): Promise<Outcome>;
  /** Says that it was no use to anybody, or takes that back. */
  noise(id: number, options: { by: Actor; isNoise: boolean }): Promise<Outcome>;
  /** An alert that no rule made; it stays open until a person resolves it. */
  create(alert: {
    message: string;
    severity: Severity;
    type: string;
    /** Target id, or null for the monitor itself. */
    target: number | null;
    by: Actor;
  }): Promise<Alert>;
  /** How each of its messages fared, oldest first. */
  deliveries(id: number): Promise<readonly DeliveryReport[]>;
  /** What is held back of it now. */
  holds(id: number): Promise<readonly StoredHold[]>;
  /** Alerts that are shown in its message, itself included. */
  members(id: number, limit: number): Promise<{ alerts: readonly Alert[]; total: number }>;
}

export interface Escalating {
  readonly alert: Alert;
  readonly next: { readonly to: readonly string[]; readonly name: string } | null;
}

export type HandedOver =
  | { readonly kind: 'done'; readonly to: string; readonly outcomes: readonly Outcome[] }
  /** There is no such person, or they may not have alerts; `why` is for people. */
  | { readonly kind: 'refused'; readonly why: string };

/** One alert, or with `all` every open one that is shown in its message. People write `12` and `12*`. */
export interface AlertRef {
  readonly id: number;
  readonly all: boolean;
}

/** What became of a silence that was asked for. */
export interface Silenced {
  readonly silence: Silence | null;
  /** How many alerts that it covers are open. */
  readonly open: number;
  /** Why it was not made; null when it was, or when what it covers is clear already. */
  readonly refused?: string | null;
  /** Where else it was written, or why not, a line each. */
  readonly elsewhere?: readonly string[];
}

export interface SilenceDesk {
  /** Newest first, also those that have ended. */
  list(limit: number): Promise<readonly Silence[]>;
  /**
   * Hides messages of what matches from now on; `endsAt` null: until nothing that matches is open. `silence` is null when
   * that is so already.
   */
  add(silence: {
    matcher: Matcher;
    endsAt: Instant | null;
    reason: string;
    by: Actor;
    /** Name of an Alertmanager that it is written to as well. */
    also?: string | undefined;
  }): Promise<Silenced>;
  /** Names of the Alertmanagers that one can be written to. */
  elsewhere(): readonly string[];
  /** Ends one; null when there is no such silence or it has ended. `open`: how many of what it covered are open now. */
  end(id: number, by: Actor): Promise<{ silence: Silence; open: number } | null>;
}

export interface MaintenanceView extends Maintenance {
  /** When the window that is open now ends, or null. */
  readonly activeUntil: Instant | null;
  /** When it opens next; null when that is more than a month away. */
  readonly next: Instant | null;
}

export interface MaintenanceDesk {
  list(): Promise<readonly MaintenanceView[]>;
  /** `problem` says what is wrong with the calendar expression or the name. */
  add(window: Omit<Maintenance, 'by'> & { by: Actor }): Promise<{ problem: string | null }>;
  /** `problem`: there is none of that name, or it stands in the configuration. */
  remove(name: string): Promise<{ problem: string | null }>;
}

export interface ConfigDesk {
  /** The configuration in force, without secrets. */
  show(): Promise<unknown>;
  /** Reads `.env` and `tocsin.yaml` anew, checks all of it, and applies all or nothing. */
  reload(options: { confirm: boolean; by: Actor }): Promise<Reloaded>;
}

/** New lines of logs, shown in one message that is edited. */
export interface LookingDesk {
  /** Begins; `problem` says why not. */
  start(asked: {
    readonly filter: LogFilter;
    /** Such as `in app on web-1`. */
    readonly what: string;
    readonly place: ChatPlace;
    readonly zone: string;
  }): { readonly problem: string | null };
  /** False when it has ended already. */
  stop(id: number): boolean;
}

export interface BackupDesk {
  list(): Promise<Backups>;
  /** Makes one, or waits for the one that is being made; never longer than people wait. */
  make(): Promise<BackupMade>;
}

/** Looks for real at all that must work. */
export interface DoctorDesk {
  /** What was found, of each examination; null where nothing runs that could be examined from here. */
  examine(signal: AbortSignal): Promise<readonly Examined[] | null>;
}

/** Changes that people and programs told of. */
export interface MarkDesk {
  /** The newest 500 in [from, to], oldest first: of a target those of its own and those of everything; null: all. */
  between(from: Instant, to: Instant, target: number | null): Promise<readonly Mark[]>;
  add(mark: Omit<Mark, 'id' | 'by'> & { by: Actor }): Promise<Mark>;
  /** false: there is none of that id. */
  remove(id: number): Promise<boolean>;
}

/** What was to be seen when alerts fired. */
export interface CauseReader {
  /** By the alert's id; alerts whose cause is not known are left out. */
  of(alerts: readonly number[]): Promise<ReadonlyMap<number, Cause>>;
}

export interface RoundReader {
  /** Spans without data that touch [from, to). */
  gaps(target: number, from: Instant, to: Instant): Promise<readonly Gap[]>;
  /** Newest round of a target: when, and whether it worked. */
  last(target: number): Promise<{ at: Instant; ok: boolean; detail: string } | null>;
  /** Rounds in [from, to): how many were measured and how many missed. */
  count(target: number, from: Instant, to: Instant): Promise<{ measured: number; missed: number }>;
}

export interface Pairing {
  /** A new code, valid until `expires`. */
  create(): Promise<{ code: string; expires: Instant }>;
  /** Links the chat as alert channel and the person as admin. */
  redeem(code: string, actor: Actor, chat: ChatPlace): Promise<'paired' | 'unknown' | 'expired'>;
}

/** The chat a command came from. */
export interface ChatPlace {
  readonly surface: Actor['surface'];
  /** Channel or chat id; the terminal's is `console`. */
  readonly id: string;
  /** Topic or thread, or null. */
  readonly thread: string | null;
  readonly title: string;
}

/** A command's summary for help, completion and registration. */
export interface CommandInfo {
  readonly name: string;
  readonly summary: string;
  readonly role: Role | 'anyone';
  readonly args: readonly ArgInfo[];
}

export interface ArgInfo {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  /** Takes every word that is left, such as a note. */
  readonly rest: boolean;
  /** Takes every leading word that looks like this (several ids), or null for one word. */
  readonly words: RegExp | null;
  /** Fixed choices, or null. */
  readonly choices: readonly string[] | null;
  readonly completes: boolean;
}

/** How the product is doing, for `about`. */
export interface SelfReport {
  /** false: answered from what is stored, by a process made for the answer. */
  readonly running: boolean;
  readonly version: string;
  readonly startedAt: Instant;
  readonly node: string;
  readonly residentBytes: number;
  readonly databaseBytes: number;
  readonly exports: readonly ExportStatus[];
  /** Since the start: samples that were given up, and stored pieces of samples that cannot be read. */
  readonly samples: { readonly shed: number; readonly damaged: number };
  readonly surfaces: readonly { readonly name: string; readonly state: string }[];
}

/** All a command may reach. */
export interface CommandContext {
  readonly actor: Actor;
  readonly place: ChatPlace;
  readonly now: Instant;
  /** IANA zone of whoever asks, for days and hours: their own where `people` says one, else REPORT_TZ. */
  readonly zone: string;
  readonly commands: readonly CommandInfo[];
  readonly targets: TargetReader;
  readonly scores: ScoreReader;
  readonly alerts: AlertDesk;
  readonly silences: SilenceDesk;
  readonly maintenance: MaintenanceDesk;
  readonly ruleDesk: RuleDesk;
  readonly config: ConfigDesk;
  readonly backups: BackupDesk;
  readonly doctor: DoctorDesk;
  readonly metricDesk: MetricDesk;
  readonly targetDesk: TargetDesk;
  readonly fileDesk: FileDesk;
  readonly checks: CheckDesk;
  readonly actionDesk: ActionDesk;
  readonly channelDesk: ChannelDesk;
  readonly oncallDesk: OncallDesk;
  readonly ticks: TickDesk;
  readonly pictures: Drawings;
  readonly series: SeriesReader;
  readonly samples: SampleReader;
  readonly http: HttpPlace;
  readonly events: EventReader;
  /** Entries of logs, without what no chat may show. */
  readonly logs: LogReader;
  /** Logs of a target that are followed, or of which something came. */
  logNames(target: number): Promise<readonly string[]>;
  /** What an entry says, without its time, level and logger. */
  logMessage(entry: KeptEntry): string;
  readonly looking: LookingDesk;
  readonly liveMessages: LiveMessages;
  readonly boards: BoardDesk;
  readonly rounds: RoundReader;
  readonly marks: MarkDesk;
  /** How forecasts of the past turned out; null: of all targets, of all metrics. */
  readonly forecasts: {
    record(of: { target: number | null; metric: string | null }): Promise<ForecastRecord>;
  };
  readonly causes: CauseReader;
  /** Containers of a target as they were last seen; null when nobody has looked. */
  readonly containers: { sight(target: number): Promise<ContainerSight | null> };
  readonly pairing: Pairing;
  readonly metrics: readonly MetricDefinition[];
  /** Key series of a target that are unusual for this hour. */
  oddities(target: Target): Promise<readonly Oddity[]>;
  rules(target: Target): readonly Rule[];
  policy(target: Target): ScorePolicy;
  /** Metrics of a preset by its name; null: there is none of that name. */
  presetMetrics(name: string): readonly MetricDefinition[] | null;
  /** What the preset of a target adds to its reports. */
  reportSections(target: Target): readonly ReportSection[];
  /** Panels of the preset of a target. */
  panels(target: Target): readonly Panel[];
  /** Charts that its preset names. */
  charts(target: Target): readonly ChartPreset[];
  /** How old the data of its sources are. */
  freshness(target: Target): Promise<readonly SourceGroup[]>;
  /** How the declared probes of a target last went; none where nothing runs. */
  probes(target: Target): readonly ProbeState[];
  /** Milliseconds for which a target is left alone, as `Host.waits` has it; null where it is not, or nothing runs. */
  waits(target: Target): number | null;
  self(): Promise<SelfReport>;
  /** How much is kept, where, and how fast it grows. */
  storage(): Promise<StorageReport>;
  /** What happens by the calendar; null when no process runs that would do it. */
  jobs(): Promise<readonly JobView[] | null>;
  /** The processes of a host that take most, as its newest round saw them; null when none did. */
  processes(target: Target): TopProcesses | null;
  readonly signal: AbortSignal;
}

/** Up to 25 suggestions for what was typed so far. */
export type Completer = (typed: string, context: CommandContext) => Promise<readonly Choice[]>;

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/**
 * A command is data. `args` is a flat object whose fields read text, in the order in which they are typed.
 */
export interface Command<Args extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly summary: string;
  /** Weakest role that may run it; `anyone` only where the command checks for itself (pairing). */
  readonly role: Role | 'anyone';
  readonly args: Args;
  /** Name of the last argument, when it takes the rest of the line. */
  readonly rest?: string;
  /** Arguments of several words, with what such a word looks like. */
  readonly words?: Readonly<Record<string, RegExp>>;
  readonly complete?: Readonly<Record<string, Completer>>;
  run(args: z.infer<Args>, context: CommandContext): Promise<Reply>;
}

/** Declares a command with its argument types inferred; the registry holds it without them. */
export function command<Args extends z.ZodObject>(definition: Command<Args>): Command {
  // Sound: dispatch passes only what this command's own `args` has parsed.
  return definition as unknown as Command;
}

/** How a command is written: `/ack <ids> [note]`. */
export function signature(info: CommandInfo): string {
  const words = info.args.map((arg) => (arg.required ? `<${arg.name}>` : `[${arg.name}]`));
  return [`/${info.name}`, ...words].join(' ');
}
