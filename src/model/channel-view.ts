import type { Instant } from './time.ts';

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
