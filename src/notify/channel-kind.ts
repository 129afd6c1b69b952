import type { z } from 'zod';
import type { Reply } from '../chat/reply.ts';
import type { Severity } from '../model/alert.ts';
import type { Finding } from '../model/finding.ts';
import type { Clock } from '../model/time.ts';
import type { Channel } from './channel.ts';

/** What a channel may use of the process it runs in. */
export interface ChannelTools {
  /** A reply as plain text, without what can only be pressed. */
  text(reply: Reply): string;
  /** A reply as a message of Discord's, without what can only be pressed. */
  discord(reply: Reply): Promise<object>;
  readonly clock: Pick<Clock, 'now'>;
  /** Says something that nobody else would hear of, such as a recipient that is refused while others are not. */
  warn(line: string): void;
}

/** One kind of channel, as data: its keys in `tocsin.yaml`, and how one is opened. */
export interface ChannelKind<Keys extends z.ZodRawShape = z.ZodRawShape> {
  readonly kind: string;
  /** What has to be set for one of its kind, for people who have none. */
  readonly setUp: string;
  /** Weakest severity that goes there while no routes are written. */
  readonly from: Severity;
  /** Whether people read it: only then it stands in for a channel that fails, and gets summaries unless they are routed. */
  readonly isRead: boolean;
  /** Keys of an entry beside those of every channel. */
  readonly keys: Keys;
  /** What is wrong with an entry as a whole, and at which key; null when nothing is. */
  problem?(options: z.infer<z.ZodObject<Keys>>): { key: string; message: string } | null;
  /** Values that nobody may see. */
  secrets(options: z.infer<z.ZodObject<Keys>>): readonly string[];
  /** Where it goes, in a few words without a secret; what stands elsewhere has another. */
  address(options: z.infer<z.ZodObject<Keys>>): string;
  /** What is missing before anything can be sent, with what to write; null when nothing is. */
  missing?(options: z.infer<z.ZodObject<Keys>>): string | null;
  /**
   * Looks whether it can be sent to, without sending anything: the way there, TLS, the log-in.
   *
   * @throws the signal's reason when `signal` aborts first.
   */
  examine?(
    name: string,
    options: z.infer<z.ZodObject<Keys>>,
    signal: AbortSignal,
  ): Promise<readonly Finding[]>;
  /** Makes one; its library is loaded with the first message. */
  open(name: string, options: z.infer<z.ZodObject<Keys>>, tools: ChannelTools): Channel;
}

/** Declares a kind with the types of its options inferred; the registry holds it without them. */
export function channelKind<Keys extends z.ZodRawShape>(
  definition: ChannelKind<Keys>,
): ChannelKind {
  // Sound: it is opened only with options that its own `keys` have parsed.
  return definition as unknown as ChannelKind;
}
