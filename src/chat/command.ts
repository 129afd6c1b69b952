import type { z } from 'zod';
import type { Alert, AlertEvent, Severity } from '../model/alert.ts';
import type { Outcome } from '../model/alert-change.ts';
import type { MetricDefinition } from '../model/metric.ts';
import type { Actor, Role } from '../model/person.ts';
import type { Rule } from '../model/rule.ts';
import type { Gap, Labels, Point } from '../model/sample.ts';
import type { Score, ScorePolicy } from '../model/score.ts';
import type { Target } from '../model/target.ts';
import type { Instant } from '../model/time.ts';
import type { Reply } from './reply.ts';

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
  /** Acknowledges or resolves; each press takes effect once, whoever else presses. */
  act(
    action: 'acknowledge' | 'resolve',
    ids: readonly number[],
    options: { by: Actor; note: string | null },
  ): Promise<readonly Outcome[]>;
}

export interface SeriesName {
  readonly metric: string;
  readonly labels: Labels;
}

export interface SeriesReader {
  /** Series that a target has reported. */
  series(target: number): Promise<readonly SeriesName[]>;
  /** Stored points in [from, to), oldest first; at most `limit`, thinned evenly by averaging. */
  points(
    target: number,
    series: SeriesName,
    range: { from: Instant; to: Instant; limit: number },
  ): Promise<readonly Point[]>;
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
  readonly surfaces: readonly { readonly name: string; readonly state: string }[];
}

/** All a command may reach. */
export interface CommandContext {
  readonly actor: Actor;
  readonly place: ChatPlace;
  readonly now: Instant;
  /** IANA zone for days and hours, from REPORT_TZ. */
  readonly zone: string;
  readonly commands: readonly CommandInfo[];
  readonly targets: TargetReader;
  readonly scores: ScoreReader;
  readonly alerts: AlertDesk;
  readonly series: SeriesReader;
  readonly rounds: RoundReader;
  readonly pairing: Pairing;
  readonly metrics: readonly MetricDefinition[];
  rules(target: Target): readonly Rule[];
  policy(target: Target): ScorePolicy;
  self(): Promise<SelfReport>;
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
