import type { Severity } from '../model/alert.ts';
import type { Role } from '../model/person.ts';
import type { Rule } from '../model/rule.ts';
import type { Labels } from '../model/sample.ts';
import type { SshAddress, TargetKind } from '../model/target.ts';

export interface TargetConfig {
  readonly name: string;
  readonly kind: TargetKind;
  readonly interval: number;
  readonly labels: Labels;
  readonly preset: string;
  readonly ssh: SshAddress | null;
}

/** A named place for messages. `address` is a channel or chat id, `thread` a topic or thread. */
export interface ChannelConfig {
  readonly name: string;
  readonly kind: 'discord' | 'telegram' | 'console';
  readonly address: string;
  readonly thread: string | null;
}

/** Alerts that match go to `to`. Everything that is given must match. */
export interface Route {
  readonly match: {
    /** Weakest severity that matches. */
    readonly severity: Severity;
    readonly target: string | null;
    readonly rule: string | null;
    readonly labels: Labels;
  };
  readonly to: readonly string[];
}

export interface ReportConfig {
  readonly period: 'daily';
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
  readonly retention: number;
  readonly http: { readonly enabled: boolean; readonly host: string; readonly port: number };
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
  /** Rules of tocsin.yaml; those of the presets come beside them, and lose against one of the same name. */
  readonly rules: readonly Rule[];
  readonly channels: readonly ChannelConfig[];
  readonly routes: readonly Route[];
  readonly reports: readonly ReportConfig[];
  readonly people: readonly PersonConfig[];
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

export type Loaded =
  | {
      readonly kind: 'config';
      readonly config: Config;
      /** What works but wants an eye, e.g. an `.env` that others can read. */
      readonly notices: readonly ConfigProblem[];
    }
  | { readonly kind: 'refused'; readonly problems: readonly ConfigProblem[] };
