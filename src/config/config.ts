import type { SafeAction } from '../model/action.ts';
import type { Severity } from '../model/alert.ts';
import type { AlertmanagerPlace } from '../model/alertmanager.ts';
import type { Check } from '../model/check.ts';
import type { ClockSpan } from '../model/clock-span.ts';
import type { ContainerWatch, EngineAddress } from '../model/container.ts';
import type { DeclaredByTarget } from '../model/declared-probe.ts';
import type { Escalation } from '../model/escalation.ts';
import type { EventMapping } from '../model/event.ts';
import type { Export } from '../model/export.ts';
import type { LogPattern, LogSource } from '../model/log.ts';
import type { Mentions } from '../model/mention.ts';
import type { MetricSaid } from '../model/metric-said.ts';
import type { Role } from '../model/person.ts';
import type { Rota } from '../model/rota.ts';
import type { Rule } from '../model/rule.ts';
import type { Labels } from '../model/sample.ts';
import type { Maintenance, Matcher } from '../model/silence.ts';
import type { SshAddress, TargetKind } from '../model/target.ts';

export interface TargetConfig {
  readonly name: string;
  readonly kind: TargetKind;
  readonly interval: number;
  readonly labels: Labels;
  readonly preset: string;
  readonly ssh: SshAddress | null;
  /** Target without which this one cannot be reached, or null. */
  readonly parent: string | null;
  /** Of a `push` target: after so many milliseconds without a word it counts as unreachable. */
  readonly silentAfter?: number;
  /** Which containers matter; null: nobody looks at any. */
  readonly containers?: ContainerWatch | null;
  /** Of a `docker` target. */
  readonly docker?: EngineAddress;
  /** What is asked of its applications. */
  readonly declared?: DeclaredByTarget;
  /** Logs that are followed, and what is looked for in them. */
  readonly logs?: readonly LogSource[];
  readonly patterns?: readonly LogPattern[];
  /** What admins may let happen there. */
  readonly actions?: readonly SafeAction[];
}

/** Hours in which a channel is left alone; what is not critical waits for their end. */
export type QuietHours = ClockSpan;

/** While an alert that `when` matches is open, those that `mute` matches are held back. */
export interface Inhibition {
  /** Its severity is the weakest that counts, unlike that of any other matcher: `critical` means that or stronger. */
  readonly when: Matcher;
  readonly mute: Matcher;
  /** `target` and label names that must be equal on both. */
  readonly same: readonly string[];
}

/** How alerts are gathered and repeated. */
export interface AlertSettings {
  /** Alerts of one group within this time share one message. */
  readonly groupWait: number;
  readonly groupBy: 'target' | 'rule' | 'none';
  /** More messages than this within a minute are a storm, which is shown in one. */
  readonly storm: number;
  /** How often people are reminded of a critical alert that nobody has, unless its rule says otherwise; null: never. */
  readonly remind: number | null;
  /** Name of what is done step by step about a critical alert of which neither rule nor route says it. */
  readonly escalation: string | null;
  /** After how long whoever took an alert is asked whether they still have it; null: never. */
  readonly ackExpires: number | null;
  /** A critical alert that its channel has not taken for so long is told by another. */
  readonly failOver: number;
  /** How long after the start nothing is called missing. */
  readonly startupGrace: number;
  /** `host:port` of places that answer while the monitor itself is online; empty: those of the chats. */
  readonly quorum: readonly string[];
}

/** A named place for messages. `address` is a channel or chat id, `thread` a topic or thread. */
export interface ChannelConfig {
  readonly name: string;
  /** `discord`, `telegram`, `console`, or one of the registry. */
  readonly kind: string;
  readonly address: string;
  readonly thread: string | null;
  /** How a chat shows alerts: each as a post or topic of its own, or with a thread below its card; plain unless given. */
  readonly style?: 'forum' | 'threads';
  /** Whom messages with a sound call. */
  readonly mention?: Mentions;
  /** What a kind of the registry needs, as its own keys have parsed it; not given for the others. */
  readonly options?: Readonly<Record<string, unknown>>;
  readonly quiet: QuietHours | null;
  /** Weakest severity of which it is told; all unless given. */
  readonly severity?: Severity;
  /** Messages with a sound per hour; what comes beyond arrives without one. null: no bound. */
  readonly pushesPerHour: number | null;
}

/** Alerts that match go to `to`. Everything that is given must match. */
export interface Route {
  readonly match: {
    /** Weakest severity that matches. */
    readonly severity: Severity;
    readonly target: string | null;
    readonly rule: string | null;
    readonly labels: Labels;
    /** Type of the rule. */
    readonly type?: string;
  };
  /** Its own or, where it names none, those of the route around it. */
  readonly to: readonly string[];
  /** Name of what is done step by step while nobody takes the alert. */
  readonly escalation?: string;
  /** Hours in which it holds; not given: always. */
  readonly between?: ClockSpan;
  /** Of a route in a route: whom that one names is told too. */
  readonly continue?: boolean;
  /** Those that match stand for this one. */
  readonly routes?: readonly Route[];
}

export const REPORT_PERIODS = ['daily', 'overnight', 'weekly', 'monthly'] as const;

export type ReportPeriod = (typeof REPORT_PERIODS)[number];

export interface ReportConfig {
  readonly period: ReportPeriod;
  /** Name of the target that it is about; all unless given. */
  readonly target?: string;
  /** Five-field cron expression. */
  readonly at: string;
  /** IANA zone. */
  readonly zone: string;
  /** Channel names. */
  readonly to: readonly string[];
  /** Whether chats that are linked by a code get it too. */
  readonly linked: boolean;
}

