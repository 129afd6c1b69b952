import type { Instant } from './time.ts';

/**
 * What a channel is to be told. `card`: show the alert as it is now (post it once, edit it later). `note`: a short
 * reply under the card for what people must notice. `message`: something of its own, such as a summary.
 */
export type OutboxKind = 'card' | 'note' | 'message';

/** One thing to send to one channel; written in the same transaction as the change that caused it. */
export interface OutboxEntry {
  readonly id: number;
  /** Unique per message; channels use it against duplicates. */
  readonly key: string;
  readonly channel: string;
  readonly kind: OutboxKind;
  readonly alert: number | null;
  /** For `note` and `message`: a Reply as JSON. Cards are rendered from the alert when sent. */
  readonly body: string | null;
  readonly attempts: number;
  readonly createdAt: Instant;
  /** When it might first be sent: later than `createdAt` where it waits so that many changes become one message. */
  readonly firstDueAt: Instant;
  readonly silent: boolean;
}

/** How one message fared, for people who ask whether anybody was told. */
export interface DeliveryReport {
  readonly channel: string;
  readonly kind: OutboxKind;
  readonly state: 'queued' | 'sending' | 'sent' | 'dead';
  readonly attempts: number;
  readonly createdAt: Instant;
  /** When the channel took it, or it was given up. */
  readonly settledAt: Instant | null;
  /** When it is tried next, while it waits. */
  readonly dueAt: Instant | null;
  readonly reason: string | null;
}

/** How the messages of a channel fare. */
export interface ChannelTraffic {
  readonly channel: string;
  /** Messages that wait. */
  readonly waiting: number;
  /** When it last took one; null when that is not remembered. */
  readonly deliveredAt: Instant | null;
  /** Reason of the newest that waits for another try or was given up, unless one that is newer arrived. */
  readonly trouble: string | null;
}

/** Where an alert's card stands in a channel. */
export interface PostedMessage {
  readonly channel: string;
  readonly remoteId: string;
  /** When it was posted; null when that is not known. */
  readonly postedAt: Instant | null;
  /** Id of the newest outbox entry when it was posted: what was queued until then, it shows. 0 when not known. */
  readonly covers: number;
}
