import type { z } from 'zod';
import type { Host } from '../collect/remote.ts';
import type { CheckMetric, CheckStatus, CheckValue } from '../model/check.ts';
import type { Pings } from '../model/ping.ts';
import type { Source, SourceQuestion } from '../model/source.ts';
import type { Clock, Instant } from '../model/time.ts';

/** What a run may use. */
export interface CheckContext {
  /** Aborts when the run must end: its time is over, or the process stops. */
  readonly signal: AbortSignal;
  /** Milliseconds that the run may take. */
  readonly timeout: number;
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
  /** Names that its expectations read, so that what nobody asks for is not worked out. */
  readonly wanted: readonly string[];
  /** The host of its target, for what is looked at from there; null where there is none. */
  readonly host: Host | null;
  /** Says what is waited for from now on, such as "the first byte", for the words of a run that takes too long. */
  waitFor(what: string): void;
  /** Newest state of another check by its name; null when there is none of that name, or it is switched off. */
  other(name: string): CheckStatus | null;
  /** What is stored of sources of its target, by name; none where there are none. */
  sources(question: SourceQuestion): Promise<readonly Source[]>;
  /** What came for it; null when nobody could tell it anything. */
  readonly pings: PingsSeen | null;
}

/** What a job told of itself. */
export interface PingsSeen {
  readonly pings: Pings;
  /** Since when pings can be taken. */
  readonly since: Instant;
  /** It is looked at because a run has just ended. */
  readonly isNew: boolean;
}

/** What a run saw. */
export interface Observation {
  /** By the names that expectations read; null: looked for and not there. */
  readonly facts: Readonly<Record<string, CheckValue>>;
  /** Milliseconds; the time of the whole run unless given, null where a time means nothing. */
  readonly latency?: number | null;
  /** For people; the facts unless given. */
  readonly details?: Readonly<Record<string, CheckValue>>;
  readonly metrics?: readonly CheckMetric[];
  /** Why it is worse than its expectations say, for kinds that judge by themselves. */
  readonly verdict?: { readonly status: CheckStatus; readonly reason: string };
}

/** The run found that the thing does not work. The message says why, and never holds a secret. */
export class CheckFailure extends Error {
  override readonly name = 'CheckFailure';
  /** `unhealthy` unless given; `error`: it could not be run, `unknown`: nothing can be said. */
  readonly status: Exclude<CheckStatus, 'healthy' | 'degraded'>;

  constructor(
    message: string,
    options: { readonly status?: CheckFailure['status']; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.status = options.status ?? 'unhealthy';
  }
}

/** One kind of check, as data: its keys in `tocsin.yaml`, what can be expected of it, and how it is run. */
export interface CheckKind<Keys extends z.ZodRawShape = z.ZodRawShape> {
  readonly kind: string;
  /** One line for people. */
  readonly summary: string;
  /** It looks from the host of its target, which must have one: configuration refuses others. */
  readonly needsHost?: true;
  /** Package of its client, which is installed only where somebody needs it. */
  readonly client?: string;
  /** Keys of an entry beside those of every check. */
  readonly keys: Keys;
  /** What expectations may read, each with what it is; a name that ends in `.*` stands for everything below it. */
  readonly facts: Readonly<Record<string, string>>;
  /** Milliseconds between two runs of an entry that says nothing of it; by its criticality unless given. */
  readonly interval?: number;
  /** `fail_after` of an entry that says none; 2 unless given. */
  readonly failAfter?: number;
  /** Whether it runs commands or code that an entry names: such entries are only written in the file itself. */
  readonly runsCommands?: true;
  /** Whether it waits for what others send to its own address. */
  readonly isPushed?: boolean;
  /** Expectations of an entry that has none. */
  expect(options: z.infer<z.ZodObject<Keys>>): readonly string[];
  /** What is wrong with an entry as a whole, and at which key; null when nothing is. */
  problem?(options: z.infer<z.ZodObject<Keys>>): { key: string; message: string } | null;
  /** Names of other checks that it is about: it is run again as soon as one of them changes. */
  members?(options: z.infer<z.ZodObject<Keys>>): readonly string[];
  /** Values of an entry that nobody may see. */
  secrets?(options: z.infer<z.ZodObject<Keys>>): readonly string[];
  /** What it looks at, in a few words, such as an address without its password. */
  subject(options: z.infer<z.ZodObject<Keys>>): string;
  /**
   * One try.
   *
   * @throws CheckFailure when the thing does not work, or cannot be asked.
   * @throws the signal's reason when `signal` aborts first.
   */
  run(options: z.infer<z.ZodObject<Keys>>, context: CheckContext): Promise<Observation>;
}

/** Declares a kind with the types of its options inferred; the registry holds it without them. */
export function checkKind<Keys extends z.ZodRawShape>(definition: CheckKind<Keys>): CheckKind {
  // Sound: it is run only with options that its own `keys` have parsed.
  return definition as unknown as CheckKind;
}
