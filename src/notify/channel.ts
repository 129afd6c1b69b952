import type { Reply } from '../chat/reply.ts';
import type { About } from '../model/about.ts';
import type { OutboxKind } from '../model/outbox.ts';

/** What to say in a channel. */
export interface Outgoing {
  /** At most 25 characters of [0-9a-z]; the same for every try of one message. Discord takes it as `nonce`. */
  readonly key: string;
  readonly reply: Reply;
  /** Remote id of the message this answers, or null. */
  readonly replyTo: string | null;
  /** Arrives without a sound, where the platform can. */
  readonly silent: boolean;
  /** An earlier try may have been taken without an answer, and the message may say something else since then. */
  readonly again?: boolean;
  /** Which kind of message of the outbox it is; not given for what answers a person. */
  readonly kind?: OutboxKind;
  /** What it is about, for programs; null or not given: no alert. */
  readonly about?: About | null;
}

/** How a send ended; expected failures are values. */
export type Delivery =
  /** `remark`: what is to know all the same, such as one of several recipients that is refused. */
  | { readonly kind: 'delivered'; readonly remoteId: string; readonly remark?: string }
  /**
   * Try again after so many milliseconds: 429, 5xx, no answer, and what a person can mend (missing permission, unknown
   * channel), whose `reason` says what to do. `unsure`: no answer came, so that the message may stand there all the same.
   */
  | {
      readonly kind: 'retry';
      readonly after: number;
      readonly reason: string;
      readonly unsure?: true;
    }
  /** The message to edit is no longer there; post it anew. */
  | { readonly kind: 'gone'; readonly reason: string }
  /** Will not work however often it is tried: the service does not take such a message. */
  | { readonly kind: 'rejected'; readonly reason: string };

/** Somewhere messages go. Neither method throws for what the service answers; both end when `signal` aborts. */
export interface Channel {
  readonly name: string;
  readonly kind: string;
  post(message: Outgoing, signal: AbortSignal): Promise<Delivery>;
  /** Replaces a message that was posted; "nothing changed" counts as delivered. */
  edit(remoteId: string, message: Outgoing, signal: AbortSignal): Promise<Delivery>;
  /**
   * Puts a message that was posted on top of its place; null when it is there, else why not and what to do. Not given:
   * nothing is pinned there.
   */
  pin?(remoteId: string, signal: AbortSignal): Promise<string | null>;
}