export interface PersonConfig {
  readonly name: string;
  readonly role: Role;
  /** Discord user or role id, or null. */
  readonly discord: string | null;
  /** Telegram user id, or null. */
  readonly telegram: string | null;
  /** Address of mail. */
  readonly email?: string;
  /** Number with its country, such as +491701234567. */
  readonly phone?: string;
  /** IANA zone, or null for REPORT_TZ. */
  readonly zone: string | null;
}

/** What `metrics` says of a metric. */
export interface MetricConfig {
  readonly said: MetricSaid;
  /** How long its points are kept, in milliseconds; null: as all others. */
  readonly retention: number | null;
}

/** How much is kept. */
export interface StorageSettings {
  /** Milliseconds that hourly roll-ups are kept. */
  readonly hours: number;
  /** Bytes that everything in the data directory may take before people are told; null: no bound. */
  readonly limit: number | null;
  /** Bytes that the samples may write a day before people are told. */
  readonly writtenPerDay: number;
  /** Series of one target, and in all. */
  readonly seriesPerTarget: number;
  readonly seriesTotal: number;
  /** Milliseconds that entries of logs are kept, and bytes that they may take. */
  readonly logs: number;
  readonly logBytes: number;
}

/** Percent at which a rule of `base` warns and at which it is critical. */
export interface Limit {
  readonly warning: number;
  readonly critical: number;
}

export interface Limits {
  readonly cpu: Limit;
  readonly memory: Limit;
  readonly disk: Limit;
}

/** Everything that was configured, in the program's own units; frozen after loading. */
export interface Config {
  readonly dataDir: string;
  readonly databaseFile: string;
  readonly samplesFile: string;
  readonly logLevel: string;
  readonly zone: string;
  /** Milliseconds that points are kept. */
  readonly retention: number;
  readonly metrics: readonly MetricConfig[];
  readonly storage: StorageSettings;
  readonly backup: {
    /** Folder of the backups; null: `backups` in the data directory. */
    readonly folder: string | null;
    /** Five-field cron expression, in `zone`. */
    readonly at: string;
    /** How many are kept. */
    readonly keep: number;
  };
  /** Files beside the store that other programs read; null: none. */
  readonly mirror: {
    readonly folder: string;
    /** A day's summary is written with every so many checks. */
    readonly summaryEvery: number;
    /** Most lines of the history of scores. */
    readonly historyMost: number;
    /** How long summaries are kept, in milliseconds; lines are kept for `retention`. */
    readonly summariesKept: number;
    /** Where files go, packed, before they are deleted; null: nowhere. */
    readonly archive: string | null;
  } | null;
  readonly http: {
    readonly enabled: boolean;
    readonly host: string;
    readonly port: number;
    /** Key that programs send; without one nothing is taken from programs. */
    readonly key?: string;
  };
  /** Where StatsD is taken over UDP; null: nowhere. */
  readonly statsd: { readonly host: string; readonly port: number } | null;
  readonly discord: {
    readonly token: string;
    /** Only this server's members are answered, or null for every server the bot is in. */
    readonly guildId: string | null;
    /** Base address without version, e.g. `https://discord.com/api`. */
    readonly apiUrl: string;
  } | null;
  readonly telegram: {
    readonly token: string;
    /** e.g. `https://api.telegram.org`. */
    readonly apiRoot: string;
  } | null;
  readonly targets: readonly TargetConfig[];
  readonly checks: readonly Check[];
  /** Rules of tocsin.yaml; those of the presets come beside them, and lose against one of the same name. */
  readonly rules: readonly Rule[];
  /** What events of applications are turned into; a preset's mapping that makes the same gives way. */
  readonly events: readonly EventMapping[];
  readonly channels: readonly ChannelConfig[];
  readonly routes: readonly Route[];
  /** What is done step by step while nobody takes an alert. */
  readonly escalations: readonly Escalation[];
  readonly reports: readonly ReportConfig[];
  readonly people: readonly PersonConfig[];
  readonly rotas: readonly Rota[];
  readonly alerting: AlertSettings;
  readonly inhibit: readonly Inhibition[];
  /** Windows of tocsin.yaml; those made in a chat come beside them. */
  readonly maintenance: readonly Maintenance[];
  /** Alertmanagers that silences are written to. */
  readonly alertmanagers: readonly AlertmanagerPlace[];
  /** Destinations that samples are pushed to. */
  readonly exports: readonly Export[];
  /** Folder of checks that are made of code; null: none is. */
  readonly plugins: string | null;
  /** Names that checks need and that only checks made of code can carry. */
  readonly awaited: readonly MissingCheck[];
  /** Address that is asked for every minute while the self-audit finds nothing, or null. */
  readonly heartbeatUrl: string | null;
  /** Limits for the rules of `base`. */
  readonly limits: Limits;
  /** Values that must never be printed. */
  readonly secrets: readonly string[];
}

/** What is wrong with the configuration, where, and what to write instead. */
export interface ConfigProblem {
  /** `.env`, the configuration file as the user named it, or `environment`. */
  readonly file: string;
  /** 1-based; null for the environment and for a file as a whole. */
  readonly line: number | null;
  readonly message: string;
}

/** A name that a check needs, and what is said where nothing carries it. */
export interface MissingCheck {
  readonly name: string;
  readonly problem: ConfigProblem;
}

export type Loaded =
  | {
      readonly kind: 'config';
      readonly config: Config;
      /** What works but wants an eye, e.g. an `.env` that others can read. */
      readonly notices: readonly ConfigProblem[];
    }
  | { readonly kind: 'refused'; readonly problems: readonly ConfigProblem[] };
