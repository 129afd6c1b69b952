import type { Severity } from '../model/alert.ts';
import type { Actor } from '../model/person.ts';
import type { Labels } from '../model/sample.ts';
import type { Instant } from '../model/time.ts';

/** A channel and how it fares. */
export interface ChannelView {
  readonly name: string;
  readonly kind: string;
  /** Where it goes, without a secret, and without the whole of a person's address. */
  readonly address: string;
  /** Why nothing can be sent there, and what to do; null when it can. */
  readonly off: string | null;
  /** How the chat's connection is, with the reason; null when it stands, or there is none. */
  readonly connection: string | null;
  /** Messages that wait to be sent there. */
  readonly waiting: number;
  /** When it last took a message; null when none is remembered. */
  readonly deliveredAt: Instant | null;
  /** What the newest message met that waits or was given up, unless a newer one arrived. */
  readonly trouble: string | null;
}

/** A kind of which there is no channel. */
export interface AbsentKind {
  readonly kind: string;
  /** What has to be set. */
  readonly setUp: string;
}

/** How a test message fared. */
export type ChannelTest = { readonly name: string } & (
  | { readonly kind: 'delivered'; readonly took: number; readonly remark?: string }
  /** Not yet taken; `reason` is of its last try, null when none has ended. */
  | { readonly kind: 'waiting'; readonly reason: string | null }
  | { readonly kind: 'refused'; readonly reason: string }
);

/** An alert that is asked about. */
export interface Asked {
  readonly severity: Severity;
  readonly target?: string;
  readonly rule?: string;
  readonly type?: string;
  /** Beside those of the target and the rule. */
  readonly labels?: Labels;
}

/** Who would hear of an alert now. */
export interface Routing {
  /** What decides it: a route by its place, or a rule; and for each name there whom it reaches. */
  readonly ways: readonly {
    readonly by: string;
    readonly to: readonly { readonly name: string; readonly reached: readonly string[] }[];
  }[];
  /** Of each that is reached the weakest severity of which it is told. */
  readonly least: readonly { readonly name: string; readonly least: Severity }[];
}

export interface ChannelDesk {
  route(asked: Asked): Routing;
  list(): Promise<{
    readonly channels: readonly ChannelView[];
    readonly absent: readonly AbsentKind[];
  }>;
  /**
   * Sends a test message to each the way that every message goes, and waits until all were taken or refused, or `signal`
   * aborts. `tell` hears of each change. null where nothing runs that would send.
   */
  test(
    names: readonly string[],
    options: {
      readonly by: Actor;
      readonly signal: AbortSignal;
      tell(tests: readonly ChannelTest[]): void;
    },
  ): Promise<readonly ChannelTest[] | null>;
}
