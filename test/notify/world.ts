import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { say } from '../../src/chat/reply.ts';
import type { Alert } from '../../src/model/alert.ts';
import type { AlertContent, Queued } from '../../src/model/alert-change.ts';
import { systemClock } from '../../src/model/time.ts';
import type { Channel } from '../../src/notify/channel.ts';
import type { OutboxQueue, SenderDeps } from '../../src/notify/outbox.ts';
import { sender } from '../../src/notify/outbox.ts';
import { openStore } from '../../src/store/sqlite/store.ts';
import { card, change, content, win, withTarget } from '../store/fixtures.ts';
import { freshFolder } from '../store/fresh-folder.ts';
import type { scriptedChannel } from '../support/scripted-channel.ts';

const START = Date.UTC(2030, 0, 15, 12);

/** Both clocks and every wait are moved by `pass` from here on. */
export function fakeTime(): void {
  vi.useFakeTimers({
    now: START,
    toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'],
  });
  onTestFinished(() => void vi.useRealTimers());
}

/** Lets time pass; what happens meanwhile has happened then. */
export async function pass(milliseconds: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds);
}

/** A real store with a sender for the channel, which shows a card as `<message> v<version>`. */
export async function anOutbox(
  channel: Channel,
  options: {
    file?: string;
    queue?: (real: OutboxQueue) => OutboxQueue;
    deps?: Partial<SenderDeps>;
  } = {},
) {
  fakeTime();
  const file = options.file ?? join(freshFolder(), 'tocsin.db');
  const store = await openStore(file, { now: Date.now });
  const target = await withTarget(store);
  const stop = new AbortController();
  const cut = new AbortController();
  const failures: string[] = [];
  const undelivered: string[] = [];
  const queue = options.queue?.(store.outbox) ?? store.outbox;
  const deps: SenderDeps = {
    queue,
    channel,
    clock: systemClock,
    random: () => 0.5,
    async card(id) {
      const found = await store.alerts.get(id);
      return found && { reply: say(`${found.alert.message} v${found.alert.version}`) };
    },
    failed: (_channel, reason, final) => failures.push(final ? `final: ${reason}` : reason),
    delivered: () => failures.push('arrived'),
    undelivered: async ({ kind, alert }, reason) => {
      undelivered.push(`${kind} of ${alert}: ${reason}`);
    },
    ...options.deps,
  };
  const one = sender(deps);
  let ended: Promise<void> | null = null;
  let known = 0;

  return {
    file,
    store,
    failures,
    deps,
    /** What was given up. */
    undelivered,
    wake: one.wake,
    retryNow: one.retryNow,
    stop: () => stop.abort(),
    cut: () => cut.abort(),
    run(): Promise<void> {
      ended = one.run(stop.signal, cut.signal);
      return ended;
    },
    /** Stores a change of an alert, or a new alert, with its messages. */
    async change(
      more: Partial<AlertContent>,
      messages: readonly Queued[] = [card()],
      on?: Alert,
    ): Promise<Alert> {
      const fingerprint = on?.fingerprint ?? `series ${++known}`;
      const base = on ?? content({ target, fingerprint, message: fingerprint });
      const wanted = change({ ...base, ...more }, { messages, ...(on && { on }) });
      const alert = await win(store, wanted, Date.now());
      one.wake();
      return alert;
    },
    async events(id: number): Promise<string[]> {
      return ((await store.alerts.get(id))?.events ?? []).map(
        ({ kind, detail }) => `${kind} ${detail}`,
      );
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      cut.abort();
      await ended;
      await store[Symbol.asyncDispose]();
    },
  };
}

/** What the calls were, as one line each. */
export function lines({ calls }: ReturnType<typeof scriptedChannel>): string[] {
  return calls.map(({ what, on, reply }) => {
    const [first] = reply.blocks;
    const text = first?.kind === 'text' ? String(first.text) : JSON.stringify(first);
    return `${what}${on === null ? '' : ' on'} ${text}`;
  });
}

export function noteSaying(text: string): Queued {
  return { channel: 'ops', kind: 'note', body: JSON.stringify(say(text)) };
}

/** The texts of each call, block by block. */
export function texts({ calls }: ReturnType<typeof scriptedChannel>): string[][] {
  return calls.map(({ reply }) =>
    reply.blocks.map((block) => (block.kind === 'text' ? String(block.text) : block.kind)),
  );
}
