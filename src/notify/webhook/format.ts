import { createHash } from 'node:crypto';
import type { About, AlertAbout } from '../../model/about.ts';
import type { Delivery, Outgoing } from '../channel.ts';
import type { ChannelTools } from '../channel-kind.ts';
import type { Answer } from '../post.ts';

/** One request of a service. */
export interface Sent {
  /** Behind the configured address; nothing unless given. */
  readonly path?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How a service is told. */
export interface Format {
  /** Where it is told, unless addresses are written. */
  readonly address: string | null;
  /** Whether every change is told; else only those that the service has not heard of. */
  readonly isVerbose: boolean;
  /** What a message becomes: requests in their order; none when the service need not hear of it. */
  requests(message: Outgoing, options: FormatOptions, tools: ChannelTools): readonly Sent[];
  /** What an answer with a status of success says nevertheless; null: it was taken. */
  judge(answer: Answer): Delivery | null;
}

export interface FormatOptions {
  /** What the service knows us by: a routing key or an API key. */
  readonly key?: string | undefined;
  /** What a body is signed with. */
  readonly secret?: string | undefined;
}

/** How services know one episode: at most 40 characters, the same for all its messages and for no other episode. */
export function episodeKey({ id, fingerprint }: Pick<AlertAbout, 'id' | 'fingerprint'>): string {
  const digest = createHash('sha256').update(fingerprint).digest('hex').slice(0, 16);
  return `tocsin-${id}-${digest}`;
}

/** What a service was told last, so that the same is not told twice. */
export function toldOf(about: About | null): string {
  return about === null ? '' : `${about.whole.state} ${about.whole.severity}`;
}

/** A body of JSON may name an error though its status is one of success. */
export function errorIn(json: unknown): string | null {
  if (typeof json !== 'object' || json === null) return null;
  const { ok, success, error, message } = json as Record<string, unknown>;
  const failed = ok === false || success === false;
  if (!failed && (error === undefined || error === null || error === false || error === '')) {
    return null;
  }
  const words = [error, message].find((one) => typeof one === 'string' && one !== '');
  return typeof words === 'string' ? words : JSON.stringify(json);
}
