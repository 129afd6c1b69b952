import type { Reply } from '../../src/chat/reply.ts';
import type { Channel, Delivery, Outgoing } from '../../src/notify/channel.ts';

/** One call that a channel got. */
export interface Call {
  readonly what: 'post' | 'edit';
  readonly key: string;
  /** Message that is edited or answered. */
  readonly on: string | null;
  readonly reply: Reply;
}

type Step = Delivery | ((signal: AbortSignal) => Promise<Delivery>);

/** A channel that answers from a list, then delivers everything, and records what it was given. */
export function scriptedChannel(...steps: readonly Step[]) {
  const script = [...steps];
  const calls: Call[] = [];
  const waiting: { readonly count: number; resolve(): void }[] = [];

  async function answer(call: Call, signal: AbortSignal): Promise<Delivery> {
    calls.push(call);
    for (const one of waiting) if (calls.length >= one.count) one.resolve();
    const step = script.shift();
    if (typeof step === 'function') return step(signal);
    return step ?? { kind: 'delivered', remoteId: call.what === 'edit' ? `${call.on}` : call.key };
  }

  const channel: Channel = {
    name: 'ops',
    kind: 'scripted',
    post: ({ key, reply, replyTo }: Outgoing, signal) =>
      answer({ what: 'post', key, on: replyTo, reply }, signal),
    edit: (remoteId, { key, reply }, signal) =>
      answer({ what: 'edit', key, on: remoteId, reply }, signal),
  };
  return {
    ...channel,
    calls,
    /** Answers of later calls. */
    script,
    /** Ends when so many calls came. */
    called(count: number): Promise<void> {
      if (calls.length >= count) return Promise.resolve();
      return new Promise((resolve) => waiting.push({ count, resolve }));
    },
  };
}
