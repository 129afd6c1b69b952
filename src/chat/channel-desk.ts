import type { Severity } from '../model/alert.ts';
import type { AbsentKind, ChannelTest, ChannelView } from '../model/channel-view.ts';
import type { Actor } from '../model/person.ts';
import type { Labels } from '../model/sample.ts';

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
