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
}

/** Where an alert's card stands in a channel. */
export interface PostedMessage {
  readonly channel: string;
  readonly remoteId: string;
}
